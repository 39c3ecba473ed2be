"""Working time of a site: its zone, its opening hours, weekends and the federal holidays of the United States. Pure, but for `hours_of`.

Room: carecoord.accounts. Ladders count in it, so that nothing lands at night or on a Sunday. Both ends of a day's window count as open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import FilteredRelation, Q

from carecoord.accounts.clock import on_day
from carecoord.accounts.models import Organization
from carecoord.ui.due import federal_holidays

Span = tuple[time, time]
USUAL: tuple[Span | None, ...] = (*[(time(8, 0), time(17, 0))] * 5, None, None)
DAY = timedelta(days=1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hours:
    """A zone and seven spans, Monday first; None is a closed day."""

    zone: str
    week: tuple[Span | None, ...] = USUAL

    def __post_init__(self) -> None:
        if not any(self.week):
            raise ValueError("A site that never opens has no working time.")


@dataclass(frozen=True)
class Wait:
    """How long in working time: whole working days first, then hours of open time. Negative days lie before."""

    days: int = 0
    hours: int = 0


NOW = Wait()


@lru_cache(maxsize=8192)
def window(hours: Hours, day: date) -> tuple[datetime, datetime] | None:
    """When the site is open on that day of its own calendar, as instants; None when it is closed."""
    span = hours.week[day.weekday()]
    if span is None or day in federal_holidays(day.year):
        return None
    return on_day(day, span[0], hours.zone).astimezone(UTC), on_day(day, span[1], hours.zone).astimezone(UTC)


def windows(hours: Hours, at: datetime, step: timedelta = DAY) -> Iterator[tuple[date, datetime, datetime]]:
    """Open days from the local day of `at` on, forwards or backwards, without an end."""
    day = at.astimezone(ZoneInfo(hours.zone)).date()
    while True:
        if found := window(hours, day):
            yield day, *found
        day += step


def landing(hours: Hours, at: datetime) -> datetime:
    """The instant itself while the site is open, else the next opening."""
    return next(max(opens, at) for _, opens, closes in windows(hours, at) if at <= closes)


def is_open(hours: Hours, at: datetime) -> bool:
    return landing(hours, at) == at


def after(hours: Hours, at: datetime, wait: Wait = NOW) -> datetime:
    """The instant `wait` later in working time; always one at which the site is open."""
    start = shifted(hours, landing(hours, at), wait.days) if wait.days else landing(hours, at)
    left = timedelta(hours=wait.hours)
    for _, opens, closes in windows(hours, start):
        begin = max(opens, start)
        if closes >= begin and closes - begin >= left:
            return begin + left
        left -= max(closes - begin, timedelta(0))
    raise AssertionError("windows never end")


def shifted(hours: Hours, at: datetime, days: int) -> datetime:
    """The same wall time that many working days later or earlier, moved into that day's window."""
    zone = ZoneInfo(hours.zone)
    ahead = windows(hours, at, DAY if days > 0 else -DAY)
    for _ in range(abs(days)):
        next(ahead)
    day, opens, closes = next(ahead)
    same = on_day(day, at.astimezone(zone).time(), hours.zone).astimezone(UTC)
    return min(max(same, opens), closes)


def latest(hours: Hours, now: datetime, wait: Wait = NOW) -> datetime:
    """The last instant from which `wait` is over by `now`: `at <= latest(now)` says the same as `after(at) <= now`.

    `after` never falls, so halving finds it to the microsecond.
    """
    back = timedelta(days=8)
    while after(hours, now - back, wait) > now:
        back *= 2
    low, high = (now - back - EPOCH) // TICK, (now + max(0, -wait.days) * 4 * DAY + DAY * (wait.days < 0) * 8 - EPOCH) // TICK
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if after(hours, EPOCH + middle * TICK, wait) <= now else (low, middle - 1)
    return EPOCH + low * TICK


def open_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Working time from one instant to a later one."""
    total = timedelta(0)
    for _, opens, closes in windows(hours, start):
        if opens >= end:
            return total
        total += max(min(closes, end) - max(opens, start), timedelta(0))
    raise AssertionError("windows never end")


def morning(hours: Hours, day: date, *, early: bool) -> datetime:
    """When the site opens on that day; on a closed day the last opening before it (`early`) or the first after it."""
    noon = on_day(day, time(12, 0), hours.zone)
    return next(opens for _, opens, _ in windows(hours, noon, -DAY if early else DAY))


def hours_of(organizations: Collection[int]) -> dict[int, Hours]:
    """Working time of each organization: that of its main site. One statement, however many."""
    main = FilteredRelation("sites", condition=Q(sites__is_main=True))
    rows = Organization.objects.filter(pk__in=organizations).annotate(main=main).order_by()
    zones: dict[int, str] = {}
    weeks: dict[int, dict[int, Span]] = defaultdict(dict)
    columns = ("pk", "time_zone", "main__time_zone", "main__hours__weekday", "main__hours__opens", "main__hours__closes")
    for place, zone, own, weekday, opens, closes in rows.values_list(*columns):
        zones[place] = own or zone
        if weekday is not None:
            weeks[place][weekday] = (opens, closes)
    return {place: Hours(zone, _week(weeks.get(place))) for place, zone in zones.items()}


def _week(days: dict[int, Span] | None) -> tuple[Span | None, ...]:
    return tuple(days.get(number) for number in range(7)) if days else USUAL
