"""What ends by itself: holds and offers whose time is over, and what was booked ahead for a journey that has ended.

Asked by every sweep as carecoord_worker; whoever held is told once. Level-triggered: every query takes a lapsed hold for free already, so
a sweep that comes late harms nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from carecoord.notifications import Kind
from carecoord.notifications.ladders import Due
from referrals.models import BookingEvent

AT_ONCE = 500
LOOK_BACK = timedelta(days=3)


def lapse() -> int:
    """End what has run out; returns how many. May be called at any time, by several at once."""
    with connection.cursor() as cursor:
        cursor.execute("select access.lapse_holds(%s)", [AT_ONCE])
        return int(cursor.fetchone()[0])


def lapsed_holds(now: datetime) -> Iterator[Due]:
    """End what has run out, and one `Due` for each hold that ended so, to whoever held it."""
    lapse()
    ended = BookingEvent.objects.filter(verb="release", reason_code="expired", at__gt=now - LOOK_BACK)
    for row in ended.values("booking_id", "at", "booking__center_id"):
        holder = (
            BookingEvent.objects.filter(booking_id=row["booking_id"], verb__in=("hold", "offer")).order_by("-at").values_list("actor_id")
        )
        who = [one for (one,) in holder[:1] if one]
        yield Due(f"slot:{row['booking_id']}", 1, Kind.SLOT_LAPSED, who, row["at"], organization_id=row["booking__center_id"])
