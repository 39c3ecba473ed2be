"""Confirm a held or offered slot: the date of the plan is confirmed with it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.ui.dates import staff_day
from referrals.models import Booking, EntryState, Journey, QueueEntry
from referrals.slots import anchoring, notices
from referrals.slots.bookings import (
    CLOSED_TO_YOU,
    check_state,
    check_version,
    confirmed_for,
    day_of,
    journey_of,
    lock,
    lock_journeys,
    note,
    seen,
    set_state,
)
from referrals.slots.permissions import Permission
from referrals.slots.queue import note as note_in_queue
from referrals.slots.states import BookingState, Purpose


def confirm(actor: Actor, booking_id: UUID, *, version: int) -> Booking:
    require(actor, Permission.BOOK)
    asked = seen(actor, booking_id)
    check_state(asked, "confirm")
    journey_id = journey_of(asked)
    if journey_id is None:
        raise NotAllowed(CLOSED_TO_YOU)
    journey = lock_journeys(actor, [journey_id])[journey_id]
    (row,) = lock(actor, [asked])
    check_version(row, version)
    check_state(row, "confirm")
    check_single(row, journey)
    set_state(actor, row, "confirm", BookingState.CONFIRMED, held_until=None)
    fix = anchoring.confirmed(day_of(row))
    event = anchoring.keep(actor, journey, "slot_confirm", note(row), code=row.purpose, fix=fix, source=row.resource.name)
    leave_queue(actor, journey, row)
    notices.confirmed(journey, event, Purpose(row.purpose))
    return row


def check_single(row: Booking, journey: Journey) -> None:
    """In time, and the only one of its purpose that lies ahead."""
    if row.is_lapsed(timezone.now()):
        raise Refused("The time to decide has run out. Hold the slot again if it is still free.", code="expired")
    anchoring.check_open(journey, row.purpose)
    other = confirmed_for(journey, row.purpose)
    if other:
        raise Refused(
            f"{row.get_purpose_display()} is confirmed for {staff_day(day_of(other), weekday=True)} already. Release that booking first.",
            code="confirmed_already",
        )


def leave_queue(actor: Actor, journey: Journey, row: Booking) -> None:
    """Who has a slot does not wait for one."""
    for entry in QueueEntry.objects.filter(journey=journey, kind=row.resource.kind, state=EntryState.WAITING).select_for_update():
        entry.state, entry.version = EntryState.PLACED, entry.version + 1
        entry.save(update_fields=["state", "version"])
        note_in_queue(actor, entry, "placed")
