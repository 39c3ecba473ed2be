"""Every verb that moves a referral: it works, who may not, when it may not, twice, on a stale page, and what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.audit.models import Event as Audited
from carecoord.notifications.models import Notification
from patients.models import DocumentKind
from referrals import verbs
from referrals.models import Event, Outcome, Referral
from referrals.states import MOVE, MOVES, Stage
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db
PRACTICE, CENTER, PHYSICIAN = ("rae", "ana"), ("bo", "chen", "nan"), ("chen",)
Values = Callable[[Cast], dict[str, Any]]


def ahead(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


@dataclass(frozen=True)
class Call:
    """Who may, at which stage, with what; the first of `may` does it in the tests."""

    may: tuple[str, ...]
    stage: Stage
    values: Values = lambda cast: {}


def reason(code: str) -> Values:
    return lambda cast: {"reason_code": code}


CALLS: dict[str, Call] = {
    "receive": Call(CENTER, Stage.SUBMITTED),
    "request_info": Call(CENTER, Stage.RECEIVED, lambda cast: {"items": [{"label": "Echo report"}]}),
    "answer": Call(PRACTICE, Stage.INFO_REQUESTED),
    "accept": Call(PHYSICIAN, Stage.RECEIVED, lambda cast: {"urgency": "routine", "consult_by": ahead(9)}),
    "decline": Call(PHYSICIAN, Stage.RECEIVED, lambda cast: {"reason_code": "capacity", "text": "Full.", "alternative": "Summit"}),
    "appeal": Call(PRACTICE, Stage.DECLINED, lambda cast: {"text": "New marrow report."}),
    "book_consult": Call(CENTER, Stage.ACCEPTED, lambda cast: {"at": timezone.now() + timedelta(days=3)}),
    "miss_consult": Call(CENTER, Stage.CONSULT_SCHEDULED, reason("ill")),
    "record_consult": Call(
        PHYSICIAN, Stage.CONSULT_SCHEDULED, lambda cast: {"note": story.document(cast, DocumentKind.CONSULT_NOTE, at="lakeside").pk}
    ),
    "find_not_eligible": Call(PHYSICIAN, Stage.CONSULTED, reason("progression")),
    "record_patient_no": Call(PHYSICIAN, Stage.WAITLISTED, reason("distance")),
    "defer": Call(PHYSICIAN, Stage.CONSULTED, lambda cast: {"reason_code": "infection", "review_on": ahead(20)}),
    "resume": Call(CENTER, Stage.DEFERRED),
    "waitlist": Call(PHYSICIAN, Stage.CONSULTED, lambda cast: {"priority": 2, "reason": "Fast progression."}),
    "start_workup": Call(PHYSICIAN, Stage.WAITLISTED),
    "record_apheresis": Call(CENTER, Stage.IN_WORKUP, lambda cast: {"done_on": ahead(0)}),
    "record_infusion": Call(PHYSICIAN, Stage.APHERESIS_DONE, lambda cast: {"done_on": ahead(0)}),
    "hand_over": Call(CENTER, Stage.INFUSED),
    "withdraw": Call(PRACTICE, Stage.SUBMITTED, reason("patient_choice")),
    "request_cancel": Call(PRACTICE, Stage.ACCEPTED, reason("responded")),
    "confirm_cancel": Call(CENTER, Stage.CANCEL_REQUESTED),
    "transfer": Call(CENTER, Stage.ACCEPTED, lambda cast: {"center": cast.organizations["summit"].pk, "text": "Nearer to home."}),
    "lose": Call((*CENTER, *PRACTICE), Stage.ACCEPTED, reason("no_contact")),
    "reopen": Call((*CENTER, *PRACTICE), Stage.LOST, reason("patient_back")),
    "mark_error": Call(PRACTICE, Stage.SUBMITTED, reason("twice")),
    "close": Call(CENTER, Stage.DECLINED),
}
ELSEWHERE = {verb: next(stage for stage in Stage if stage not in MOVE[verb].sources and stage != Stage.DRAFT) for verb in CALLS}
every = pytest.mark.parametrize("verb", CALLS)


def prepared(cast: Cast, verb: str, stage: Stage | None = None) -> tuple[Referral, dict[str, Any]]:
    call = CALLS[verb]
    row = desk.at(cast, stage or call.stage)
    if verb == "close":
        with truth():
            Outcome.objects.create(referral=row, text="No.", follow_up_owner="Dr. Ortiz", acknowledged_at=timezone.now())
    return row, call.values(cast)


def do(cast: Cast, who: str, verb: str, row: Referral, values: dict[str, Any], *, version: int = 7) -> Any:
    with acting(cast.actor(who)) as actor:
        return getattr(verbs, verb)(actor, row.pk, version=version, **values)


def test_every_move_is_tested() -> None:
    assert set(CALLS) == {move.verb for move in MOVES} - {"submit"}  # submit: test_drafting.py


@every
def test_it_moves_and_writes_one_event_one_audit_row_and_notices(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    do(cast, CALLS[verb].may[0], verb, row, values)
    with truth():
        after = Referral.objects.get(pk=row.pk)
        event = Event.objects.get(referral=row)
        assert (after.stage, after.version) == (MOVE[verb].target, 8)
        assert (event.verb, event.from_stage, event.to_stage) == (verb, CALLS[verb].stage, MOVE[verb].target)
        assert event.reason_code == values.get("reason_code", event.reason_code)
        assert Audited.objects.filter(action=f"referral.{verb}", object_id=str(row.pk)).count() == 1
        keys = list(Notification.objects.values_list("key", "recipient_id", "channel"))
    assert len(keys) == len(set(keys))
    assert CALLS[verb].may[0] not in {who for who in cast.users if cast.users[who].pk in {pk for _, pk, _ in keys}}


@every
def test_nobody_else_may(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    for who in sorted(set(cast.users) - set(CALLS[verb].may)):
        with pytest.raises((NotAllowed, Referral.DoesNotExist)):
            do(cast, who, verb, row, values)
    with truth():
        assert not Event.objects.filter(referral=row).exists()


@every
def test_each_of_those_who_may(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    who = CALLS[verb].may[-1]
    do(cast, who, verb, row, values)
    with truth():
        assert Event.objects.get(referral=row).actor_id == cast.users[who].pk


@every
def test_not_at_another_stage(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb, ELSEWHERE[verb])
    with pytest.raises(Refused, match="cannot be done now"):
        do(cast, CALLS[verb].may[0], verb, row, values)


@every
def test_twice_is_told_and_changes_nothing(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    who = CALLS[verb].may[0]
    do(cast, who, verb, row, values)
    with pytest.raises((Stale, Referral.DoesNotExist, Refused)):
        do(cast, who, verb, row, values)
    with truth():
        assert Event.objects.filter(referral=row).count() == 1


@every
def test_a_stale_page_is_told_by_whom(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    with acting(cast.actor("nan" if row.stage == Stage.SUBMITTED else "bo")) as colleague:
        verbs.assign(colleague, row.pk, version=7, owner=cast.users["nan"].pk)
    with pytest.raises(Stale) as told:
        do(cast, CALLS[verb].may[0], verb, row, values)
    assert told.value.version == 8


REASONED = [verb for verb in CALLS if MOVE[verb].reasons]


@pytest.mark.parametrize("verb", REASONED)
def test_a_reason_comes_from_the_list(cast: Cast, verb: str) -> None:
    row, values = prepared(cast, verb)
    with pytest.raises(Refused, match="reason"):
        do(cast, CALLS[verb].may[0], verb, row, {**values, "reason_code": "because"})
