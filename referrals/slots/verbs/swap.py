"""Two journeys exchange their slots, both or neither."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from referrals.models import Booking, Journey
from referrals.slots import anchoring, notices
from referrals.slots.bookings import (
    CLOSED_TO_YOU,
    check_version,
    day_of,
    heir,
    journey_of,
    lock,
    lock_journeys,
    note,
    reserve,
    seen,
    set_state,
    write,
)
from referrals.slots.permissions import Permission
from referrals.slots.states import TAKEN, BookingState, Purpose, ReleaseReason
from referrals.slots.verbs.taking import check_fits


def swap(actor: Actor, booking_id: UUID, *, version: int, other: UUID, other_version: int) -> tuple[Booking, Booking]:
    """Each journey gets the other's time, as firmly as it had its own. Returns the two new bookings, in the order asked."""
    require(actor, Permission.BOOK)
    asked = [seen(actor, booking_id), seen(actor, other)]
    owners = [journey_of(one) for one in asked]
    if owners[0] == owners[1] and owners[0] is not None:
        raise Refused("Both slots are for the same patient.", field="other", code="same_patient")
    locked = lock_journeys(actor, [one for one in owners if one])
    rows = lock(actor, asked)
    for row, version_of in zip(rows, (version, other_version), strict=True):
        check_swappable(row, version_of)
    journeys = [locked[one] for one in owners if one]
    if len(journeys) < len(rows):
        raise NotAllowed(CLOSED_TO_YOU)
    if rows[0].resource.kind != rows[1].resource.kind or rows[0].purpose != rows[1].purpose:
        raise Refused("Only slots for the same thing can be exchanged.", field="other", code="other_kind")
    for row, journey in zip(rows, reversed(journeys), strict=True):
        check_fits(row, journey, Purpose(row.purpose))
    return exchange(actor, rows, journeys)


def check_swappable(row: Booking, version: int) -> None:
    check_version(row, version)
    if row.state not in TAKEN or row.is_lapsed(timezone.now()):
        raise Refused("Both slots must be taken; hold a free one instead.", field="other", code="not_taken")
    if row.starts_at <= timezone.now():
        raise Refused("One of the two has begun already.", code="past")


def exchange(actor: Actor, rows: list[Booking], journeys: list[Journey]) -> tuple[Booking, Booking]:
    """End both, then book each span for the other: how firm it is goes with the journey, not with the span."""
    had = [(BookingState(row.state), row.held_until) for row in rows]
    for row in rows:
        set_state(actor, row, "release", BookingState.RELEASED, reason=ReleaseReason.SWAPPED)
    first = rebook(actor, rows[1], rows[0], journeys[0], had[0])
    second = rebook(actor, rows[0], rows[1], journeys[1], had[1])
    return first, second


def rebook(actor: Actor, span: Booking, old: Booking, journey: Journey, had: tuple[BookingState, datetime | None]) -> Booking:
    """`span` is the other's ended booking, `old` the journey's own."""
    state, until = had
    new = heir(actor, span, "swap")
    reserve(actor, new, journey)
    set_state(actor, new, "swap", state, purpose=old.purpose, held_until=min(until, new.starts_at) if until else None)
    was = day_of(old).isoformat()
    if state != BookingState.CONFIRMED:
        write(actor, journey, new, "swap", was=was)
        return new
    fix = anchoring.confirmed(day_of(new))
    event = anchoring.keep(actor, journey, "slot_swap", note(new, was=was), code=new.purpose, fix=fix, source=new.resource.name)
    notices.moved(journey, event, Purpose(new.purpose))
    return new
