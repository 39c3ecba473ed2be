"""A weekly pattern and the spans it means, on the center's clock. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, time, timedelta

from carecoord.accounts.clock import on_day
from referrals.slots.bookings import whole_days
from referrals.slots.verbs.publish import Span


@dataclass(frozen=True)
class Pattern:
    """On these weekdays (0 is Monday), from one day to another: so many hours from `starts`, or so many whole `days`."""

    first_on: date
    last_on: date
    weekdays: frozenset[int]
    starts: time = time(8)
    hours: int = 0
    days: int = 0


def spans(pattern: Pattern, zone: str) -> list[Span]:
    """Hours are real hours: a slot over the change of the clock is as long as any other."""
    chosen = [day for day in days_of(pattern) if day.weekday() in pattern.weekdays]
    if pattern.days:
        return [Span(*whole_days(zone, day, pattern.days)) for day in chosen]
    starts = [on_day(day, pattern.starts, zone) for day in chosen]
    return [Span(start, (start.astimezone(UTC) + timedelta(hours=pattern.hours)).astimezone(start.tzinfo)) for start in starts]


def days_of(pattern: Pattern) -> list[date]:
    count = (pattern.last_on - pattern.first_on).days + 1
    return [pattern.first_on + timedelta(days=number) for number in range(max(0, min(count, 366)))]
