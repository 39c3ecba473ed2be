"""Hold a slot for a journey while something is being settled. On an offered slot it is the answer yes, which either side may give."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.access.permissions import may, require
from referrals.models import Booking
from referrals.slots import notices, rules
from referrals.slots.bookings import check_version, journey_of, lock, lock_journeys, seen, set_state, write
from referrals.slots.permissions import Permission
from referrals.slots.states import BookingState, Purpose
from referrals.slots.verbs.taking import take


def hold(actor: Actor, booking_id: UUID, *, version: int, journey: UUID, purpose: Purpose | None = None) -> Booking:
    """The hold ends by itself after the center's hours. Somebody else's slot: a plain refusal."""
    if not may(actor, Permission.BOOK):
        require(actor, Permission.ANSWER)
    asked = seen(actor, booking_id)
    if asked.state == BookingState.OFFERED and not asked.is_lapsed(timezone.now()) and journey_of(asked) == journey:
        return accept(actor, asked, version=version, journey=journey)
    if not actor.is_center:
        raise NotAllowed("The center does this.")
    row, found = take(actor, booking_id, "hold", BookingState.HELD, version=version, journey_id=journey, purpose=purpose)
    write(actor, found, row, "hold")
    return row


def accept(actor: Actor, asked: Booking, *, version: int, journey: UUID) -> Booking:
    """Yes to an offer."""
    found = lock_journeys(actor, [journey])[journey]
    (row,) = lock(actor, [asked])
    check_version(row, version)
    until = rules.keep_until(row.center_id, BookingState.HELD, timezone.now(), row.starts_at)
    set_state(actor, row, "hold", BookingState.HELD, held_until=until)
    event = write(actor, found, row, "accept")
    notices.answered(found, event)
    return row
