"""One way through for every change of a booking.

Journeys, then resources, then bookings are locked, each by id, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.audit.trail import record
from referrals.models import Booking, BookingEvent, Journey, JourneyEvent, Reservation, Resource
from referrals.pathway import journeys
from referrals.slots.states import MOVES, TAKEN, BookingState, Purpose, ReleaseReason

TAKEN_WORDS = "Taken a moment ago by somebody else. Choose another time."
CLOSED_TO_YOU = "This time is for somebody whose record you may not open; their care team changes it."


def seen(actor: Actor, booking_id: UUID) -> Booking:
    """The row for a reader; raises DoesNotExist for outsiders."""
    return Booking.objects.visible_to(actor).select_related("resource", "center").get(pk=booking_id)


def journey_of(booking: Booking) -> UUID | None:
    """Whom it is for, if the reader may see that."""
    return Reservation.objects.filter(booking=booking).values_list("journey_id", flat=True).first()


def lock_journeys(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Journey]:
    found = {one: journeys.lock(actor, one) for one in sorted(set(ids), key=str)}
    if any(not journey.is_running for journey in found.values()):
        raise Refused("This journey has ended; nothing is booked for it any more.", code="journey_ended")
    return found


def lock_resources(ids: Iterable[int]) -> list[Resource]:
    """Who adds or ends a booking of a resource waits here for others who do, so the constraint against double booking never deadlocks."""
    return list(Resource.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update(no_key=True))


def lock(actor: Actor, bookings: Sequence[Booking]) -> list[Booking]:
    """The rows as they are now, locked, in the order asked. Their resources are locked before them."""
    lock_resources(one.resource_id for one in bookings)
    rows = Booking.objects.visible_to(actor).filter(pk__in=[one.pk for one in bookings]).select_related("resource", "center")
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    for one in bookings:
        if one.pk not in found:
            refuse_unseen(actor, one.pk)
    return [found[one.pk] for one in bookings]


def refuse_unseen(actor: Actor, booking_id: UUID) -> None:
    """The lower wall lets nobody lock what is somebody else's: say what has become of it."""
    now = seen(actor, booking_id)
    if now.state in TAKEN:
        raise NotAllowed(CLOSED_TO_YOU)
    raise Refused(TAKEN_WORDS, code="taken")


def check_version(booking: Booking, version: int) -> None:
    if booking.version == version:
        return
    since = BookingEvent.objects.filter(booking=booking).order_by("-at")[: max(1, min(booking.version - version, 5))]
    raise Stale(booking.version, [f"{event.actor_name}: {event.verb.replace('_', ' ')}." for event in since])


def check_state(booking: Booking, verb: str) -> None:
    if booking.state not in MOVES[verb][0]:
        raise Refused(f"This cannot be done now: the slot is “{booking.get_state_display()}”.", code="wrong_state")


def check_ahead(booking: Booking, now: datetime) -> None:
    if booking.ends_at <= now:
        raise Refused("This time has passed.", code="past")


def set_state(actor: Actor, booking: Booking, verb: str, state: BookingState, *, reason: str = "", **values: Any) -> BookingEvent:
    """Write the move and its event. The row is locked."""
    before, at = booking.state, timezone.now()
    values = {"state": state, "reason_code": reason, "changed_by_id": actor.user_id, "changed_at": at, **values}
    for name, value in values.items():
        setattr(booking, name, value)
    booking.version += 1
    booking.save(update_fields=["version", *values])
    return told(actor, booking, verb, before=before, at=at)


def told(actor: Actor, booking: Booking, verb: str, *, before: str, at: datetime) -> BookingEvent:
    return BookingEvent.objects.create(
        booking=booking,
        at=at,
        verb=verb,
        actor_id=actor.user_id,
        actor_name=actor.name or actor.job,
        from_state=before,
        to_state=booking.state,
        reason_code=booking.reason_code,
    )


def reserve(actor: Actor, booking: Booking, journey: Journey) -> Reservation:
    """Written before the booking is taken: the lower wall asks whose chart the taker keeps."""
    return Reservation.objects.create(booking=booking, journey=journey, patient_id=journey.patient_id, made_by_id=actor.user_id)


def heir(actor: Actor, old: Booking, verb: str, **values: Any) -> Booking:
    """A new booking in the place of one that has just ended: free unless `values` say otherwise."""
    start = {"resource": old.resource, "center": old.center, "starts_at": old.starts_at, "ends_at": old.ends_at}
    new = Booking.objects.create(**{**start, "follows": old, "changed_by_id": actor.user_id, **values})
    told(actor, new, verb, before="", at=timezone.now())
    return new


def fresh(actor: Actor, booking: Booking, now: datetime) -> Booking:
    """The booking to take: itself, or a new one in its place when a hold on it has run out of its time."""
    if not booking.is_lapsed(now):
        return booking
    set_state(actor, booking, "release", BookingState.RELEASED, reason=ReleaseReason.EXPIRED)
    return heir(actor, booking, "publish")


def write(actor: Actor, journey: Journey, booking: Booking, verb: str, *, reason: str = "", **more: Any) -> JourneyEvent:
    """What happened to a booking in the history of its journey: codes and times, no words."""
    return journeys.write(actor, journey, f"slot_{verb}", note(booking, reason=reason, **more))


def note(booking: Booking, *, reason: str = "", **more: Any) -> journeys.Note:
    detail = {"booking": str(booking.pk), "purpose": booking.purpose, "on": day_of(booking).isoformat(), **more}
    return journeys.Note(reason_code=reason, detail=detail)


def write_alone(actor: Actor, booking: Booking, verb: str, *, reason: str = "") -> None:
    """The audit row of a booking that is for nobody."""
    record(actor, f"booking.{verb}", about=booking, reason=reason)


def day_of(booking: Booking) -> date:
    """The day it begins, on the center's clock."""
    return booking.starts_at.astimezone(ZoneInfo(booking.center.time_zone)).date()


def is_whole_days(booking: Booking) -> bool:
    """From midnight to midnight at the center, as manufacturing slots are."""
    zone = ZoneInfo(booking.center.time_zone)
    return all(at.astimezone(zone).time() == datetime.min.time() for at in (booking.starts_at, booking.ends_at))


def whole_days(center_zone: str, first: date, days: int = 1) -> tuple[datetime, datetime]:
    """Midnight to midnight on the center's clock, also when that clock is changed in between."""
    zone = ZoneInfo(center_zone)
    start, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, first + timedelta(days=days)))
    return start, end


def confirmed_for(journey: Journey, purpose: Purpose | str) -> Booking | None:
    """The confirmed booking of this purpose that still lies ahead or is running."""
    rows = Booking.objects.filter(reservation__journey=journey, purpose=purpose, state=BookingState.CONFIRMED, ends_at__gt=timezone.now())
    return rows.select_related("resource", "center").order_by("starts_at").first()
