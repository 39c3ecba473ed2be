"""What ends by itself: holds and offers whose time is over, and what was booked ahead for a journey that has ended.

Asked by every sweep as carecoord_worker; whoever held is told once. Level-triggered: every query takes a lapsed hold for free already, so
a sweep that comes late harms nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from carecoord.notifications import Kind, rungs
from carecoord.notifications.climbing import Hanging, Staff, climb
from carecoord.notifications.ladders import Due
from carecoord.notifications.rungs import Ladder, Rung, Who
from referrals.models import BookingEvent

AT_ONCE = 500
LOOK_BACK = timedelta(days=7)  # longer than any weekend with holidays
LAPSED = Ladder(
    code="slots.lapsed",
    title="A held slot whose time ran out",
    starts="the instant the hold ended",
    rungs=(Rung(1, (Who.OWNER,), Kind.SLOT_LAPSED, otherwise=(Who.ROLE,)),),
    since_on=date(2026, 11, 23),
)


def lapse() -> int:
    """End what has run out; returns how many. May be called at any time, by several at once."""
    with connection.cursor() as cursor:
        cursor.execute("select access.lapse_holds(%s)", [AT_ONCE])
        return int(cursor.fetchone()[0])


def lapsed_holds(now: datetime) -> Iterator[Due]:
    """End what has run out, and one `Due` for each hold that ended so, to whoever held it."""
    lapse()
    ended = BookingEvent.objects.filter(verb="release", reason_code="expired", at__gt=now - LOOK_BACK)
    rows: list[Any] = list(ended.values("booking_id", "at", "booking__center_id"))
    holders, staff = holders_of([row["booking_id"] for row in rows]), Staff.at({row["booking__center_id"] for row in rows})
    for row in rows:
        yield from climb(hanging(row, holders.get(row["booking_id"]), staff, now), now)


def holders_of(bookings: list[UUID]) -> dict[UUID, int | None]:
    """Whoever held or offered it last."""
    held = BookingEvent.objects.filter(booking_id__in=bookings, verb__in=("hold", "offer")).order_by("at")
    return dict(held.values_list("booking_id", "actor_id"))


def hanging(row: dict[str, Any], holder: int | None, staff: Staff, now: datetime) -> Hanging:
    ladder, place = rungs.in_force(LAPSED.code, now.date()), row["booking__center_id"]
    people = staff.people(ladder, place, holder)
    return Hanging(ladder, f"slot:{row['booking_id']}", row["at"], staff.hours[place], people, place)
