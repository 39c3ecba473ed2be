"""The ladders of steps, asked as the worker asks them: who is told when, once a due day, and nobody after an end or a death."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due, highest
from patients import verbs as record
from patients.models import Patient
from referrals.models import Journey, JourneyStep
from referrals.pathway.due import due_steps
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def rungs(now: datetime, code: str, journey: Journey) -> list[Due]:
    rope = f"pathway:{trip.step(journey, code).pk}:"
    with as_worker_role(), acting(Actor(job="ladders")):
        return [one for one in due_steps(now) if one.rope.startswith(rope)]


def due_at(journey: Journey, code: str) -> datetime:
    at = trip.step(journey, code).due_at
    assert at is not None
    return at


def test_owner_then_who_is_above(cast: Cast) -> None:
    journey = trip.started(cast)
    at = due_at(journey, "verify_benefits")
    assert rungs(at - timedelta(days=30), "verify_benefits", journey) == []
    found = rungs(at + timedelta(days=40), "verify_benefits", journey)
    *_, role, lead = found
    assert {one.about for one in found} == {journey.pk}
    assert (role.kind, cast.bo.pk in role.to) == (Kind.PATHWAY_STEP_LATE, True)  # the house's own last rungs
    assert (lead.kind, set(lead.to)) == (Kind.PATHWAY_STEP_LATE, {cast.chen.pk})
    assert highest(found) == [lead]


def test_whoever_has_it_is_told_in_place_of_the_role(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.on_step(cast, "nan", "claim", trip.step(journey, "verify_benefits"))
    at = due_at(journey, "verify_benefits")
    first = rungs(at + timedelta(hours=20), "verify_benefits", journey)
    assert first
    assert cast.nan.pk in first[0].to


def test_the_practice_is_told_of_its_own_work(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "bridging_update")
    at = due_at(journey, "bridging_update")
    told = {person for one in rungs(at + timedelta(days=1), "bridging_update", journey) for person in one.to}
    assert cast.rae.pk in told


def test_the_patients_side_gets_words_and_a_page_of_its_own(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "apheresis")
    at = due_at(journey, "apheresis")
    home = [one for one in rungs(at - timedelta(days=1), "apheresis", journey) if one.kind is Kind.STEP_SOON]
    assert home
    assert set(home[0].to) == {cast.pat.pk, cast.sam.pk}
    assert home[0].organization_id is None


def test_another_day_reminds_again(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "apheresis")
    before = {one.rope for one in rungs(due_at(journey, "apheresis"), "apheresis", journey)}
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=trip.soon(80))
    trip.reach(journey, "apheresis")
    after = {one.rope for one in rungs(due_at(journey, "apheresis"), "apheresis", journey)}
    assert before
    assert after
    assert not before & after


def test_what_is_done_or_waits_for_something_else_reminds_nobody(cast: Cast) -> None:
    journey = trip.started(cast)
    at = due_at(journey, "consent") + timedelta(days=3)
    assert rungs(at, "consent", journey) == []  # blocked: what comes first reminds
    trip.on_step(cast, "bo", "skip", trip.step(journey, "verify_benefits"), reason="Self-pay.")
    assert rungs(due_at(journey, "verify_benefits") + timedelta(days=3), "verify_benefits", journey) == []


def test_nobody_after_a_death(cast: Cast) -> None:
    journey = trip.started(cast)
    with truth():
        version = Patient.objects.get(pk=cast.denise.pk).version
    with acting(cast.actor("ana")) as ana:
        record.record_death(ana, cast.denise.pk, version=version, died_at=timezone.now())
    with as_worker_role(), acting(Actor(job="ladders")):
        assert not [one for one in due_steps(timezone.now() + timedelta(days=40)) if one.about == journey.pk]


def test_statements_do_not_grow_with_steps(cast: Cast) -> None:
    journey = trip.started(cast)
    counts = []
    for _ in range(2):
        with as_worker_role(), acting(Actor(job="ladders")), desk.statements() as sent:
            list(due_steps(timezone.now() + timedelta(days=20)))
        counts.append(len(sent))
        with truth():
            JourneyStep.objects.filter(journey=journey, state="blocked").update(state="ready")
    assert counts[1] <= counts[0] + 1
    assert counts[1] <= 8
