"""A day without a check alerts the same day: the desk first, then the physicians; asked as the worker asks it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.models import Journey, JourneyStep
from referrals.monitoring import ladder, verbs
from referrals.monitoring.states import RetractReason
from referrals.pathway.protocol import Confidence
from tests.cast import Cast
from tests.monitoring import stage
from tests.notifications.stage import as_worker_role
from tests.truth import truth

pytestmark = pytest.mark.django_db
CENTRAL = ZoneInfo("America/Chicago")


def at(hour: int, *, day: int = 0) -> datetime:
    return datetime.combine(stage.today() + timedelta(days=day), time(hour), tzinfo=CENTRAL)


def found(now: datetime) -> list[Due]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return list(ladder.missed_checks(now))


def today(now: datetime) -> list[Due]:
    return [one for one in found(now) if one.rope.endswith(stage.today().isoformat())]


def test_the_desk_at_four_the_physicians_at_eight(cast: Cast) -> None:
    journey = stage.journey(cast, days=1)
    assert today(at(15)) == []
    (first,) = today(at(17))
    assert (first.rung, first.kind, set(first.to)) == (1, Kind.CHECK_DUE, {cast.users["bo"].pk})
    both = today(at(21))
    assert [one.kind for one in both] == [Kind.CHECK_DUE, Kind.CHECK_MISSED]
    assert set(both[1].to) == {cast.bo.pk, cast.nan.pk, cast.chen.pk}
    assert {one.rope for one in both} == {f"check:{journey.pk}:{stage.today()}"}


def test_a_check_ends_it_and_one_taken_back_does_not(cast: Cast) -> None:
    journey = stage.journey(cast, days=1)
    made = stage.record(cast, journey)
    assert today(at(21)) == []
    with acting(cast.actor("nan")) as nan:
        verbs.retract_check(nan, journey.pk, made.entry.pk, version=2, reason_code=RetractReason.NOT_DONE)
    assert len(today(at(21))) == 2


@pytest.mark.parametrize(("days", "missed"), [(0, False), (1, True), (7, True), (8, False), (14, False), (15, False)])
def test_daily_from_day_one_through_day_seven(cast: Cast, days: int, missed: bool) -> None:
    stage.journey(cast, days=days)
    assert bool(today(at(21))) is missed


def test_after_day_seven_as_the_protocol_says(cast: Cast) -> None:
    journey = stage.journey(cast, days=10)
    with truth():
        JourneyStep.objects.create(
            journey=journey,
            patient=cast.denise,
            owner_org=cast.organizations["lakeside"],
            code=ladder.CHECK_STEP,
            phase="infusion",
            owner_role="RN",
            site="center",
            due_on=stage.today(),
            due_at=at(17),
            state="ready",
        )
    assert len(today(at(21))) == 2


def test_an_infusion_that_is_only_planned_alerts_nobody(cast: Cast) -> None:
    stage.journey(cast, days=2, confidence=Confidence.PLANNED)
    assert found(at(21)) == []


def test_a_journey_that_has_ended_alerts_nobody(cast: Cast) -> None:
    journey = stage.journey(cast, days=2)
    with truth():
        Journey.objects.filter(pk=journey.pk).update(state="ended", ended_at=timezone.now())
    assert found(at(21)) == []


def test_what_was_missed_longer_ago_is_left_to_the_page(cast: Cast) -> None:
    stage.journey(cast, days=6)
    days = {one.rope.rsplit(":", 1)[1] for one in found(at(21))}
    assert days == {str(stage.today() - timedelta(days=n)) for n in range(3)}


def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    stage.journey(cast, days=2)
    with CaptureQueriesContext(connection) as one:
        found(at(21))
    assert len(one) <= 14
