"""What happens to a hand-off: drafted, written section by section, signed, sent, acknowledged, replaced by a newer version.

Room: referrals.handoff. The practice's notes have their verbs in `visits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.notifications import Kind
from referrals.clock import due_after
from referrals.handoff.pdf import render
from referrals.handoff.permissions import Permission
from referrals.handoff.prefill import content_of
from referrals.handoff.sections import BY_CODE, Section, missing
from referrals.handoff.sections import Kind as FieldKind
from referrals.handoff.states import HandOffState
from referrals.intake.packet import fingerprint
from referrals.models import HandOff, HandOffPdf, Journey, JourneyStep
from referrals.monitoring.clock import local_day
from referrals.monitoring.stepping import DOABLE, settled
from referrals.monitoring.told import tell
from referrals.pathway.journeys import CENTER, PRACTICE, Note, enter, write
from referrals.states import Side

ACK_DAYS = 2  # working days; then the center is alerted
MEANING = "I have written and checked this hand-off and give the patient back with it."
LONGEST_LINE, LONGEST_TEXT = 300, 4000
FAR = timedelta(days=120)  # a first visit later than this is a slip of the pen


@dataclass(frozen=True)
class Does:
    """The step of the road that an act does, and what it answers there."""

    code: str
    answers: dict[str, Any] = field(default_factory=dict)


def draft(actor: Actor, journey_id: UUID) -> HandOff:
    """A new version, filled in from the record. One at a time is in hand."""
    journey = enter(actor, journey_id, Permission.WRITE, by=CENTER)
    if HandOff.objects.filter(journey=journey, state__in=(HandOffState.DRAFT, HandOffState.SIGNED)).exists():
        raise Refused("A version is being written already; go on with that one.", code="in_hand")
    number = HandOff.objects.filter(journey=journey).count() + 1
    who = {"drafted_by_id": actor.user_id, "drafted_name": actor.name or actor.job}
    row = HandOff.objects.create(journey=journey, number=number, content=content_of(actor, journey), **who)
    write(actor, journey, "draft_hand_off", Note(detail=told(row)))
    return row


def save_section(actor: Actor, journey_id: UUID, handoff_id: UUID, *, version: int, section: str, values: Mapping[str, Any]) -> HandOff:
    """Write one section of a draft; what is left out of `values` stays."""
    journey = enter(actor, journey_id, Permission.WRITE, by=CENTER)
    row = locked(journey, handoff_id, version, HandOffState.DRAFT, "Only a draft can be changed; write a new version.")
    if section not in BY_CODE:
        raise Refused("There is no such section.", field="section")
    part = row.content.setdefault(section, {"fields": {}, "table": None})
    part["fields"] = part["fields"] | checked(BY_CODE[section], values)
    return kept(actor, journey, row, "write_hand_off", ["content"], section=section)


def checked(section: Section, values: Mapping[str, Any]) -> dict[str, str]:
    """Values as they are stored. Raises Refused with the field at fault."""
    known = {one.name: one for one in section.fields}
    out: dict[str, str] = {}
    for name, value in values.items():
        if name not in known:
            raise Refused(f"There is no field called “{name}” in this section.", field=name)
        words = value.isoformat() if isinstance(value, date) else str(value or "").strip()
        if known[name].kind is FieldKind.DATE and words:
            check_day(name, words)
        if known[name].kind is FieldKind.CHOICE and words and words not in dict(known[name].choices):
            raise Refused(f"{known[name].label}: choose one of the answers.", field=name)
        if len(words) > (LONGEST_TEXT if known[name].kind is FieldKind.TEXT else LONGEST_LINE):
            raise Refused(f"{known[name].label} is too long.", field=name)
        out[name] = words
    return out


def check_day(name: str, words: str) -> None:
    try:
        date.fromisoformat(words)
    except ValueError:
        raise Refused("Write the day like 2026-11-22.", field=name) from None


def sign(actor: Actor, journey_id: UUID, handoff_id: UUID, *, version: int) -> HandOff:
    """Sign what stands there: name, time with zone, meaning and fingerprint. The caller has asked who they are afresh."""
    journey = enter(actor, journey_id, Permission.SIGN, by=CENTER)
    row = locked(journey, handoff_id, version, HandOffState.DRAFT, "Only a draft can be signed.")
    if left := missing(row.content):
        first = ", ".join(f"{section.title}: {one.label}" for section, one in left[:5])
        raise Refused(f"Not complete yet. Still missing: {first}.", field=left[0][0].code, code="incomplete")
    row.state, row.sha256, row.meaning = HandOffState.SIGNED, fingerprint(row.content), MEANING
    row.signed_by_id, row.signed_name, row.signed_role = actor.user_id, actor.name, str(actor.role or "")
    row.signed_at, row.signed_zone = timezone.now(), journey.center.time_zone
    names = ["state", "sha256", "meaning", "signed_by_id", "signed_name", "signed_role", "signed_at", "signed_zone"]
    done = kept(actor, journey, row, "sign_hand_off", names)
    body = render(row, journey)
    HandOffPdf.objects.create(handoff=row, journey=journey, body=body, sha256=hashlib.sha256(body).hexdigest())
    return done


def send(actor: Actor, journey_id: UUID, handoff_id: UUID, *, version: int) -> HandOff:
    """To the practice, which is told; the version before it is replaced."""
    journey = enter(actor, journey_id, Permission.SEND, by=CENTER)
    row = locked(journey, handoff_id, version, HandOffState.SIGNED, "Only a signed hand-off can be sent.")
    before = HandOff.objects.filter(journey=journey, state__in=(HandOffState.SENT, HandOffState.ACKNOWLEDGED)).exclude(pk=row.pk)
    before.update(state=HandOffState.SUPERSEDED)
    row.state, row.sent_at, row.sent_name = HandOffState.SENT, timezone.now(), actor.name or actor.job
    row.ack_due_at = due_after(row.sent_at, ACK_DAYS, journey.center.time_zone)
    done = kept(actor, journey, row, "send_hand_off", ["state", "sent_at", "sent_name", "ack_due_at"], does=Does("hand_off"))
    tell(journey, Kind.HAND_OFF_SENT, sides=(Side.SENDER,), key=f"handoff:{row.pk}:sent")
    return done


def acknowledge(
    actor: Actor,
    journey_id: UUID,
    handoff_id: UUID,
    *,
    version: int,
    first_visit_on: date | None,
    can_take_over: bool = True,
    questions: str = "",
) -> HandOff:
    """A named person of the practice has read it, says when the first visit is and whether they can take over, and may ask."""
    journey = enter(actor, journey_id, Permission.ACKNOWLEDGE, by=PRACTICE)
    row = locked(journey, handoff_id, version, HandOffState.SENT, "This hand-off was acknowledged already, or replaced by a newer one.")
    if first_visit_on is None:
        raise Refused("Say when the first visit at the practice is.", field="first_visit_on")
    if row.sent_at and not row.sent_at.date() - timedelta(days=1) <= first_visit_on <= row.sent_at.date() + FAR:
        raise Refused("The first visit lies before the hand-off or months after it; please look at the date.", field="first_visit_on")
    row.state, row.acknowledged_at = HandOffState.ACKNOWLEDGED, timezone.now()
    row.acknowledged_by_id, row.acknowledged_name = actor.user_id, actor.name
    row.first_visit_on, row.questions = first_visit_on, questions.strip()
    names = ["state", "acknowledged_at", "acknowledged_by_id", "acknowledged_name", "first_visit_on", "questions"]
    answers = {"first_visit_on": first_visit_on.isoformat(), "can_take_over": "yes" if can_take_over else "no"}
    done = kept(actor, journey, row, "acknowledge_hand_off", names, does=Does("acknowledge_hand_off", answers))
    tell(journey, Kind.HAND_OFF_ACKNOWLEDGED, sides=(Side.RECEIVER,), key=f"handoff:{row.pk}:acknowledged")
    return done


def discard(actor: Actor, journey_id: UUID, handoff_id: UUID, *, version: int) -> HandOff:
    """Put a version aside that was not sent, so that a new one can be written. It stays readable at the center."""
    journey = enter(actor, journey_id, Permission.WRITE, by=CENTER)
    row = locked(journey, handoff_id, version, None, "")
    if row.state not in (HandOffState.DRAFT, HandOffState.SIGNED):
        raise Refused("It was sent; a newer version replaces it when that one is sent.", code="wrong_state")
    row.state = HandOffState.SUPERSEDED
    return kept(actor, journey, row, "discard_hand_off", ["state"])


def locked(journey: Journey, handoff_id: UUID, version: int, state: HandOffState | None, sentence: str) -> HandOff:
    """Under the journey's lock. Raises DoesNotExist when it is no hand-off of this journey, or not one the practice may see."""
    row = HandOff.objects.select_for_update(of=("self",)).get(pk=handoff_id, journey=journey)
    if row.version != version:
        raise Stale(row.version, [f"It is now “{row.get_state_display().lower()}”."])
    if state is not None and row.state != state:
        raise Refused(sentence, code="wrong_state")
    return row


def kept(actor: Actor, journey: Journey, row: HandOff, verb: str, names: list[str], *, does: Does | None = None, **more: str) -> HandOff:
    """Saved, with its event; the road's step that this does is done with it where it is ready."""
    row.version += 1
    row.save(update_fields=[*names, "version"])
    note, today = Note(detail=told(row) | more), local_day(timezone.now(), journey.center.time_zone)
    step = step_of(journey, does.code) if does else None
    if does is None or step is None:
        write(actor, journey, verb, note)
    else:
        settled(actor, journey, step, verb, note, answers=does.answers, on=today)
    return row


def step_of(journey: Journey, code: str) -> JourneyStep | None:
    return JourneyStep.objects.filter(journey=journey, code=code, state__in=DOABLE).order_by("-attempt", "due_on").first()


def told(row: HandOff) -> dict[str, Any]:
    """For the event: which version and which state, no content."""
    return {"handoff": str(row.pk), "number": row.number, "state": str(row.state)}
