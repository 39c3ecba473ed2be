"""Due labels: where an instant lies from now, in working days.

Room: carecoord.ui. It words what an app has decided; service levels and their clocks belong to the apps. Working days are Monday to
Friday without the federal holidays of the United States.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

import holidays
from django.utils import timezone

from carecoord.ui.dates import local, on, staff_day
from carecoord.ui.parts import Due, When


@cache
def federal_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in federal_holidays(day.year)


@lru_cache(maxsize=4096)
def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 when `end` is not after `start`. Counts whole weeks at once."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    days = weeks * 5 + sum((start + timedelta(weeks * 7 + step)).weekday() < 5 for step in range(1, rest + 1))
    free = (day for year in range(start.year, end.year + 1) for day in federal_holidays(year))
    return days - sum(start < day <= end and day.weekday() < 5 for day in free)


def days_word(count: int) -> str:
    return f"{count} working day" + ("" if count == 1 else "s")


def late_words(at: datetime | date, day: date, today: date, zone: tzinfo | None) -> str:
    count = working_days(day, today)
    if count:
        return f"{days_word(count)} late"
    if isinstance(at, datetime) and day == today:
        return f"Late since {local(at, zone):%H:%M}"
    return f"Late since {staff_day(day, weekday=True, year=False)}"


def soon_words(day: date, today: date) -> str:
    count = working_days(today, day)
    if count and is_working_day(day):
        return f"in {days_word(count)}"
    return f"on {staff_day(day, weekday=True, year=False)}"


def due_label(
    at: datetime | date, *, now: datetime | None = None, done_at: datetime | date | None = None, zone: tzinfo | None = None
) -> Due:
    """The label of a due instant or day. A day without a time is due until its end."""
    now = now or timezone.now()
    if done_at is not None:
        return Due(When.DONE, f"Done {staff_day(done_at, zone=zone)}", done_at)
    day, today = on(at, zone), on(now, zone)
    if at < now if isinstance(at, datetime) else at < today:
        return Due(When.LATE, late_words(at, day, today, zone), at)
    if day == today:
        return Due(When.TODAY, f"Today by {local(at, zone):%H:%M}" if isinstance(at, datetime) else "Today", at)
    return Due(When.SOON, soon_words(day, today), at)
