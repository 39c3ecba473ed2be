"""The demonstration's course is graded by the same rules and suggests nothing that was not confirmed."""

from __future__ import annotations

import pytest

from referrals.models import MonitoringEntry, ToxicityEpisode
from referrals.monitoring.demo import fill
from referrals.monitoring.suggesting import suggest
from tests.cast import Cast
from tests.monitoring import stage
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_a_made_up_course(cast: Cast) -> None:
    journey = stage.journey(cast, days=12)
    with truth():
        assert fill(journey, days=10, skip=(8,)) == 18
        worst = {row.day: (row.crs, row.icans) for row in MonitoringEntry.objects.order_by("at")}
        checks, episodes = list(MonitoringEntry.objects.order_by("at")), list(ToxicityEpisode.objects.all())
    assert worst == {1: (0, 0), 2: (0, 0), 3: (1, 0), 4: (2, 0), 5: (1, 1), 6: (1, 1), 7: (0, 0), 9: (0, 0), 10: (0, 0)}
    assert {one.kind for one in episodes} == {"crs", "icans"}
    assert suggest(checks, episodes) == []
