"""Calendars: every entry on each of its days, in the grid and in the list; real tables; hours of the zone; words of who reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from carecoord.ui.charts.calendar import (
    Day,
    Entry,
    EntryState,
    Month,
    Resource,
    Week,
    WeekStart,
    day_benches,
    listed_days,
    month_heads,
    month_weeks,
    week_of,
    week_rows,
)
from tests.ui.gallery.calendars import BOOKINGS, CHAIRS, TREATMENT

TODAY = date(2026, 11, 23)
HOSTILE = '"><script>alert(1)</script>'
CHAIR = (Resource("c", "Chair"),)


def drawn(tag: str, value: Month | Week | Day) -> str:
    return Template(f"{{% calendar_{tag} value %}}").render(Context({"value": value}))


def grid(html: str) -> str:
    return html.split('<ol class="cc-cal__list">')[0]


@pytest.mark.parametrize("month", [date(2026, 2, 1), date(2026, 11, 23), date(2027, 2, 28), date(2028, 2, 29), date(2026, 8, 31)])
@pytest.mark.parametrize("start", list(WeekStart))
def test_a_month_has_each_of_its_days_once_under_its_weekday(month: date, start: WeekStart) -> None:
    given_month = Month(month, (), TODAY, week_start=start)
    weeks = list(month_weeks(given_month))
    assert {len(week) for week in weeks} == {7}
    assert [cell.day for week in weeks for cell in week if cell.day] == list(given_month.days)
    heads = month_heads(given_month)
    assert all(f"{cell.day:%a}" == heads[n] for week in weeks for n, cell in enumerate(week) if cell.day)


def test_patients_of_this_country_begin_the_week_on_sunday() -> None:
    assert month_heads(Month(TODAY, (), TODAY, week_start=WeekStart.SUNDAY))[0] == "Sun"
    assert month_heads(Month(TODAY, (), TODAY))[0] == "Mon"
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert week_of(date(2026, 11, 22), WeekStart.SUNDAY) == date(2026, 11, 22)


def touches(entry: Entry, day: date) -> bool:
    assert entry.ends is not None
    return entry.starts <= day <= entry.ends


ENTRIES = st.lists(
    st.builds(
        lambda day, length, resource, state: Entry(
            date(2026, 10, 1) + timedelta(days=day),
            f"E{day}-{length}",
            date(2026, 10, 1) + timedelta(days=day + length),
            state,
            resource=resource,
        ),
        st.integers(0, 120),
        st.integers(0, 20),
        st.sampled_from([chair.key for chair in CHAIRS]),
        st.sampled_from(list(EntryState)),
    ),
    max_size=12,
).map(tuple)


@settings(max_examples=40, deadline=None)
@given(ENTRIES)
def test_every_entry_stands_on_each_of_its_days_in_grid_and_list(entries: tuple[Entry, ...]) -> None:
    month = Month(TODAY, entries, TODAY, resources=CHAIRS)
    week = Week(week_of(TODAY), CHAIRS, entries, TODAY)
    cells = {cell.day: cell for row in month_weeks(month) for cell in row if cell.day}
    for calendar in (month, week):
        listed = {one.day: one for one in listed_days(calendar)}
        for day in calendar.days:
            here = sorted(str(entry.label) for entry in entries if touches(entry, day))
            said = [re.search(r'__what">([^<]*)', one) for one in (listed[day].entries if day in listed else ())]
            assert sorted(found.group(1) for found in said if found) == here
            if calendar is month:
                assert len(cells[day].entries) == len(here)
    assert sum(len(cell.entries) for row in week_rows(week) for cell in row.cells) == sum(
        touches(entry, day) for entry in entries for day in week.days
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 20)), max_size=9))
def test_lines_of_a_day_fill_it_and_hold_each_booking_once(bookings: list[tuple[int, int]]) -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    entries = tuple(
        Entry(start + timedelta(minutes=30 * at), f"E{n}", start + timedelta(minutes=30 * (at + length)), resource="c")
        for n, (at, length) in enumerate(bookings)
    )
    with timezone.override(UTC):
        (bench,) = day_benches(Day(TODAY, CHAIR, entries, TODAY))
    assert all(sum(part.span for part in line) == 24 for line in bench.lines)
    assert sum(bool(part.entry) for line in bench.lines for part in line) == len(entries)
    assert bench.is_free is (not entries)


def test_hours_are_those_of_the_active_zone() -> None:
    entry = Entry(datetime(2026, 11, 24, 3, tzinfo=UTC), "Late", datetime(2026, 11, 24, 6, tzinfo=UTC), resource="c")
    with timezone.override(ZoneInfo("America/Chicago")):
        assert [one.day for one in listed_days(Month(TODAY, (entry,), TODAY))] == [TODAY]
        assert "21:00" in drawn("week", Week(TODAY, CHAIR, (entry,), TODAY))
    with timezone.override(ZoneInfo("America/New_York")):
        assert "22:00" in drawn("week", Week(TODAY, CHAIR, (entry,), TODAY))


def test_what_was_released_leaves_its_place_free() -> None:
    entry = Entry(TODAY, "KOWALSKI", None, EntryState.RELEASED, resource="c")
    week = Week(TODAY, CHAIR, (entry,), TODAY, free_link=lambda key, day: f"/offer/{key}/{day}/")
    assert next(week_rows(week)).cells[0].free == "/offer/c/2026-11-23/"
    held = replace(week, entries=(replace(entry, state=EntryState.HELD),))
    assert next(week_rows(held)).cells[0].free == ""
    assert "Free: Chair" in drawn("week", week)


def test_a_full_day_says_how_much_more_and_the_list_has_all() -> None:
    entries = tuple(Entry(TODAY, f"E{n}") for n in range(5))
    month = Month(TODAY, entries, TODAY, most=3, day_link=lambda day: f"/day/{day}/")
    html = drawn("month", month)
    assert grid(html).count("cc-slot__what") == 2
    assert '<a class="cc-cal__more" href="/day/2026-11-23/">3 more</a>' in html
    assert html.count("cc-slot__what") == 7


def test_tables_have_captions_and_heads() -> None:
    week = drawn("week", Week(TODAY, CHAIRS, BOOKINGS, TODAY, "Lakeside slots"))
    assert "<caption" in week
    assert week.count('scope="col"') == 7
    assert week.count('scope="row"') == len(CHAIRS)
    day = drawn("day", Day(TODAY, CHAIRS, BOOKINGS, TODAY))
    assert day.count('scope="col"') == 12
    assert day.count('scope="row"') == len(CHAIRS)


def test_patients_read_their_words_in_their_language() -> None:
    month = Month(TODAY, TREATMENT, TODAY, week_start=WeekStart.SUNDAY, for_patient=True)
    with timezone.override(ZoneInfo("America/Chicago")):
        english = drawn("month", month)
        with translation.override("es"):
            spanish = drawn("month", month)
    assert "9:30 am" in english
    assert "May change" in english
    assert "Mon, Nov 23" in english
    assert "until Sun, Nov 29" in english
    for words in ("dom", "Noviembre de 2026", "Puede cambiar", "lun 23 de nov", "Hoy", "día 2 de 4", "hasta el dom 29 de nov"):
        assert words.lower() in spanish.lower()


def test_a_stay_of_three_weeks_is_listed_where_it_begins_and_today() -> None:
    stay = Entry(date(2026, 11, 16), "Stay", date(2026, 12, 6))
    days = [one.day for one in listed_days(Month(TODAY, (stay,), TODAY, for_patient=True))]
    assert days == [date(2026, 11, 16), TODAY]
    later = [one.day for one in listed_days(Month(date(2026, 12, 1), (stay,), TODAY, for_patient=True))]
    assert later == [date(2026, 12, 1)]


def test_hostile_words_are_words() -> None:
    chair = (Resource("c", HOSTILE, HOSTILE),)
    entry = Entry(TODAY, HOSTILE, None, EntryState.HELD, HOSTILE, "c", HOSTILE)
    html = drawn("week", Week(TODAY, chair, (entry,), TODAY, HOSTILE))
    html += drawn("day", Day(TODAY, chair, (entry,), TODAY, HOSTILE)) + drawn("month", Month(TODAY, (entry,), TODAY, HOSTILE, chair))
    assert "<script" not in html


def test_an_empty_calendar_says_so() -> None:
    html = drawn("month", Month(TODAY, (), TODAY))
    assert html.count("Nothing is planned here.") == 2
    assert "Free all day" in drawn("day", Day(TODAY, CHAIR, (), TODAY))


def test_where_what_is_free_is_an_entry_nothing_else_says_so() -> None:
    assert "Free" not in drawn("day", Day(TODAY, CHAIR, (), TODAY, tells_free=False))
    assert "Free" not in drawn("week", Week(TODAY, CHAIR, (), TODAY, tells_free=False))
