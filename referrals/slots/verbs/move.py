"""The manufacturer moved a slot: the booking ends and one at the new time stands in its place.

The plan is moved by the journey, with a preview.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from referrals.models import Booking, Journey
from referrals.models.slots import LONGEST
from referrals.slots import anchoring, notices
from referrals.slots.bookings import (
    CLOSED_TO_YOU,
    TAKEN_WORDS,
    check_state,
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
    write_alone,
)
from referrals.slots.permissions import Permission
from referrals.slots.states import LIVE, PENDING, TAKEN, BookingState, Purpose, ReleaseReason, ResourceKind


@dataclass(frozen=True)
class Moved:
    """The booking at the new time, and what of the journey's plan it concerns: the anchor, its new day, and the page that previews it."""

    booking: Booking
    journey_id: UUID | None = None
    code: str = ""
    on: date | None = None
    preview: str = ""


def move_by_maker(actor: Actor, booking_id: UUID, *, version: int, start: datetime, end: datetime) -> Moved:
    """The booking stays as firm as it was. Its anchor keeps the old date until somebody has looked at what would move."""
    require(actor, Permission.BOOK)
    asked = seen(actor, booking_id)
    journey_id = journey_of(asked)
    journey = lock_journeys(actor, [journey_id])[journey_id] if journey_id else None
    (row,) = lock(actor, [asked])
    check_version(row, version)
    check_movable(row, journey, start, end)
    new = stand_in(actor, row, journey, start, end)
    if journey is None:
        write_alone(actor, new, "move_by_maker")
        return Moved(new)
    event = anchoring.keep(actor, journey, "slot_move_by_maker", note(new, was=day_of(row).isoformat()))
    if new.state == BookingState.CONFIRMED:
        notices.moved(journey, event, Purpose(new.purpose))
    return Moved(new, journey.pk, new.purpose, day_of(new), anchoring.preview_href(journey.pk, new.purpose, day_of(new)))


def check_movable(row: Booking, journey: Journey | None, start: datetime, end: datetime) -> None:
    if row.resource.kind != ResourceKind.MANUFACTURING:
        raise Refused("The manufacturer moves manufacturing slots only.", code="not_manufacturing")
    check_state(row, "move_by_maker")
    now = timezone.now()
    if row.state in TAKEN and journey is None and not row.is_lapsed(now):
        raise NotAllowed(CLOSED_TO_YOU)
    if not now < start < end or end - start >= LONGEST:
        raise Refused("The new time lies ahead, ends after it begins and is shorter than a month.", field="on", code="span")
    if (start, end) == (row.starts_at, row.ends_at):
        raise Refused("That is the time it has already.", field="on", code="same_time")
    if journey:
        anchoring.check_open(journey, row.purpose)


def stand_in(actor: Actor, row: Booking, journey: Journey | None, start: datetime, end: datetime) -> Booking:
    """End the old one, make room, take the new time in the same state."""
    state, until, is_taken = BookingState(row.state), row.held_until, journey is not None and not row.is_lapsed(timezone.now())
    set_state(actor, row, "move_by_maker", BookingState.MOVED, reason=ReleaseReason.MAKER)
    make_room(actor, row, start, end)
    new = heir(actor, row, "move_by_maker", starts_at=start, ends_at=end)
    if journey and is_taken:
        reserve(actor, new, journey)
        kept = min(until, start) if until and state in PENDING else None
        set_state(actor, new, "move_by_maker", state, purpose=row.purpose, held_until=kept)
    return new


def make_room(actor: Actor, row: Booking, start: datetime, end: datetime) -> None:
    """A free slot at the new time is used up; anything else there stands in the way."""
    there: Iterable[Booking] = Booking.objects.filter(resource=row.resource, state__in=LIVE).between(start, end).order_by("pk")
    for one in list(there):
        if one.state == BookingState.FREE:
            set_state(actor, one, "release", BookingState.RELEASED, reason=ReleaseReason.MAKER)
        elif one.is_lapsed(timezone.now()):
            set_state(actor, one, "release", BookingState.RELEASED, reason=ReleaseReason.EXPIRED)
        else:
            raise Refused(TAKEN_WORDS, field="on", code="taken")
