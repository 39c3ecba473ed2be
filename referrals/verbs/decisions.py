"""After the consult: treat, wait, put off, or not. The milestones up to shared care are kept here until the road takes over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from referrals import loop, sharing
from referrals.clock import end_of_day
from referrals.models import Referral, WaitlistEntry


def find_not_eligible(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str = "") -> Referral:
    """No treatment at this center, with a coded reason."""
    return _end_with_reason(actor, referral_id, "find_not_eligible", version=version, reason_code=reason_code, text=text)


def record_patient_no(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, text: str = "") -> Referral:
    """The patient decided against it."""
    return _end_with_reason(actor, referral_id, "record_patient_no", version=version, reason_code=reason_code, text=text)


def _end_with_reason(actor: Actor, referral_id: UUID, verb: str, *, version: int, reason_code: str, text: str) -> Referral:
    referral, move = loop.begin(actor, referral_id, verb, version=version)
    loop.check_reason(move, reason_code)
    referral.reason_code, referral.reason_text = reason_code, text.strip()[:1000]
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, fields=("reason_code", "reason_text")))
    return referral


def defer(actor: Actor, referral_id: UUID, *, version: int, reason_code: str, review_on: date) -> Referral:
    """Put off until a day; the clock rests until then."""
    referral, move = loop.begin(actor, referral_id, "defer", version=version)
    loop.check_reason(move, reason_code)
    if review_on <= timezone.localdate():
        raise Refused("The review day must lie ahead.", field="review_on", code="date_past")
    referral.review_on, referral.reason_code = review_on, reason_code
    due = end_of_day(review_on, referral.center.time_zone)
    loop.advance(
        actor,
        referral,
        move,
        loop.Step(reason_code=reason_code, due_at=due, fields=("review_on", "reason_code"), detail={"review_on": review_on.isoformat()}),
    )
    return referral


def resume(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    """Take a deferred referral up again."""
    return _plain(actor, referral_id, "resume", version=version)


def waitlist(
    actor: Actor, referral_id: UUID, *, version: int, priority: int, reason: str, criteria: list[str] | None = None
) -> WaitlistEntry:
    """Onto the waitlist with a priority from 1 to 5 and its reason, both logged for good."""
    referral, move = loop.begin(actor, referral_id, "waitlist", version=version)
    if not 1 <= priority <= 5:
        raise Refused("Priority goes from 1 to 5.", field="priority", code="priority_range")
    if not reason.strip():
        raise Refused("Write why this priority.", field="reason", code="text_needed")
    loop.advance(actor, referral, move, loop.Step(detail={"priority": priority}))
    return WaitlistEntry.objects.create(
        referral=referral, priority=priority, reason=reason.strip()[:500], criteria=criteria or [], set_by_id=actor.user_id
    )


def start_workup(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    """The decision to treat."""
    return _plain(actor, referral_id, "start_workup", version=version)


def record_apheresis(actor: Actor, referral_id: UUID, *, version: int, done_on: date) -> Referral:
    """The day the cells were collected."""
    return _plain(actor, referral_id, "record_apheresis", version=version, done_on=done_on)


def record_infusion(actor: Actor, referral_id: UUID, *, version: int, done_on: date) -> Referral:
    """Day 0."""
    return _plain(actor, referral_id, "record_infusion", version=version, done_on=done_on)


def hand_over(actor: Actor, referral_id: UUID, *, version: int) -> Referral:
    """Back to the practice; the center's access becomes follow-up."""
    referral = _plain(actor, referral_id, "hand_over", version=version)
    sharing.keep_follow_up(referral)
    return referral


def _plain(actor: Actor, referral_id: UUID, verb: str, *, version: int, done_on: date | None = None) -> Referral:
    referral, move = loop.begin(actor, referral_id, verb, version=version)
    if done_on is not None and done_on > timezone.localdate():
        raise Refused("That day has not come yet.", field="done_on", code="date_ahead")
    detail: dict[str, Any] = {"done_on": done_on.isoformat()} if done_on else {}
    loop.advance(actor, referral, move, loop.Step(detail=detail))
    return referral
