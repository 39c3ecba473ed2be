"""Which day it is for whoever acts: a signed-in person's own clock, else that of the place, else Greenwich."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _greenwich() -> Iterator[None]:
    """As in a command, a worker or a program's request: nobody has set a clock."""
    with timezone.override(None):
        yield


def test_who_brings_no_clock_acts_on_the_days_of_the_place(cast: Cast) -> None:
    with acting(cast.actor("dee")):
        assert timezone.get_current_timezone_name() == "America/Denver"
        with acting(cast.actor("bo")):
            assert timezone.get_current_timezone_name() == "America/Denver"  # the outer act's days
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_signed_in_person_keeps_their_own(cast: Cast) -> None:
    with timezone.override(ZoneInfo("Pacific/Honolulu")), acting(cast.actor("dee")):
        assert timezone.get_current_timezone_name() == "Pacific/Honolulu"


def test_a_job_has_no_place_and_stays_in_greenwich(cast: Cast) -> None:
    with acting(Actor(job="outbox")):
        assert timezone.get_current_timezone_name() == "UTC"


def test_a_place_whose_zone_nobody_knows_still_works(cast: Cast) -> None:
    with truth():
        summit = cast.organizations["summit"]
        type(summit).objects.filter(pk=summit.pk).update(time_zone="Mars/Olympus")
    with acting(cast.actor("dee")):
        assert timezone.get_current_timezone_name() == "UTC"
