"""When a notice may go to a person: pure reckoning with wall clocks, no database.

A wall time that a day does not have (the clock jumps over it) is the next one it has; one that comes twice is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carecoord.accounts.clock import zone_of
from carecoord.notifications import wallclock
from carecoord.notifications.kinds.shape import Audience, Form
from carecoord.notifications.wishes import IN_DIGEST, QUIET, QUIET_FROM, QUIET_UNTIL, When

AWAY, DIGEST, QUIET_HOURS = "away", "digest", "quiet_hours"
HOLDS = (AWAY, DIGEST, QUIET_HOURS)  # codes of rows that wait for their person, not for a provider


@dataclass(frozen=True)
class Hours:
    """One person's hours, as `Habits` keeps them; the defaults are those of somebody without habits."""

    time_zone: str = "UTC"
    is_quiet: bool | None = None
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    digest_hour: int = 8
    digest_weekday: int = 0
    away_from_on: date | None = None
    away_until_on: date | None = None

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone)

    def is_away(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        return self.away_from_on is not None and self.away_until_on is not None and self.away_from_on <= day <= self.away_until_on


@dataclass(frozen=True)
class Hold:
    """Not before `until`; `why` is one of `HOLDS`."""

    until: datetime
    why: str


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return wallclock.instant(datetime.combine(day, clock), zone.key)


def quiet_until(hours: Hours, audience: Audience, at: datetime) -> datetime | None:
    """The end of the quiet hours that `at` lies in, if it does."""
    is_quiet = QUIET[audience] if hours.is_quiet is None else hours.is_quiet
    start, end = hours.quiet_from, hours.quiet_until
    if not is_quiet or start == end:
        return None
    local = at.astimezone(hours.zone)
    clock = local.time().replace(tzinfo=None)
    if start < end:
        return instant(local.date(), end, hours.zone) if start <= clock < end else None
    if clock >= start:
        return instant(local.date() + timedelta(days=1), end, hours.zone)
    return instant(local.date(), end, hours.zone) if clock < end else None


def digest_at(hours: Hours, when: When, after: datetime) -> datetime:
    """The next digest after this instant: every day at the person's hour, or on their weekday."""
    day = after.astimezone(hours.zone).date()
    for step in range(9):
        at = instant(day + timedelta(days=step), time(hours.digest_hour), hours.zone)
        if at > after and (when is When.DAILY or (day + timedelta(days=step)).weekday() == hours.digest_weekday):
            return at
    raise AssertionError("A week has every weekday.")


def back_at(hours: Hours, at: datetime) -> datetime | None:
    """The morning of the first day back, if `at` lies in a time away."""
    if hours.away_until_on is None or not hours.is_away(at):
        return None
    return instant(hours.away_until_on + timedelta(days=1), time(hours.digest_hour), hours.zone)


def hold(hours: Hours, form: Form, when: When, at: datetime, expires_at: datetime | None = None) -> Hold | None:
    """What keeps a message back at this instant. What would be too late by then is not kept back if somebody's safety hangs on it."""
    found = _hold(hours, form, when, at)
    if found and form.is_safety and expires_at is not None and expires_at <= found.until:
        return None
    return found


def _hold(hours: Hours, form: Form, when: When, at: datetime) -> Hold | None:
    if form.audience is Audience.STAFF and (back := back_at(hours, at)):
        return Hold(back, AWAY)
    if form.is_urgent:
        return None
    if when in IN_DIGEST and not form.is_safety:
        return Hold(digest_at(hours, when, at), DIGEST)
    end = quiet_until(hours, form.audience, at)
    return Hold(end, QUIET_HOURS) if end else None
