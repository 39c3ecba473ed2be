"""Due instants: computed from local wall time and zone (`accounts.clock`, as everything that means a clock on a wall) and kept as UTC.
The calendar of working days is the one the due labels use (`carecoord.ui.due`)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carecoord.accounts.clock import on_day
from carecoord.accounts.models import Partnership
from carecoord.ui.due import is_working_day
from referrals.states import SERVICE_LEVELS, Ladder

END_OF_DAY = time(17, 0)


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


def end_of_day(day: date, zone: str) -> datetime:
    return on_day(day, END_OF_DAY, zone)


def day_end(at: datetime, zone: str) -> datetime:
    """Midnight after the local day of that instant."""
    day = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return on_day(day, time.min, zone)


def due_after(start: datetime, days: int, zone: str) -> datetime:
    """17:00 local, `days` working days after the local day of `start`."""
    return end_of_day(add_working_days(start.astimezone(ZoneInfo(zone)).date(), days), zone)


def target_days(ladder: Ladder, *, is_urgent: bool, partnership: Partnership | None) -> int:
    """Working days of a service level: the partnership's, else the default."""
    if partnership and str(ladder) in partnership.service_levels:
        return int(partnership.service_levels[str(ladder)])
    return SERVICE_LEVELS[ladder][1 if is_urgent else 0]
