"""Calendars: slots of a center by day, week and month, and the treatment calendar of a patient."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from carecoord.ui.charts.calendar import Day, Entry, EntryState, Month, Resource, Week, WeekStart
from carecoord.ui.parts import Side
from tests.ui.gallery.frame import PERSON, STAFF, TODAY

CHAIRS = (
    Resource("c1", "Chair 1", "Apheresis, 5th floor"),
    Resource("c2", "Chair 2", "Apheresis, 5th floor"),
    Resource("b1", "Bed 12", "Infusion"),
    Resource("b2", "Bed 14", "Infusion"),
    Resource("m1", "cilta-cel slot", "Manufacturing"),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of a day of this week, on the clock of Chicago."""
    return datetime(2026, 11, 23, 6, tzinfo=UTC) + timedelta(days=day, hours=hour, minutes=minute)


def on(day: int) -> date:
    return TODAY + timedelta(days=day)


BOOKINGS = (
    Entry(at(0, 8), "VELASQUEZ, T.", at(0, 12, 30), EntryState.CONFIRMED, "#", "c1", side=Side.CENTER),
    Entry(at(0, 13), "OKAFOR, D.", at(0, 17), EntryState.HELD, "#", "c1", "until 17:00", Side.CENTER),
    Entry(at(1, 8), "HADDAD, S.", at(1, 13), EntryState.OFFERED, "#", "c1", "to Cedar Valley", Side.CENTER),
    Entry(at(3, 8), "KOWALSKI, I.", at(3, 13), EntryState.RELEASED, "#", "c1", side=Side.CENTER),
    Entry(at(0, 9), "TRAN, M.", at(0, 14), EntryState.CONFIRMED, "#", "c2", side=Side.CENTER),
    Entry(on(-3), "MARSH, Raymond", on(4), EntryState.CONFIRMED, "#", "b1", side=Side.CENTER),
    Entry(at(2, 10), "PRUITT, Wanda Alexandra", at(2, 11), EntryState.CONFIRMED, "#", "b2", side=Side.CENTER),
    Entry(at(2, 10, 30), "OKAFOR, D.", at(2, 15), EntryState.HELD, "#", "b2", "overlaps", Side.CENTER),
    Entry(on(1), "OKAFOR, D.", None, EntryState.OFFERED, "#", "m1", "start of making", Side.MAKER),
)
TREATMENT = (
    Entry(at(-6, 9, 30), "Blood test", None, EntryState.DONE, more="Cedar Valley", side=Side.PRACTICE),
    Entry(at(0, 8), "Your cells are collected", None, EntryState.CONFIRMED, more="Lakeside, 5th floor", side=Side.CENTER),
    Entry(at(1, 8), "Second day of collection, if needed", None, EntryState.HELD, more="Lakeside", side=Side.CENTER),
    Entry(on(3), "Stay near Lakeside", on(6), EntryState.PLAIN, side=Side.HOME),
    Entry(at(4, 14), "Blood test", None, EntryState.CONFIRMED, "#", side=Side.PRACTICE),
)

DAILY = tuple(
    Entry(at(day, hour), what, None, EntryState.CONFIRMED, more=where, side=side)
    for day in range(-18, 7)
    for hour, what, where, side in (
        (10, "Check and blood test", "Lakeside, 5th floor", Side.CENTER),
        (19, "Measure your temperature", "at home", Side.HOME),
    )
)


def month(**more: Any) -> Month:
    return Month(TODAY, BOOKINGS, TODAY, "Lakeside slots", CHAIRS, day_link=lambda day: f"#{day}", **more)


def calendars() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "month": month(most=3),
        "week": Week(
            TODAY, CHAIRS, BOOKINGS, TODAY, "Lakeside slots", free_link=lambda key, day: f"#{key}-{day}", day_link=lambda day: f"#{day}"
        ),
        "day": Day(TODAY, CHAIRS, BOOKINGS, TODAY, "Lakeside slots"),
        "clash": Day(on(2), CHAIRS, BOOKINGS, TODAY, "Lakeside slots", free_link=lambda key, day: f"#{key}-{day}"),
    }


def treatment() -> dict[str, Any]:
    full = Month(TODAY, (*TREATMENT, *DAILY), TODAY, "Every day something", week_start=WeekStart.SUNDAY, for_patient=True)
    mine = Month(TODAY, TREATMENT, TODAY, "Your calendar", week_start=WeekStart.SUNDAY, for_patient=True)
    empty = Month(date(2027, 2, 1), (), TODAY, "Nothing yet", week_start=WeekStart.SUNDAY, for_patient=True)
    return {"shell": PERSON, "months": [mine, empty, full]}
