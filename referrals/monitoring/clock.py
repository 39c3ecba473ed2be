"""Day numbers after infusion on the center's wall clock, and the days on which a check is due. Pure.

Room: referrals.monitoring.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from carecoord.notifications import wallclock
from patients.clinical.after_infusion import DayInputs, day_post_infusion

INFUSION: Final = "D0"
DAILY_THROUGH: Final = 7  # both labels since June 2025: daily for at least seven days after infusion
WATCHED_THROUGH: Final = 14  # and two weeks near the center; after day 7 by the protocol
FIRST_DAY, LAST_DAY = -7, 100  # a check before or after has nothing to do with this infusion
REMIND_AT: Final = time(16, 0)
ESCALATE_AT: Final = time(20, 0)
LOOK_BACK: Final = 2  # days; what was missed longer ago is in the course, not in a message


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def day_number(infused_on: date, on: date) -> int:
    return day_post_infusion(DayInputs(infusion_date=infused_on, on_date=on)).day


def wanted_days(infused_on: date, today: date, extra: frozenset[date] = frozenset()) -> list[date]:
    """Days up to today on which a check is due: daily through day 7, later those of `extra` (steps of the protocol)."""
    last = min(today, infused_on + timedelta(days=WATCHED_THROUGH))
    days = [infused_on + timedelta(days=n) for n in range(1, (last - infused_on).days + 1)]
    return [day for day in days if day_number(infused_on, day) <= DAILY_THROUGH or day in extra]


def instant(on: date, at: time, zone: str) -> datetime:
    return wallclock.on_day(on, at, zone)
