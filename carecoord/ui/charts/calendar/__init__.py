"""Calendars as real tables: a month of weeks, a week of resources, a day of half hours; a list of days where there is no room for a grid.

Room: carecoord.ui. `given.py` holds the values, `grids.py` the cells, `entry.py` how one entry is written.
"""

from __future__ import annotations

from calendar import month_name
from datetime import date

from django.utils.formats import date_format

from carecoord.ui.charts.calendar.given import Day, Entry, EntryState, Month, Resource, Week, WeekStart, week_of
from carecoord.ui.charts.calendar.grids import Cell, ListedDay, day_benches, listed_days, month_weeks, nothing, week_rows
from carecoord.ui.dates import DIAS, WEEKDAYS, is_spanish

__all__ = [
    "Cell",
    "Day",
    "Entry",
    "EntryState",
    "ListedDay",
    "Month",
    "Resource",
    "Week",
    "WeekStart",
    "day_benches",
    "listed_days",
    "month_heads",
    "month_weeks",
    "month_words",
    "nothing",
    "week_heads",
    "week_of",
    "week_rows",
]


def month_words(month: date, *, for_patient: bool = False) -> str:
    """November 2026; patients read it in their language."""
    return date_format(month, "YEAR_MONTH_FORMAT") if for_patient else f"{month_name[month.month]} {month.year}"


def week_heads(week: Week) -> list[Cell]:
    """The days of a week, as heads of its columns."""
    return [Cell(day, is_today=day == week.today, href=week.day_link(day) if week.day_link else "") for day in week.days]


def month_heads(month: Month) -> list[str]:
    """Weekdays in the order of the grid."""
    words = DIAS if month.for_patient and is_spanish() else WEEKDAYS
    return [words[(month.week_start + n) % 7] for n in range(7)]
