"""Release a slot with a coded reason: the span is free again, and what was confirmed is a plan once more.

A practice says no to an offer with it.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import may, require
from referrals.models import Booking, Journey
from referrals.pathway import journeys
from referrals.slots import anchoring, notices
from referrals.slots.bookings import (
    CLOSED_TO_YOU,
    check_state,
    check_version,
    heir,
    journey_of,
    lock,
    note,
    seen,
    set_state,
    write,
    write_alone,
)
from referrals.slots.permissions import Permission
from referrals.slots.states import GIVEN_BY_PEOPLE, TAKEN, BookingState, Purpose, ReleaseReason


def release(actor: Actor, booking_id: UUID, *, version: int, reason: ReleaseReason, reopen: bool = True) -> Booking:
    """End it. With `reopen` its span is published again, unless it has passed or was closed."""
    asked = seen(actor, booking_id)
    check_may(actor, asked)
    if reason not in GIVEN_BY_PEOPLE:
        raise Refused("Choose a reason from the list.", field="reason", code="reason_needed")
    journey_id = journey_of(asked)
    journey = journeys.lock(actor, journey_id) if journey_id else None  # also after the journey has ended
    (row,) = lock(actor, [asked])
    if row.state in TAKEN and journey is None:
        raise NotAllowed(CLOSED_TO_YOU)
    check_version(row, version)
    check_state(row, "release")
    before = BookingState(row.state)
    set_state(actor, row, "release", BookingState.RELEASED, reason=reason)
    if reopen and actor.is_center and before in TAKEN and row.ends_at > timezone.now():
        heir(actor, row, "publish")
    tell(actor, row, journey, before, reason)
    return row


def check_may(actor: Actor, asked: Booking) -> None:
    """The center releases; the practice only declines what was offered to its patient."""
    if may(actor, Permission.BOOK):
        return
    require(actor, Permission.ANSWER)
    if asked.state != BookingState.OFFERED:
        raise NotAllowed("The center does this.")


def tell(actor: Actor, row: Booking, journey: Journey | None, before: BookingState, reason: ReleaseReason) -> None:
    if journey is None:
        write_alone(actor, row, "release", reason=reason)
        return
    if before == BookingState.CONFIRMED:
        fix = anchoring.loosened(journey, row.purpose)
        event = anchoring.keep(actor, journey, "slot_release", note(row, reason=reason), code=row.purpose, fix=fix)
        notices.lost(journey, event, Purpose(row.purpose))
        return
    event = write(actor, journey, row, "release", reason=reason)
    if before == BookingState.OFFERED:
        notices.answered(journey, event)
