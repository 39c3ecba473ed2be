"""Meetings: the agenda, a decision that moves the road, what is asked for, who may, the walls, the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.audit.models import Event as AuditEvent
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from referrals.meetings import agenda, verbs
from referrals.models import CaseDecision, Journey, JourneyEvent, JourneyFlag, JourneyStep, Meeting, MeetingAction, MeetingCase
from referrals.pathway.protocol import Site
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def do(cast: Cast, who: str, verb: str, *args: Any, **values: Any) -> Any:
    with acting(cast.actor(who)) as actor:
        return getattr(verbs, verb)(actor, *args, **values)


def awaiting(cast: Cast) -> Journey:
    """A journey whose decision could be taken today."""
    journey = trip.started(cast)
    trip.reach(journey, "selection_meeting")
    with truth():
        Journey.objects.filter(pk=journey.pk).update(phase="consult")
    return journey


def on_agenda(cast: Cast, journey: Journey) -> MeetingCase:
    meeting = do(cast, "bo", "call", on=timezone.localdate())
    case: MeetingCase = do(cast, "bo", "add", meeting.pk, journey.pk)
    return case


def decide(cast: Cast, who: str, case: MeetingCase, decision: CaseDecision, **values: Any) -> MeetingCase:
    given = {"rationale": "Fit, and no other choice left.", "product": "cilta-cel", **values}
    with truth():
        version = MeetingCase.objects.get(pk=case.pk).version
    done: MeetingCase = do(cast, who, "decide", case.pk, version=version, decision=decision, **given)
    return done


def test_who_waits_and_who_is_on_the_agenda(cast: Cast) -> None:
    journey = awaiting(cast)
    meeting = do(cast, "bo", "call", on=timezone.localdate())
    assert do(cast, "chen", "call", on=timezone.localdate()).pk == meeting.pk
    with acting(cast.actor("bo")) as bo:
        assert [row["id"] for row in agenda.waiting(bo, meeting)] == [journey.pk]
    do(cast, "bo", "add", meeting.pk, journey.pk)
    with acting(cast.actor("bo")) as bo:
        assert agenda.waiting(bo, meeting) == []
        assert [case.journey_id for case in agenda.cases(meeting)] == [journey.pk]
    with pytest.raises(Refused) as refused:
        do(cast, "bo", "add", meeting.pk, journey.pk)
    assert refused.value.code == "on_agenda"


def test_a_decision_moves_the_road(cast: Cast) -> None:
    journey = awaiting(cast)
    case = decide(cast, "chen", on_agenda(cast, journey), CaseDecision.TREAT, setting="inpatient", priority=40)
    step = trip.step(journey, "selection_meeting")
    assert (case.decision, case.recorded_by_name) == ("treat", "Dr. Wei Chen")
    assert step.state == "done"
    assert step.answers["decision"] == "treat"
    assert step.answers["rationale"] == "Fit, and no other choice left."
    assert step.answers["setting"] == "inpatient"
    assert trip.days(journey)["DEC"] == timezone.localdate()
    with truth():
        assert AuditEvent.objects.filter(action="meeting.decide", patient_ids__contains=[journey.patient_id]).count() == 1
        assert AuditEvent.objects.filter(action="journey.complete").count() == 1


def test_more_information_leaves_the_step_open(cast: Cast) -> None:
    journey = awaiting(cast)
    case = on_agenda(cast, journey)
    decide(cast, "chen", case, CaseDecision.MORE_INFORMATION, product="")
    assert trip.step(journey, "selection_meeting").state == "ready"
    with pytest.raises(Refused) as refused:
        decide(cast, "chen", case, CaseDecision.TREAT)
    assert refused.value.code == "decided"


@pytest.mark.parametrize("decision", [CaseDecision.WAIT, CaseDecision.NOT_NOW, CaseDecision.DECLINE])
def test_anything_but_treat_leaves_the_decision_open(cast: Cast, decision: CaseDecision) -> None:
    """It is recorded on the step and flagged where the protocol says so; DEC stays a plan, and a later meeting may decide again."""
    journey = awaiting(cast)
    before = trip.anchor(journey, "DEC")
    case = decide(cast, "chen", on_agenda(cast, journey), decision, product="" if decision != CaseDecision.WAIT else "cilta-cel")
    step, after = trip.step(journey, "selection_meeting"), trip.anchor(journey, "DEC")
    assert (case.decision, step.is_open, step.answers["decision"]) == (decision, True, decision)
    assert (after.on, after.confidence) == (before.on, "planned")
    assert trip.step(journey, "submit_authorization").state == "blocked"
    with truth():
        assert JourneyEvent.objects.filter(journey=journey, verb="answer").count() == 1
        flags = set(JourneyFlag.objects.filter(journey=journey).values_list("branch", flat=True))
    assert flags == {CaseDecision.WAIT: {"F09"}, CaseDecision.DECLINE: {"F04"}}.get(decision, set())
    trip.reach(journey, "selection_meeting")
    decide(cast, "chen", later(cast, journey), CaseDecision.TREAT)
    assert trip.anchor(journey, "DEC").confidence == "actual"


def later(cast: Cast, journey: Journey) -> MeetingCase:
    meeting = do(cast, "bo", "call", on=timezone.localdate() + timedelta(days=7))
    case: MeetingCase = do(cast, "bo", "add", meeting.pk, journey.pk)
    return case


@pytest.mark.parametrize(("given", "code"), [({"rationale": " "}, "rationale_needed"), ({"product": ""}, "product_needed")])
def test_it_says_why_and_what(cast: Cast, given: dict[str, str], code: str) -> None:
    case = on_agenda(cast, awaiting(cast))
    with pytest.raises(Refused) as refused:
        decide(cast, "chen", case, CaseDecision.TREAT, **given)
    assert refused.value.code == code


def test_not_before_its_step_is_ready(cast: Cast) -> None:
    case = on_agenda(cast, trip.started(cast))
    with pytest.raises(Refused) as refused:
        decide(cast, "chen", case, CaseDecision.TREAT)
    assert refused.value.code == "step_not_ready"


def test_twice(cast: Cast) -> None:
    case = on_agenda(cast, awaiting(cast))
    decide(cast, "chen", case, CaseDecision.NOT_NOW)
    with pytest.raises(Stale):
        do(cast, "bo", "decide", case.pk, version=1, decision=CaseDecision.TREAT, rationale="x", product="y")


def ask(cast: Cast, case: MeetingCase, **values: Any) -> MeetingAction:
    given = {"words": "Echo not older than four weeks.", "due_on": trip.soon(5), **values}
    action: MeetingAction = do(cast, "bo", "ask", case.pk, version=case.version, **given)
    return action


def test_an_action_becomes_a_step_of_either_side(cast: Cast) -> None:
    journey = awaiting(cast)
    case = on_agenda(cast, journey)
    action = ask(cast, case, side=Site.PRACTICE)
    row = trip.step(journey, "meeting_action")
    assert (row.pk, row.owner_org_id, row.state, row.due_on) == (action.step_id, journey.practice_id, "ready", trip.soon(5))
    ask(cast, case, user=cast.nan.pk)
    with truth():
        assert JourneyStep.objects.filter(journey=journey, code="meeting_action", assignee=cast.nan).count() == 1
        told = set(Notification.objects.filter(kind=Kind.PATHWAY_STEP_GIVEN).values_list("recipient__email", flat=True))
    assert told == {"rae@cedarvalley.example", "nan@lakeside.example"}
    with acting(cast.actor("bo")) as bo:
        assert len(agenda.outstanding(bo)) == 2
    trip.on_step(cast, "rae", "complete", row)
    with acting(cast.actor("bo")) as bo:
        assert [one.step.assignee_id for one in agenda.outstanding(bo)] == [cast.nan.pk]
    trip.do(cast, "bo", "move_anchor", journey, code="APH", on=trip.days(journey)["APH"] + timedelta(days=7))
    assert trip.step(journey, "meeting_action", occurrence=2).due_on == trip.soon(5)


@pytest.mark.parametrize(("given", "field"), [({"words": ""}, "words"), ({"due_on": trip.soon(-1)}, "due_on"), ({"user": 0}, "user")])
def test_what_cannot_be_asked(cast: Cast, given: dict[str, Any], field: str) -> None:
    case = on_agenda(cast, awaiting(cast))
    with pytest.raises(Refused) as refused:
        ask(cast, case, **given)
    assert refused.value.field == field


def test_order_and_taking_off(cast: Cast) -> None:
    journey = awaiting(cast)
    case = on_agenda(cast, journey)
    with pytest.raises(Refused):
        do(cast, "bo", "move_up", case.pk, version=case.version)
    do(cast, "bo", "drop", case.pk, version=case.version)
    again = do(cast, "bo", "add", case.meeting_id, journey.pk)
    assert again.pk != case.pk


def test_who_may(cast: Cast) -> None:
    journey = awaiting(cast)
    case = on_agenda(cast, journey)
    with pytest.raises(NotAllowed):
        do(cast, "rae", "call", on=timezone.localdate())
    with pytest.raises(NotAllowed):
        do(cast, "ana", "decide", case.pk, version=1, decision=CaseDecision.TREAT, rationale="x", product="y")
    with pytest.raises(MeetingCase.DoesNotExist):
        do(cast, "dee", "decide", case.pk, version=1, decision=CaseDecision.TREAT, rationale="x", product="y")
    for who, sees in {"bo": 1, "chen": 1, "nan": 1, "rae": 0, "cy": 0, "dee": 0, "pat": 0, "ida": 0}.items():
        with acting(cast.actor(who)):
            assert (MeetingCase.objects.filter(pk=case.pk).count(), Meeting.objects.filter(pk=case.meeting_id).count()) == (sees, sees), who


def test_actions_are_read_by_both_sides(cast: Cast) -> None:
    action = ask(cast, on_agenda(cast, awaiting(cast)), side=Site.PRACTICE)
    for who, sees in {"bo": 1, "rae": 1, "cy": 0, "dee": 0, "pat": 0}.items():
        with acting(cast.actor(who)):
            assert MeetingAction.objects.filter(pk=action.pk).count() == sees, who


def post(client: Client, path: str, body: dict[str, Any], status: int = 302) -> Any:
    answer = client.post(path, body)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer


def test_the_pages(cast: Cast) -> None:
    journey, chen = awaiting(cast), window(cast, "chen")
    at = post(chen, "/meetings/call/", {"on": timezone.localdate().isoformat(), "kind": "selection"}).headers["Location"]
    assert "OKAFOR, Denise" in chen.get(at).content.decode()
    post(chen, f"{at}add/", {"journey": journey.pk})
    with truth():
        case = MeetingCase.objects.get()
    page = f"/meetings/cases/{case.pk}/"
    assert "Still needed" in chen.get(page).content.decode()
    said = {"do": "ask", "ask-version": 1, "ask-words": "New echo.", "ask-side": "practice", "ask-due_on": trip.soon(4).isoformat()}
    post(chen, page, said)
    assert "New echo." in chen.get("/meetings/").content.decode()
    post(chen, page, {"do": "decide", "version": 1, "decision": "treat", "rationale": ""}, status=422)
    trip.reach(journey, "selection_meeting")  # what comes first in the protocol was jumped over
    given = {"decision": "treat", "rationale": "Fit.", "product": "cilta-cel", "setting": "inpatient"}
    post(chen, page, {"do": "decide", "version": 1, **given})
    assert "Fit." in chen.get(page).content.decode()
    assert trip.step(journey, "selection_meeting").state == "done"


def test_what_the_agenda_costs(cast: Cast) -> None:
    case = on_agenda(cast, awaiting(cast))
    bo = window(cast, "bo")
    for path, most in (("/meetings/", 8), (f"/meetings/{case.meeting_id}/", 8), (f"/meetings/cases/{case.pk}/", 28)):
        assert bo.get(path).status_code == 200
        with statements() as sent:
            bo.get(path)
        assert len(sent) <= most, "\n".join(sent)
