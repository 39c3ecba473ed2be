"""Doing steps: take, give, hand back, complete, skip, fail, try again, reopen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications import Kind
from carecoord.notifications.models import Notification
from patients.models import DocumentKind, Result
from referrals.models import Anchor, Journey, JourneyEvent, JourneyFlag, JourneyStep, StepEvidence
from referrals.pathway import road, verbs
from referrals.pathway.verbs import working
from tests.cast import Cast
from tests.referrals import desk, story
from tests.referrals.pathway import trip
from tests.referrals.pathway.protocols import shipped
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_claim_then_complete(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.on_step(cast, "bo", "claim", trip.step(journey, "book_consult"))
    assert (row.state, row.assignee_id) == ("in_progress", cast.bo.pk)
    done = trip.on_step(cast, "bo", "complete", row, answers=trip.answers(row.code))
    assert (done.state, done.done_on, done.settled_by_id) == ("done", timezone.localdate(), cast.bo.pk)
    assert trip.step(journey, "consult").state == "ready"  # what waited for it
    with truth():
        verbs_told = list(JourneyEvent.objects.filter(step=row).order_by("at").values_list("verb", flat=True))
    assert verbs_told == ["claim", "complete"]


def test_release_and_assign(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.step(journey, "book_consult")
    trip.on_step(cast, "bo", "claim", row)
    assert trip.on_step(cast, "nan", "release", row).state == "ready"
    trip.on_step(cast, "bo", "assign", row, user=cast.nan.pk)
    with truth():
        assert Notification.objects.filter(kind=Kind.PATHWAY_STEP_GIVEN, recipient=cast.nan).exists()
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "bo", "assign", row, user=cast.rae.pk)
    assert refused.value.field == "user"


def test_the_other_side_does_not(cast: Cast) -> None:
    journey = trip.started(cast)
    with pytest.raises(NotAllowed, match="Lakeside does this"):
        trip.on_step(cast, "rae", "claim", trip.step(journey, "book_consult"))
    trip.reach(journey, "restaging")
    assert trip.on_step(cast, "ana", "claim", trip.step(journey, "restaging")).assignee_id == cast.ana.pk


@pytest.mark.parametrize("who", ["cy", "dee", "pat", "uma"])
def test_outsiders_find_nothing(cast: Cast, who: str) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    with pytest.raises((Journey.DoesNotExist, NotAllowed)):
        trip.on_step(cast, who, "claim", row)


def test_not_before_what_comes_first(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "consent")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "chen", "complete", row, answers=trip.answers(row.code))
    assert refused.value.code == "wrong_state"


def test_twice(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    trip.on_step(cast, "bo", "complete", row, answers=trip.answers(row.code))
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "bo", "complete", row, answers=trip.answers(row.code))
    assert refused.value.code == "wrong_state"


def test_a_stale_form_says_who_was_faster(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    trip.on_step(cast, "nan", "claim", row)
    with pytest.raises(Stale) as stale, acting(cast.actor("bo")) as bo:
        verbs.claim(bo, row.journey_id, row.pk, version=row.version)
    assert "Nan Ellis" in stale.value.sentence


def test_two_people_do_two_steps_at_once(cast: Cast) -> None:
    """The step's version is asked, not the journey's."""
    journey = trip.started(cast)
    one, other = trip.step(journey, "book_consult"), trip.step(journey, "verify_benefits")
    trip.on_step(cast, "bo", "claim", one)
    assert trip.on_step(cast, "nan", "claim", other).state == "in_progress"


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({}, "consult_on", "answer_needed"),
        ({"consult_on": "soon", "patient_confirmed": "yes"}, "consult_on", "invalid_date"),
        ({"consult_on": "2026-12-01", "patient_confirmed": "perhaps"}, "patient_confirmed", "invalid_choice"),
        ({"consult_on": "2026-12-01", "patient_confirmed": "yes", "mood": "good"}, "mood", "unknown_field"),
    ],
)
def test_answers_are_checked_and_nothing_is_half_written(cast: Cast, answers: dict[str, str], field: str, code: str) -> None:
    journey = trip.started(cast)
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "bo", "complete", trip.step(journey, "book_consult"), answers=answers)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert trip.step(journey, "book_consult").state == "ready"


def test_a_day_that_has_not_come(cast: Cast) -> None:
    row = trip.step(trip.started(cast), "book_consult")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "bo", "complete", row, answers=trip.answers(row.code), done_on=trip.soon(1))
    assert refused.value.field == "done_on"


def test_evidence_is_asked_for(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "consent")
    row = trip.step(journey, "consent")
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "chen", "complete", row, answers=trip.answers(row.code))
    assert refused.value.code == "evidence_needed"
    paper = story.document(cast, DocumentKind.CONSENT, at="lakeside")
    trip.on_step(cast, "chen", "complete", row, answers=trip.answers(row.code), documents=[paper.pk])
    with truth():
        assert StepEvidence.objects.get(step=row).document_id == paper.pk


def test_a_sign_off_is_a_clinicians(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "fitness_check")
    row = trip.step(journey, "fitness_check")
    with pytest.raises(NotAllowed):
        trip.on_step(cast, "bo", "complete", row, answers=trip.answers(row.code), signs=True)
    assert trip.on_step(cast, "chen", "complete", row, answers=trip.answers(row.code), signs=True).state == "done"


def test_skip_and_fail_say_why_and_can_be_taken_back(cast: Cast) -> None:
    journey = trip.started(cast)
    row = trip.step(journey, "verify_benefits")
    for verb in ("skip", "fail"):
        with pytest.raises(Refused) as refused:
            trip.on_step(cast, "bo", verb, row, reason=" ")
        assert refused.value.field == "reason"
    assert trip.on_step(cast, "bo", "fail", row, reason="Payer's line is down.").state == "failed"
    assert trip.on_step(cast, "bo", "retry", row).state == "ready"
    assert trip.on_step(cast, "bo", "skip", row, reason="Self-pay.").state == "skipped"
    assert trip.on_step(cast, "bo", "reopen", row, reason="Has a plan after all.").state == "ready"


def test_home_work_raises_a_flag_at_the_center(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "bridging_update")
    row = trip.step(journey, "bridging_update")
    answers = {"progression": "yes", "infection": "no", "toxicity": "no"}
    trip.on_step(cast, "rae", "complete", row, answers=answers)
    with truth():
        flag = JourneyFlag.objects.get(journey=journey)
        told = Notification.objects.filter(kind=Kind.FLAG_RAISED).values_list("recipient__email", flat=True)
        assert (flag.branch, flag.step_id) == ("F07", row.pk)
        assert set(told) == {"bo@lakeside.example", "chen@lakeside.example"}
    with acting(cast.actor("chen")) as chen:
        verbs.see_flag(chen, journey.pk, flag.pk)
    with pytest.raises(Refused), acting(cast.actor("bo")) as bo:
        verbs.see_flag(bo, journey.pk, flag.pk)


def test_an_answer_ends_a_series(cast: Cast) -> None:
    """CD4 counts are repeated until they are back; the rest of the series is skipped, and replanning brings none back."""
    journey = trip.started(cast)
    trip.reach(journey, "cd4")
    trip.on_step(cast, "rae", "complete", trip.step(journey, "cd4"), answers={"cd4": 260, "infection": "no"})
    with truth():
        rest = JourneyStep.objects.filter(journey=journey, code="cd4", occurrence__gt=1)
        assert rest.exists()
        assert {row.state for row in rest} == {"skipped"}
        count = rest.count()
    trip.do(cast, "bo", "move_anchor", journey, code="LD1", on=trip.days(journey)["LD1"] + timedelta(days=30))
    with truth():
        assert rest.count() == count
        assert {row.state for row in rest.all()} == {"skipped"}


PUT_OFF = [
    ("infusion", "D0", {"outcome": "postponed"}, "F21"),
    ("apheresis", "APH", {"outcome": "failed"}, "F15"),
    ("prior_authorization", "AUTH", {"outcome": "denied"}, "F05"),
    ("confirm_slot", "SLOT", {"state": "moved"}, "F14"),
    ("ship_cells", "SHIP", {"outcome": "lost"}, "F16"),
    ("lymphodepletion_day_1", "LD1", {"held": "yes"}, "F12"),
]


@pytest.mark.parametrize(("code", "anchor", "answers", "branch"), PUT_OFF)
def test_what_was_put_off_is_recorded_and_not_done(cast: Cast, code: str, anchor: str, answers: dict[str, str], branch: str) -> None:
    """The date stays a plan, the flag names the failure, and that failure then holds the step."""
    journey = trip.started(cast)
    trip.reach(journey, code)
    row = trip.on_step(cast, "chen", "complete", trip.step(journey, code), answers=trip.answers(code, **answers))
    assert (row.is_open, row.answers | answers) == (True, row.answers)
    with truth():
        assert list(JourneyFlag.objects.filter(step=row).values_list("branch", flat=True)) == [branch]
        assert not Anchor.objects.filter(journey=journey, code=anchor, confidence="actual").exists()
    reason = shipped(trip.CILTA).branch(branch).reasons[0][0]
    trip.do(cast, "chen", "open_branch", journey, code=branch, reason_code=reason, step=row.pk)
    held = trip.step(journey, code)
    holds = any(act.act == "hold_step" for act in shipped(trip.CILTA).branch(branch).acts)
    assert (held.is_held, held.is_open) == (holds, True)


def measured(cast: Cast, **more: object) -> Result:
    with truth():
        given = {
            "patient": cast.denise,
            "loinc": "2465-3",
            "name": "IgG",
            "value": 380,
            "unit": "mg/dL",
            "taken_at": timezone.now(),
            **more,
        }
        return Result.objects.create(**given)


def test_a_result_shows_that_it_was_done(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "igg")
    row, result = trip.step(journey, "igg"), measured(cast)
    page = desk.window(cast, "rae").get(f"/journeys/{journey.pk}/steps/{row.pk}/").content.decode()
    assert str(result.pk) in page
    assert "Draft, needs approval" in page
    trip.on_step(cast, "rae", "complete", row, answers=trip.answers("igg", igg=380, infections="no"), results=[result.pk])
    with truth():
        shown = StepEvidence.objects.get(step=row)
    assert (shown.kind, shown.result_id, shown.document_id) == ("result", result.pk, None)
    told = desk.window(cast, "rae").get(f"/api/v1/journeys/{journey.pk}/steps/{row.pk}/").json()
    assert [one["result_id"] for one in told["evidence"]] == [str(result.pk)]
    assert told["is_approved"] is False


def test_a_result_that_was_a_mistake_shows_nothing(cast: Cast) -> None:
    journey = trip.started(cast)
    trip.reach(journey, "igg")
    gone = measured(cast, is_entered_in_error=True)
    with pytest.raises(Refused) as refused:
        trip.on_step(cast, "rae", "complete", trip.step(journey, "igg"), answers=trip.answers("igg"), results=[gone.pk])
    assert (refused.value.field, refused.value.code) == ("results", "no_such_result")


def test_a_step_may_ask_for_a_result(cast: Cast) -> None:
    """A protocol names it by its LOINC code; another result does not do."""
    journey = trip.started(cast)
    step = replace(shipped(trip.CILTA).step("igg"), evidence=("result:2465-3",))
    row, other, right = trip.step(journey, "igg"), measured(cast, loinc="731-0"), measured(cast)
    with acting(cast.actor("rae")) as rae:
        current = road.load(trip.now(journey))
        working.attach_all(rae, current, row, [], [other.pk], signs=False)
        with pytest.raises(Refused, match="the result 2465-3"):
            working.check_evidence(step, row)
        working.attach_all(rae, current, row, [], [right.pk], signs=False)
        working.check_evidence(step, row)
