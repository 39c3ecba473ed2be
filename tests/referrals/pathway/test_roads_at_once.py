"""Many hands on one road at the same moment: real threads, real connections, one of them wins and nobody meets an error."""

from __future__ import annotations

from collections import Counter

import pytest

from carecoord.access.actor import acting
from referrals.models import JourneyEvent
from referrals.pathway import verbs
from tests.cast import Cast
from tests.referrals.pathway import trip
from tests.referrals.test_at_once import at_once
from tests.truth import truth

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 64


def test_one_step_completed_by_many(cast: Cast) -> None:
    journey = trip.started(cast)
    row, answers = trip.step(journey, "book_consult"), trip.answers("book_consult")

    def complete() -> None:
        with acting(cast.actor("bo")) as bo:
            verbs.complete(bo, journey.pk, row.pk, version=row.version, answers=answers)

    assert at_once(complete, CALLS) == Counter({"applied": 1, "Stale": CALLS - 1})
    with truth():
        assert JourneyEvent.objects.filter(journey=journey, verb="complete").count() == 1


def test_one_date_moved_by_many(cast: Cast) -> None:
    journey = trip.started(cast)
    version, day = trip.now(journey).version, trip.soon(90)

    def move() -> None:
        with acting(cast.actor("chen")) as chen:
            verbs.move_anchor(chen, journey.pk, version=version, code="APH", on=day)

    assert at_once(move, CALLS) == Counter({"applied": 1, "Stale": CALLS - 1})
    with truth():
        assert JourneyEvent.objects.filter(journey=journey, verb="move_anchor").count() == 1
