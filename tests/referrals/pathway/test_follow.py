"""Loop and road keep step, and a death ends everything at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from carecoord.notifications.kinds import Audience, kinds_for
from carecoord.notifications.models import Notification
from carecoord.notifications.states import OPEN
from patients import verbs as record
from referrals import verbs as loop
from referrals.loop import acts as loop_acts
from referrals.models import Journey, JourneyBranch, JourneyStep, Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def stage(journey: Journey) -> str:
    with truth():
        return Referral.objects.get(journeys=journey).stage


def on_loop(cast: Cast, who: str, verb: str, journey: Journey, **values: object) -> None:
    with truth():
        row = Referral.objects.get(journeys=journey)
    with acting(cast.actor(who)) as actor:
        getattr(loop, verb)(actor, row.pk, version=row.version, **values)


def test_a_booked_consult_confirms_its_date(cast: Cast) -> None:
    journey = trip.started(cast)
    at = timezone.now() + timedelta(days=8)
    on_loop(cast, "bo", "book_consult", journey, at=at)
    with truth():
        anchor = journey.anchors.get(code="CON")
    assert (anchor.on, anchor.confidence, anchor.source) == (timezone.localdate(at), "confirmed", "referral")


def test_the_decision_to_treat_makes_its_date_actual_and_asks_for_the_rationale(cast: Cast) -> None:
    journey = trip.started(cast, stage=Stage.CONSULTED)
    on_loop(cast, "chen", "start_workup", journey)
    with truth():
        assert journey.anchors.get(code="DEC").confidence == "actual"
    assert trip.step(journey, "selection_meeting").state in ("ready", "blocked")


def test_a_meeting_that_decides_to_treat_moves_the_loop(cast: Cast) -> None:
    journey = trip.started(cast, stage=Stage.CONSULTED)
    trip.reach(journey, "selection_meeting")
    row = trip.step(journey, "selection_meeting")
    trip.on_step(cast, "chen", "complete", row, answers=trip.answers("selection_meeting", decision="treat"))
    assert stage(journey) == Stage.IN_WORKUP


def test_cells_collected_on_the_road_are_collected_in_the_loop(cast: Cast) -> None:
    journey = trip.started(cast, stage=Stage.IN_WORKUP)
    trip.reach(journey, "infusion", "apheresis")
    trip.do(cast, "bo", "store_chain_id", journey, chain_id="X1", issuer="Maker")
    for code, then in (("apheresis", Stage.APHERESIS_DONE), ("infusion", Stage.INFUSED)):
        for who in ("nan", "chen"):
            trip.reach(journey, code)
            trip.on_step(cast, who, "check_identity", trip.step(journey, code), chain_id="X1")
        trip.reach(journey, code)
        trip.on_step(cast, "nan", "complete", trip.step(journey, code), answers=trip.answers(code))
        assert stage(journey) == then


def test_where_a_plan_runs_the_loop_sends_people_there(cast: Cast) -> None:
    journey = trip.started(cast, stage=Stage.IN_WORKUP)
    with pytest.raises(Refused) as refused:
        on_loop(cast, "bo", "record_apheresis", journey, done_on=timezone.localdate())
    assert refused.value.code == "on_the_plan"
    with acting(cast.actor("bo")) as bo:
        acts = {act.verb: act for act in loop_acts(bo, Referral.objects.select_related("from_org", "to_org").get(journeys=journey))}
    assert not acts["record_apheresis"].may
    assert "treatment plan" in acts["record_apheresis"].obstacle


def test_no_treatment_here_ends_the_road(cast: Cast) -> None:
    journey = trip.started(cast, stage=Stage.CONSULTED)
    on_loop(cast, "chen", "find_not_eligible", journey, reason_code="performance")
    after = trip.now(journey)
    assert (after.state, after.end_code, after.next_due_at) == ("ended", "not_eligible", None)


def test_after_a_death_nothing_is_left_to_remind_anybody(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=trip.soon(60))
    with truth():
        version = cast.denise.__class__.objects.get(pk=cast.denise.pk).version
    with acting(cast.actor("ana")) as ana:
        record.record_death(ana, cast.denise.pk, version=version, died_at=timezone.now())
    after = trip.now(journey)
    assert (after.state, after.end_code) == ("ended", "died")
    with truth():
        assert not JourneyStep.objects.filter(journey=journey, state__in=("blocked", "ready", "in_progress")).exists()
        assert JourneyBranch.objects.get(journey=journey).code == "F28"
        waiting = Notification.objects.filter(kind__in=kinds_for(Audience.PERSON), state__in=OPEN, patient_id=cast.denise.pk)
        assert not waiting.filter(read_at__isnull=True).exists()
