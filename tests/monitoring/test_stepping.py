"""A check with both grades does the road's step of its day and raises what the protocol says; taken back it opens the step again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecoord.access.actor import acting
from referrals.models import Anchor, Journey, JourneyEvent, JourneyFlag, JourneyStep
from referrals.monitoring import verbs
from referrals.monitoring.ladder import CHECK_STEP
from referrals.monitoring.states import RetractReason
from tests.cast import Cast
from tests.monitoring import stage
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def infused(cast: Cast) -> Journey:
    """On the shipped protocol, three days after infusion, today's check ready."""
    journey = trip.started(cast)
    with truth():
        Anchor.objects.filter(journey=journey, code="D0").delete()
        Anchor.objects.create(journey=journey, code="D0", on=stage.today() - timedelta(days=3), confidence="actual")
        row = JourneyStep.objects.filter(journey=journey, code=CHECK_STEP).first()
        values = {"due_on": stage.today(), "due_at": row.due_at or journey.started_at, "state": "ready"} if row else {}
        if row is None:
            JourneyStep.objects.create(
                journey=journey,
                patient=cast.denise,
                owner_org=cast.organizations["lakeside"],
                code=CHECK_STEP,
                phase="monitoring",
                owner_role="RN",
                site="center",
                due_on=stage.today(),
                due_at=journey.started_at,
                state="ready",
            )
        else:
            JourneyStep.objects.filter(pk=row.pk).update(**values)
    return trip.now(journey)


def step(journey: Journey) -> JourneyStep:
    with truth():
        return JourneyStep.objects.get(journey=journey, code=CHECK_STEP, due_on=stage.today())


def test_the_step_of_the_day_is_done_with_the_grades(cast: Cast) -> None:
    journey = infused(cast)
    stage.record(cast, journey, **stage.GRADE_THREE)
    row = step(journey)
    assert (row.state, row.answers["crs_grade"], row.answers["icans_grade"], row.answers["ice"]) == ("done", "3", "0", 10)
    with truth():
        assert JourneyEvent.objects.filter(journey=journey, verb="record_check").count() == 1
        assert set(JourneyFlag.objects.filter(journey=journey).values_list("branch", flat=True)) >= {"F22"}


def test_a_check_without_a_grade_leaves_the_step_open(cast: Cast) -> None:
    journey = infused(cast)
    stage.record(cast, journey, oxygen=None)
    assert step(journey).state == "ready"


def test_taking_back_the_only_check_opens_the_step_again(cast: Cast) -> None:
    journey = infused(cast)
    made = stage.record(cast, journey)
    assert step(journey).state == "done"
    with acting(cast.actor("nan")) as nan:
        verbs.retract_check(nan, journey.pk, made.entry.pk, version=trip.now(journey).version, reason_code=RetractReason.NOT_DONE)
    assert step(journey).state in ("ready", "blocked")
