"""Working time: due instants are computed from local wall time and zone and kept as UTC. Pure but for the holiday calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from carecoord.accounts.models import Partnership
from referrals.states import SERVICE_LEVELS, Ladder

END_OF_DAY = time(17, 0)


@lru_cache(maxsize=16)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("US", years=year)


def is_working_day(day: date) -> bool:
    """Monday to Friday and no United States federal holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The working day that lies `days` working days after `start`; zero gives `start` or the next working day."""
    day = start
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days, full_weeks = 0, max((end - start).days // 7 - 1, 0)
    day = start
    if full_weeks > 8:  # long spans: count weeks, then walk the rest and take away holidays
        days, day = full_weeks * 5, start + timedelta(days=full_weeks * 7)
        days -= sum(1 for year in range(start.year, day.year + 1) for h in _holidays(year) if start < h <= day and h.weekday() < 5)
    while day < end:
        day += timedelta(days=1)
        days += is_working_day(day)
    return days


def end_of_day(day: date, zone: str) -> datetime:
    return datetime.combine(day, END_OF_DAY, tzinfo=ZoneInfo(zone))


def due_after(start: datetime, days: int, zone: str) -> datetime:
    """17:00 local, `days` working days after the local day of `start`."""
    return end_of_day(add_working_days(start.astimezone(ZoneInfo(zone)).date(), days), zone)


def target_days(ladder: Ladder, *, is_urgent: bool, partnership: Partnership | None) -> int:
    """Working days of a service level: the partnership's, else the default."""
    if partnership and str(ladder) in partnership.service_levels:
        return int(partnership.service_levels[str(ladder)])
    return SERVICE_LEVELS[ladder][1 if is_urgent else 0]
