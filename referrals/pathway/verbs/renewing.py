"""The practice lets the center go on reading: follow-up lasts fifteen years, its access one, and each year somebody says why it goes on."""

from __future__ import annotations

from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.notifications import Kind
from carecoord.ui.dates import staff_day
from referrals import sharing
from referrals.models import Journey
from referrals.pathway import journeys, reader, whom
from referrals.pathway.protocol import Owner


def renew_follow_up(actor: Actor, journey_id: UUID, *, version: int, reason: str) -> Journey:
    """One more year, counted from the end of the one before, or from now where that has passed. The center is told."""
    journey = journeys.begin(actor, journey_id, "renew_follow_up", version=version, by=journeys.PRACTICE)
    if not reason.strip():
        raise Refused("Write why the center goes on reading.", field="reason", code="reason_needed")
    found = reader.of(journey)
    if found is None:
        raise Refused("The center reads without an end until it hands the patient over.", code="not_in_follow_up")
    if not found.is_renewable:
        raise Refused(f"It is open until {staff_day(found.until)}; it can be renewed from 90 days before.", code="too_early")
    until = sharing.renew_follow_up(journey, reason.strip())
    note = journeys.Note(detail={"until": until.date().isoformat(), "reason": reason.strip()[:300]})
    event = journeys.write(actor, journey, "renew_follow_up", note)
    whom.tell(journey, Kind.FOLLOW_UP_RENEWED, (Owner.CTC, Owner.CTP), event)
    return journey
