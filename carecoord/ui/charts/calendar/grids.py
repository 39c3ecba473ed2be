"""Cells of a month, a week and a day, and the list of days that a phone shows instead.

Room: carecoord.ui. Values for the templates `templates/components/calendar_*.html`; an entry is drawn in `entry.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carecoord.ui.charts.calendar.entry import Style, entry_html, is_booked
from carecoord.ui.charts.calendar.given import DAY, Day, Month, Placed, Resource, Week, place_all, week_of
from carecoord.ui.charts.shelf import Shelf
from carecoord.ui.dates import patient_day, staff_day

Calendar = Month | Week | Day


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a grid. `day` None: another month's; `hidden` entries are behind the day's link; `free` leads to where it is offered."""

    day: date | None
    entries: tuple[SafeString, ...] = ()
    is_today: bool = False
    href: str = ""
    hidden: int = 0
    free: str = ""
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A resource of a week, with a cell a day."""

    resource: Resource
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some half hours of a day: an entry, or nothing."""

    span: int
    entry: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """A resource of a day: one line, or more where bookings overlap."""

    resource: Resource
    lines: tuple[tuple[Stretch, ...], ...]
    is_free: bool
    free: str = ""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day of the list, with all its entries; `free` names what is not booked."""

    day: date
    words: str
    entries: tuple[SafeString, ...]
    is_today: bool
    free: str = ""


def by_day(entries: Iterable[Placed], days: tuple[date, ...]) -> dict[date, list[Placed]]:
    """Entries of each day in their order: those that go on from before come first, so that they stand at one height."""
    found: dict[date, list[Placed]] = defaultdict(list)
    for placed in entries:
        day = max(placed.first, days[0])
        while day <= min(placed.last, days[-1]):
            found[day].append(placed)
            day += DAY
    return found


def by_resource(calendar: Week | Day) -> dict[str, dict[date, list[Placed]]]:
    found: dict[str, list[Placed]] = {resource.key: [] for resource in calendar.resources}
    for placed in place_all(calendar.entries):
        if placed.entry.resource in found:
            found[placed.entry.resource].append(placed)
    return {key: by_day(entries, calendar.days) for key, entries in found.items()}


def month_weeks(month: Month) -> Iterator[tuple[Cell, ...]]:
    """Weeks of seven cells; cells before the first and after the last day are empty."""
    entries, names = by_day(place_all(month.entries), month.days), named(month.resources)
    first = week_of(month.days[0], month.week_start)
    while first <= month.days[-1]:
        yield tuple(month_cell(month, first + n * DAY, entries, names) for n in range(7))
        first += 7 * DAY


def month_cell(month: Month, day: date, entries: dict[date, list[Placed]], names: dict[str, str]) -> Cell:
    if (day.year, day.month) != (month.month.year, month.month.month):
        return Cell(None)
    here = entries.get(day, [])
    shown = here if not month.most or len(here) <= month.most else here[: month.most - 1]
    drawn = tuple(entry_html(one, day, resource=names.get(one.entry.resource, ""), style=Style(month.for_patient)) for one in shown)
    return Cell(day, drawn, day == month.today, link(month, day), len(here) - len(shown))


def week_rows(week: Week) -> Iterator[Row]:
    entries = by_resource(week)
    for resource in week.resources:
        yield Row(resource, tuple(week_cell(week, resource, day, entries[resource.key].get(day, [])) for day in week.days))


def week_cell(week: Week, resource: Resource, day: date, here: list[Placed]) -> Cell:
    is_free = week.tells_free and not any(map(is_booked, here))
    free = week.free_link(resource.key, day) if is_free and week.free_link else ""
    return Cell(day, tuple(entry_html(one, day) for one in here), day == week.today, free=free, is_free=is_free)


def day_benches(given: Day) -> Iterator[Bench]:
    entries = by_resource(given)
    for resource in given.resources:
        here = entries[resource.key].get(given.day, [])
        is_free = given.tells_free and not any(map(is_booked, here))
        free = given.free_link(resource.key, given.day) if is_free and given.free_link else ""
        yield Bench(resource, tuple(bench_lines(given, here)), is_free, free)


def bench_lines(given: Day, entries: list[Placed]) -> Iterator[tuple[Stretch, ...]]:
    """Each line fills all half hours of the day with stretches."""
    shelf, lines = Shelf(), defaultdict[int, list[tuple[int, int, Placed]]](list)
    for entry in entries:
        start, stop = half_hours(given, entry)
        lines[shelf.take((start, stop))[0]].append((start, stop, entry))
    for row in sorted(lines):
        yield tuple(stretches(lines[row], given))


def stretches(line: list[tuple[int, int, Placed]], given: Day) -> Iterator[Stretch]:
    at, end = 0, (given.closes - given.opens) * 2
    for start, stop, entry in sorted(line, key=lambda one: one[0]):
        if start > at:
            yield Stretch(start - at)
        yield Stretch(stop - start, entry_html(entry, given.day))
        at = stop
    if at < end:
        yield Stretch(end - at)


def half_hours(given: Day, placed: Placed) -> tuple[int, int]:
    """First half hour and the one after the last, inside the hours shown, at least one; an hour where nobody said how long."""
    end = (given.closes - given.opens) * 2
    start = half_hour(placed.start, given) if placed.start and placed.start.date() == given.day else 0
    stop = half_hour(placed.stop, given, up=True) if placed.stop and placed.stop.date() == given.day else end
    if placed.start and placed.stop is None:
        stop = start + 2
    start = min(max(start, 0), end - 1)
    return start, max(min(stop, end), start + 1)


def half_hour(moment: datetime, given: Day, *, up: bool = False) -> int:
    """Half hours since opening."""
    minutes = (moment.hour - given.opens) * 60 + moment.minute
    return -(-minutes // 30) if up else minutes // 30


def listed_days(calendar: Calendar) -> Iterator[ListedDay]:
    """Days with something on them; of a week of resources every day, since a free one is what is looked for. Without resources what takes
    several days stands once, where it begins, and today."""
    entries, names = by_day(place_all(calendar.entries), calendar.days), named(calendar.resources)
    style = Style(calendar.for_patient, is_listed=not calendar.resources)
    for day in calendar.days:
        here = [one for one in entries.get(day, []) if calendar.resources or day in (one.first, calendar.days[0], calendar.today)]
        free = free_words(calendar, here)
        if here or free:
            drawn = (entry_html(one, day, resource=names.get(one.entry.resource, ""), style=style) for one in here)
            yield ListedDay(day, day_words(calendar, day), tuple(drawn), day == calendar.today, free)


def free_words(calendar: Calendar, here: list[Placed]) -> str:
    """Names of what is not booked; a month has too many days to tell it."""
    if isinstance(calendar, Month) or not calendar.tells_free:
        return ""
    taken = {one.entry.resource for one in here if is_booked(one)}
    return ", ".join(str(resource.name) for resource in calendar.resources if resource.key not in taken)


def day_words(calendar: Calendar, day: date) -> str:
    return patient_day(day, today=calendar.today) if calendar.for_patient else staff_day(day, weekday=True)


def named(resources: tuple[Resource, ...]) -> dict[str, str]:
    return {resource.key: str(resource.name) for resource in resources}


def link(calendar: Month | Week, day: date) -> str:
    return calendar.day_link(day) if calendar.day_link else ""


def nothing(calendar: Calendar) -> str:
    """What an empty calendar says."""
    return "" if by_day(place_all(calendar.entries), calendar.days) else _("Nothing is planned here.")
