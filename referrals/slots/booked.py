"""The answer to a gate's question whether something is booked: a confirmed booking whose days cover the date it is for."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from carecoord.ui.dates import staff_day
from referrals.models import Booking
from referrals.pathway.consequences import Follow, What
from referrals.pathway.gates import Asked, Verdict
from referrals.pathway.plan import Fixes
from referrals.pathway.protocol import Need
from referrals.pathway.road import Road
from referrals.slots.states import BookingState, Purpose

PURPOSE = {"apheresis": Purpose.APH, "infusion": Purpose.D0, "manufacturing": Purpose.SLOT}
ALSO = {Purpose.D0: (Purpose.LD1,)}  # a bed taken for lymphodepletion serves the infusion if it is kept so long


def slot_booked(asked: Asked, need: Need) -> Verdict:
    purpose = PURPOSE[need.value]
    fix = asked.fixes.get(purpose)
    if fix is None:
        return Verdict(False, f"{purpose.label} has no date yet")
    rows = Booking.objects.filter(reservation__journey=asked.road.journey, state=BookingState.CONFIRMED)
    found = list(rows.filter(purpose__in=(purpose, *ALSO.get(purpose, ()))).select_related("resource", "center").order_by("starts_at"))
    covering = next((row for row in found if covers(row, fix.on)), None)
    if covering:
        return Verdict(True, f"{covering.resource.name}, {staff_day(fix.on)}", f"{covering.pk} {fix.on}")
    other = next((row for row in found if row.purpose == purpose), None)
    if other:
        return Verdict(False, f"Booked for {staff_day(first_day(other))}, planned for {staff_day(fix.on)}")
    return Verdict(False, "Not booked")


def no_longer_covering(current: Road, fixes: Fixes) -> list[Follow]:
    """Confirmed bookings that cover their date now and would not at these dates; one statement."""
    held = Booking.objects.filter(reservation__journey=current.journey, state=BookingState.CONFIRMED)
    found = []
    for row in held.select_related("resource", "center").order_by("starts_at"):
        old, new = current.fixes.get(row.purpose), fixes.get(row.purpose)
        if old and new and covers(row, old.on) and not covers(row, new.on):
            words = f"{row.resource.name} is booked for {staff_day(first_day(row))}"
            found.append(Follow(What.BOOKING, words, row.purpose))
    return found


def covers(row: Booking, on: date) -> bool:
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(row.center.time_zone)).date()
    return first_day(row) <= on <= last


def first_day(row: Booking) -> date:
    return row.starts_at.astimezone(ZoneInfo(row.center.time_zone)).date()
