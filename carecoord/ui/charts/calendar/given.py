"""What a calendar is made of: entries with a state, resources that can be booked, and the day, week or month to show.

Room: carecoord.ui, which knows no slot and no visit: a page turns its bookings into these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum, StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carecoord.ui.dates import on
from carecoord.ui.parts import Side, Words

DAY = timedelta(days=1)


class EntryState(StrEnum):
    """How firm an entry is; PLAIN ones say nothing about it."""

    PLAIN = ""
    OFFERED = "offered"
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    DONE = "done"

    def word(self, *, for_patient: bool = False) -> Promise | str:
        return (PATIENT_WORDS if for_patient else STATE_WORDS).get(self, "")


STATE_WORDS = {
    EntryState.OFFERED: "Offered",
    EntryState.HELD: "Held",
    EntryState.CONFIRMED: "Confirmed",
    EntryState.RELEASED: "Released",
    EntryState.DONE: "Done",
}
PATIENT_WORDS = {  # what is confirmed is what everybody takes a calendar to mean
    EntryState.OFFERED: _("Not set yet"),
    EntryState.HELD: _("May change"),
    EntryState.RELEASED: _("Cancelled"),
    EntryState.DONE: _("Done"),
}


class WeekStart(IntEnum):
    """As `date.weekday()` counts."""

    MONDAY = 0
    SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a calendar. Dates are whole days, `ends` the last of them; instants are shown on the clock of the zone now active.
    `more` says what the state leaves open, like "held to 17:00"; `resource` is the key of what is booked."""

    starts: date | datetime
    label: Words
    ends: date | datetime | None = None
    state: EntryState = EntryState.PLAIN
    href: str = ""
    resource: str = ""
    more: Words = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry on the clock of one zone: its first and last day, its hours where it has some. Asked once, since a month asks often."""

    entry: Entry
    first: date
    last: date
    start: datetime | None = None
    stop: datetime | None = None

    def touches(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def order(self) -> tuple[date, bool, str, str]:
        """Whole days before hours."""
        return self.first, self.start is not None, f"{self.start:%H:%M}" if self.start else "", str(self.entry.label)


def place(entry: Entry, zone: tzinfo) -> Placed:
    """What ends at midnight does not touch the next day."""
    start, stop = instant(entry.starts, zone), instant(entry.ends, zone)
    first = start.date() if start else on(entry.starts)
    last = (stop - timedelta(microseconds=1)).date() if stop else on(entry.ends or first)
    return Placed(entry, first, max(first, last), start, stop)


def instant(value: date | datetime | None, zone: tzinfo) -> datetime | None:
    return value.astimezone(zone) if isinstance(value, datetime) else None


def place_all(entries: Iterable[Entry]) -> list[Placed]:
    """On the clock of the active zone, in order of time."""
    zone = timezone.get_current_timezone()
    return sorted((place(entry, zone) for entry in entries), key=lambda one: one.order)


@dataclass(frozen=True, slots=True)
class Resource:
    """A chair, a bed, a manufacturing slot: what can be booked once at a time."""

    key: str
    name: Words
    more: Words = ""


Free = Callable[[str, date], str]
DayLink = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a grid of weeks. `most` entries fit a day, the rest are behind its link; 0 shows all. `for_patient` writes dates and
    hours their way."""

    month: date
    entries: tuple[Entry, ...]
    today: date
    about: Words = ""
    resources: tuple[Resource, ...] = ()
    week_start: WeekStart = WeekStart.MONDAY
    for_patient: bool = False
    most: int = 0
    day_link: DayLink | None = None

    @property
    def days(self) -> tuple[date, ...]:
        first = self.month.replace(day=1)
        return days_from(first, ((first + 31 * DAY).replace(day=1) - first).days)


@dataclass(frozen=True, slots=True)
class Week:
    """Resources down, days across. `free_link` leads from an empty cell to where it is offered. With `tells_free` False an empty cell
    stays empty: what is free stands there as an entry of its own."""

    first: date
    resources: tuple[Resource, ...]
    entries: tuple[Entry, ...]
    today: date
    about: Words = ""
    length: int = 7
    free_link: Free | None = None
    day_link: DayLink | None = None
    tells_free: bool = True
    for_patient: bool = field(default=False, init=False)

    @property
    def days(self) -> tuple[date, ...]:
        return days_from(self.first, self.length)


@dataclass(frozen=True, slots=True)
class Day:
    """Resources down, half hours across from `opens` to `closes` (hours of the clock). `tells_free` as of a week."""

    day: date
    resources: tuple[Resource, ...]
    entries: tuple[Entry, ...]
    today: date
    about: Words = ""
    opens: int = 7
    closes: int = 19
    free_link: Free | None = None
    tells_free: bool = True
    day_link: DayLink | None = field(default=None, init=False)
    for_patient: bool = field(default=False, init=False)

    @property
    def days(self) -> tuple[date, ...]:
        return (self.day,)


def days_from(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + n * DAY for n in range(count))


def week_of(day: date, start: WeekStart = WeekStart.MONDAY) -> date:
    """The first day of the week that a day is in."""
    return day - (day.weekday() - start) % 7 * DAY
