"""Arithmetic of due days: offsets in days, working days, weeks, months and years. Pure: dates in, dates out.

Months and years keep the day of the month and clamp to its end. Working days are those of `referrals.clock`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from carecoord.ui.due import is_working_day
from referrals.pathway.protocol import Direction, DueRule, Offset, Repeat, Roll, Unit

OPENED = "OPENED"
LONGEST = 400  # occurrences of one rule: a daily one over a year


def shift(day: date, count: int, unit: Unit) -> date:
    """`count` units after the day; before it when negative."""
    match unit:
        case Unit.DAY:
            return day + timedelta(days=count)
        case Unit.WEEK:
            return day + timedelta(weeks=count)
        case Unit.MONTH:
            return months_after(day, count)
        case Unit.YEAR:
            return months_after(day, count * 12)
        case Unit.BUSINESS_DAY:
            return working_days_after(day, count)


def months_after(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_after(day: date, count: int) -> date:
    """Zero gives the day itself, or the next working day."""
    step = timedelta(days=-1 if count < 0 else 1)
    while not is_working_day(day):
        day += step
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def rolled(day: date, roll: Roll) -> date:
    if roll is Roll.KEEP:
        return day
    return working_days_after(day, 0) if roll is Roll.NEXT else back_to_working_day(day)


def back_to_working_day(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def resolved(at: Offset, days: Mapping[str, date]) -> date | None:
    """The day an offset names, or None while its anchor has no date."""
    if at.anchor not in days:
        return None
    count = {Direction.BEFORE: -at.offset, Direction.AFTER: at.offset, Direction.ON: 0}[at.direction]
    return shift(days[at.anchor], count, at.unit)


def due_days(rule: DueRule, days: Mapping[str, date]) -> Iterator[date]:
    """Every due day of a rule, in order; none while the anchor has no date."""
    first = resolved(rule.at, days)
    if first is None:
        return
    for day in [first] if rule.repeat is None else repeated(first, rule.repeat, days):
        yield capped(rolled(day, roll_of(rule)), rule, days)


def roll_of(rule: DueRule) -> Roll:
    """A rule in working days is due on working days, repetitions and caps included."""
    return Roll.NEXT if rule.at.unit is Unit.BUSINESS_DAY and rule.roll is Roll.KEEP else rule.roll


def repeated(first: date, repeat: Repeat, days: Mapping[str, date]) -> Iterator[date]:
    """Counted from the first day, so that a clamped month end does not drift. Without an end yet, only the first."""
    until = resolved(repeat.until, days)
    yield first
    for count in range(1, LONGEST):
        day = shift(first, repeat.every * count, repeat.unit)
        if until is None or day > until:
            return
        yield day


def capped(day: date, rule: DueRule, days: Mapping[str, date]) -> date:
    last = resolved(rule.not_after, days) if rule.not_after else None
    return day if last is None or day <= last else rolled(last, Roll.KEEP if roll_of(rule) is Roll.KEEP else Roll.PREVIOUS)
