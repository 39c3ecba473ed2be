"""Offer a free slot to a journey: the practice and the patient say yes or no, until a time."""

from __future__ import annotations

from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.permissions import require
from referrals.models import Booking
from referrals.slots import notices
from referrals.slots.bookings import write
from referrals.slots.permissions import Permission
from referrals.slots.states import BookingState, Purpose
from referrals.slots.verbs.taking import take


def offer(actor: Actor, booking_id: UUID, *, version: int, journey: UUID, purpose: Purpose | None = None) -> Booking:
    require(actor, Permission.BOOK)
    row, found = take(actor, booking_id, "offer", BookingState.OFFERED, version=version, journey_id=journey, purpose=purpose)
    event = write(actor, found, row, "offer")
    notices.offered(found, event)
    return row
