"""The days after an infusion: words never touch, shapes tell a fever, a missed day is seen, the table says all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from carecoord.ui.charts.course import CourseChart, Given, Graded, GradeRow, Reading, course_chart, course_days, course_legend
from carecoord.ui.templatetags.pictures import course_table
from tests.ui import svg
from tests.ui.gallery.course import fever

START = datetime(2026, 11, 14, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'
MOMENTS = st.integers(-600, 24_000).map(lambda minutes: START + timedelta(minutes=minutes))
GRADES = st.dictionaries(st.integers(0, 14), st.one_of(st.none(), st.integers(0, 5)), max_size=15).map(
    lambda found: tuple(Graded(day, grade) for day, grade in found.items())
)
CHARTS = st.builds(
    lambda today, readings, crs, icans, drugs: CourseChart(
        "After",
        START.date(),
        START.date() + timedelta(days=today),
        readings,
        (GradeRow("CRS", crs), GradeRow("ICANS", icans)),
        drugs,
        38.0,
        "Fever from 38.0 °C",
    ),
    st.integers(-2, 40),
    st.lists(st.builds(Reading, MOMENTS, st.floats(34, 42)), max_size=40).map(tuple),
    GRADES,
    GRADES,
    st.lists(st.builds(Given, MOMENTS, st.text("abcdefg WM", min_size=1, max_size=30)), max_size=6).map(tuple),
)


@pytest.fixture(autouse=True)
def _zone() -> object:
    with timezone.override(UTC):
        yield


@settings(max_examples=60, deadline=None)
@given(CHARTS)
def test_words_never_touch_nor_leave_the_picture(chart: CourseChart) -> None:
    for picture in svg.pictures(course_chart(chart)):
        words = svg.words(picture)
        assert svg.touching(words) == []
        assert svg.outside(picture, words + svg.rects(picture, "step-1", "step-2", "step-3", "step-4", "undone")) == []


@settings(max_examples=40, deadline=None)
@given(CHARTS)
def test_the_table_says_all_that_is_drawn(chart: CourseChart) -> None:
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", render_to_string("components/course_table.html", course_table(chart))))
    days = list(course_days(chart))
    assert sum(len(day.temperatures) for day in days) == len(chart.shown_readings)
    assert sum(len(day.given) for day in days) == len(chart.shown_given)
    told = {(day.day, name): words for day in days for name, words, _ in day.grades}
    for row in chart.rows:
        for one in row.days:
            assert told[one.day, str(row.name)] == ("not graded" if one.grade is None else f"grade {one.grade}")
    for reading in chart.shown_readings:
        assert f"{reading.at:%H:%M} {reading.value:.1f}" in said


def test_a_fever_has_another_shape() -> None:
    wide, _ = svg.pictures(course_chart(fever()))
    shapes = [one.tag for one in wide.iter() if one.get("class") == "flag"]
    over = sum(reading.value >= 38.0 for reading in fever().readings)
    assert (shapes.count("path"), shapes.count("circle")) == (over, len(fever().readings) - over)
    without, _ = svg.pictures(course_chart(replace(fever(), limit=None)))
    assert [one.tag for one in without.iter() if one.get("class") == "flag"].count("path") == 0


def test_exactly_at_the_limit_is_over_it() -> None:
    chart = CourseChart("", START.date(), START.date(), (Reading(START, 38.0),), limit=38.0)
    assert next(course_days(chart)).reaches


def test_a_missed_day_is_seen_and_a_day_to_come_is_not() -> None:
    chart = CourseChart("", START.date(), START.date() + timedelta(days=2), rows=(GradeRow("CRS", (Graded(0, 0),)),))
    assert [words for day in course_days(chart) for _, words, _ in day.grades] == ["grade 0", "not done", ""]
    wide, _ = svg.pictures(course_chart(chart))
    assert len(svg.rects(wide, "undone")) == 1


def test_blocks_are_as_high_as_their_grades() -> None:
    rows = (GradeRow("CRS", tuple(Graded(n, n) for n in range(6))),)
    wide, _ = svg.pictures(course_chart(CourseChart("", START.date(), START.date(), rows=rows)))
    heights = [float(rect.get("height", "")) for rect in wide.iter("rect") if str(rect.get("class")).startswith("step-")]
    assert heights == [9.0, 18.0, 27.0, 36.0, 36.0]
    assert "grade 5" in course_chart(CourseChart("", START.date(), START.date(), rows=rows))


def test_a_day_is_a_day_of_the_clock_on_the_wall() -> None:
    late = Reading(datetime(2026, 11, 15, 4, tzinfo=UTC), 37.0)
    chart = CourseChart("", date(2026, 11, 14), date(2026, 11, 15), (late,))
    with timezone.override(ZoneInfo("America/Chicago")):
        assert [day.temperatures for day in course_days(chart)] == [("22:00 37.0",), ()]


def test_a_day_without_a_reading_breaks_the_line() -> None:
    readings = tuple(Reading(START + timedelta(hours=hours), 37.0) for hours in (0, 12, 60, 72))
    wide, _ = svg.pictures(course_chart(CourseChart("", START.date(), START.date(), readings)))
    assert len(list(wide.iter("polyline"))) == 2


def test_hostile_words_are_words() -> None:
    rows = (GradeRow(HOSTILE, (Graded(0, 1, HOSTILE),)),)
    chart = CourseChart(HOSTILE, START.date(), START.date(), (Reading(START, 39),), rows, (Given(START, HOSTILE),), 38, HOSTILE)
    assert "<script" not in course_chart(chart) + render_to_string("components/course_table.html", course_table(chart))


def test_the_legend_names_only_signs_that_are_there() -> None:
    assert all(words in course_legend(fever()) for words in ("Temperature", "Fever from 38.0 °C", "Not done", "Grade"))
    calm = CourseChart("", START.date(), START.date(), (Reading(START, 37.0),), limit=38.0)
    assert course_legend(calm).count("<li>") == 1


def test_nothing_is_drawn_of_nothing() -> None:
    assert course_legend(CourseChart("", START.date(), START.date())) == ""
    assert course_chart(CourseChart("", START.date(), START.date())) == ""
