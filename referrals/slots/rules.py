"""How long a slot is kept for somebody: the house's hours, or the center's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from referrals.models import SlotRules
from referrals.slots.states import BookingState

HOURS: dict[BookingState, int] = {BookingState.HELD: 72, BookingState.OFFERED: 48}
FIELD = {BookingState.HELD: "hold_hours", BookingState.OFFERED: "offer_hours"}


def hours_of(center_id: int) -> dict[BookingState, int]:
    own = SlotRules.objects.filter(center_id=center_id).first()
    return {state: getattr(own, FIELD[state]) if own else hours for state, hours in HOURS.items()}


def keep_until(center_id: int, state: BookingState, now: datetime, starts_at: datetime) -> datetime:
    """When the hold or offer ends: after the center's hours, and never later than the slot itself begins."""
    return min(now + timedelta(hours=hours_of(center_id)[state]), starts_at)
