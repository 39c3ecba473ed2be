"""Moving an anchor. What would follow can be looked at first (`foresight`); here it is done, as one event."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from referrals.models import Journey
from referrals.pathway import change, journeys, plan, road
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence
from referrals.pathway.road import Road


def move_anchor(
    actor: Actor,
    journey_id: UUID,
    *,
    version: int,
    code: str,
    on: date,
    confidence: Confidence = Confidence.PLANNED,
    reason: str = "",
    source: str = "",
) -> Journey:
    """Set or move one anchor; what follows it moves with it, those concerned are told, signatures that hung on it are voided."""
    journey = journeys.begin(actor, journey_id, "move_anchor", version=version, by=journeys.CENTER)
    current = road.load(journey)
    check(current, code, Fix(on, confidence))
    old = current.fixes.get(code)
    fixes = plan.moved(current.protocol, current.fixes, code, Fix(on, confidence))
    detail = {"anchor": code, "from": old.on.isoformat() if old else "", "to": on.isoformat(), "confidence": str(confidence)}
    note = journeys.Note(detail=detail | ({"reason": reason.strip()[:300]} if reason.strip() else {}))
    done = change.keep(actor, current, "move_anchor", note, fixes=fixes, source=source.strip()[:120])
    change.tell_moved(current, done)
    return journey


def check(current: Road, code: str, fix: Fix) -> None:
    """Refuse dates that cannot be: an unknown anchor, one that has happened, a plan in the past, a fact in the future."""
    if code not in {anchor.code for anchor in current.protocol.anchors}:
        raise Refused("This protocol has no such date.", field="code", code="unknown_anchor")
    old, today = current.fixes.get(code), timezone.localdate()
    if old and old.confidence is Confidence.ACTUAL:
        raise Refused("This has happened. Open its step again if the day is wrong.", field="on", code="anchor_actual")
    if fix.confidence is Confidence.ACTUAL:
        check_happened(current, code, fix.on, today)
    elif fix.on < today:
        raise Refused("That day is over; choose today or later.", field="on", code="date_past")
    if old == fix:
        raise Refused("It is planned for that day already.", field="on", code="same_date")


def check_happened(current: Road, code: str, on: date, today: date) -> None:
    setter = next((step.title for step in current.protocol.steps if step.sets == code), "")
    if setter:
        raise Refused(f"Complete the step “{setter}” instead; it sets this date.", field="confidence", code="set_by_step")
    if on > today:
        raise Refused("That day has not come yet.", field="on", code="date_ahead")
