"""Chairs, beds, manufacturing slots and a queue for the demonstration: what the journeys' dates say is booked, and much is free.

Room: referrals.slots. Runs as the owner, who may write the past. Which journeys there are is decided by whoever calls `fill`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.accounts.models import Membership, Organization, Role
from referrals.models import Anchor, Booking, BookingEvent, Journey, Reservation, Resource, SlotRules
from referrals.pathway.protocol import Confidence
from referrals.slots.bookings import whole_days
from referrals.slots.demo_queue import fill_queue
from referrals.slots.rules import HOURS
from referrals.slots.states import LIVE, PENDING, BookingState, Purpose, ResourceKind

CHAIRS, BEDS, LINES = 4, 6, 2
WEEKS: Final = 6
USES: Final[dict[Purpose, tuple[ResourceKind, int]]] = {  # what an anchor is booked on, and for how many hours from 8; 0 is the whole day
    Purpose.APH: (ResourceKind.CHAIR, 6),
    Purpose.D0: (ResourceKind.BED, 8),
    Purpose.SLOT: (ResourceKind.MANUFACTURING, 0),
}
SURE = (Confidence.CONFIRMED, Confidence.ACTUAL)


@dataclass
class Desk:
    """What is made for one center, before it is written; `taken` keeps each resource from being booked twice."""

    center: Organization
    resources: list[Resource]
    who: Membership | None
    now: datetime = field(default_factory=timezone.now)
    bookings: list[Booking] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)

    def span(self, day: date, hours: int) -> tuple[datetime, datetime]:
        if not hours:
            return whole_days(self.center.time_zone, day)
        start = datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo(self.center.time_zone))
        return start, start + timedelta(hours=hours)

    def room(self, kind: ResourceKind, product: str, span: tuple[datetime, datetime]) -> Resource | None:
        """The first that is free then."""
        fitting = [one for one in self.resources if one.kind == kind and one.product == product]
        busy = {row.resource_id for row in self.bookings if row.state in LIVE and row.starts_at < span[1] and span[0] < row.ends_at}
        return next((one for one in fitting if one.pk not in busy), None)

    def put(self, resource: Resource, span: tuple[datetime, datetime], state: BookingState, **more: Any) -> Booking:
        person = self.who.user_id if self.who else None
        values = {"starts_at": span[0], "ends_at": span[1], "state": state, "changed_by_id": person, **more}
        row = Booking(resource=resource, center=self.center, **values)
        self.bookings.append(row)
        return row

    def take(self, journey: Journey, row: Booking) -> None:
        person = self.who.user_id if self.who else None
        self.reservations.append(Reservation(booking=row, journey=journey, patient_id=journey.patient_id, made_by_id=person))


def fill(center: Organization, journeys: Sequence[Journey]) -> int:
    """Resources, bookings of the journeys' dates, free slots ahead, one hold that has run out, a closed day, and the queue.

    Returns how many bookings there are. A second call for the same center does nothing.
    """
    if Resource.objects.filter(center=center).exists():
        return 0
    desk = Desk(center, named(center), somebody(center))
    for journey in journeys:
        booked(desk, journey)
    ahead(desk)
    waiting = [one for one in journeys if one.is_running]
    undecided(desk, waiting)
    write(desk)
    SlotRules.objects.get_or_create(center=center, defaults={"hold_hours": 72, "offer_hours": 48})
    fill_queue(center, waiting)
    return len(desk.bookings)


def somebody(center: Organization) -> Membership | None:
    return Membership.objects.active().filter(organization=center, role=Role.COORDINATOR).select_related("user").first()


def named(center: Organization) -> list[Resource]:
    rows = [Resource(center=center, kind=ResourceKind.CHAIR, name=f"Chair {number + 1}") for number in range(CHAIRS)]
    rows += [Resource(center=center, kind=ResourceKind.BED, name=f"Bed {number + 1}") for number in range(BEDS)]
    for product in ("cilta-cel", "ide-cel"):
        lines = (f"{product.capitalize()} slot {number + 1}" for number in range(LINES))
        rows += [Resource(center=center, kind=ResourceKind.MANUFACTURING, name=name, product=product) for name in lines]
    return Resource.objects.bulk_create(rows)


def booked(desk: Desk, journey: Journey) -> None:
    """A date that is sure has its booking; one that is planned for the next weeks is held."""
    today = desk.now.date()
    for anchor in Anchor.objects.filter(journey=journey, code__in=[str(one) for one in USES], on__isnull=False):
        kind, hours = USES[Purpose(anchor.code)]
        is_near = anchor.on is not None and today + timedelta(days=3) < anchor.on < today + timedelta(weeks=4)
        if anchor.on is None or not (anchor.confidence in SURE or (is_near and journey.is_running)):
            continue
        span = desk.span(anchor.on, hours)
        place = desk.room(kind, journey.protocol.product if kind == ResourceKind.MANUFACTURING else "", span)
        if place:
            state = BookingState.CONFIRMED if anchor.confidence in SURE else BookingState.HELD
            until = None if state == BookingState.CONFIRMED else desk.now + timedelta(hours=50)
            desk.take(journey, desk.put(place, span, state, purpose=anchor.code, held_until=until))


def ahead(desk: Desk) -> None:
    """Free slots of the next weeks: chairs on three days, beds on working days, a manufacturing slot a week."""
    days = [desk.now.date() + timedelta(days=number) for number in range(1, WEEKS * 7)]
    for kind, weekdays, hours in (
        (ResourceKind.CHAIR, (0, 1, 3), 6),
        (ResourceKind.BED, (0, 1, 2, 3, 4), 8),
        (ResourceKind.MANUFACTURING, (2,), 0),
    ):
        for day in days:
            for resource in desk.resources:
                span = desk.span(day, hours)
                if resource.kind == kind and day.weekday() in weekdays and is_open(desk, resource, span):
                    desk.put(resource, span, BookingState.FREE)


def is_open(desk: Desk, resource: Resource, span: tuple[datetime, datetime]) -> bool:
    return not any(row.resource_id == resource.pk and row.starts_at < span[1] and span[0] < row.ends_at for row in desk.bookings)


def undecided(desk: Desk, journeys: Sequence[Journey]) -> None:
    """One held, one offered, one whose time has run out, and a chair that is closed for a day."""
    free = [row for row in desk.bookings if row.state == BookingState.FREE and row.resource.kind == ResourceKind.CHAIR][2:]
    hours = {BookingState.HELD: 30, BookingState.OFFERED: 40}
    plan = ((BookingState.HELD, 30), (BookingState.OFFERED, hours[BookingState.OFFERED]), (BookingState.HELD, -1))
    for journey, row, (state, left) in zip(journeys, free, plan, strict=False):
        row.state, row.purpose, row.held_until = state, Purpose.APH, desk.now + timedelta(hours=left)
        desk.take(journey, row)
    if len(free) > len(plan):
        free[-1].state = BookingState.BLOCKED


def write(desk: Desk) -> None:
    Booking.objects.bulk_create(desk.bookings, batch_size=500)
    Reservation.objects.bulk_create(desk.reservations)
    BookingEvent.objects.bulk_create([event(desk, row) for row in desk.bookings], batch_size=500)


VERBS = {BookingState.CONFIRMED: "confirm", BookingState.HELD: "hold", BookingState.OFFERED: "offer", BookingState.BLOCKED: "block"}


def event(desk: Desk, row: Booking) -> BookingEvent:
    """When it came to be as it is: some days ago, in office hours."""
    who = desk.who
    at = min(desk.now - timedelta(days=2, hours=row.starts_at.day % 7), row.starts_at)
    if row.state in PENDING and row.held_until:
        at = row.held_until - timedelta(hours=HOURS[BookingState(row.state)])
    names = {"actor_id": who.user_id if who else None, "actor_name": who.user.name if who else ""}
    return BookingEvent(booking=row, at=at, verb=VERBS.get(BookingState(row.state), "publish"), to_state=row.state, **names)
