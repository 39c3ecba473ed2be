"""The days after an infusion as a picture: temperature over the limit, grades as steps, drugs given; and the table that says the same.

Room: carecoord.ui. `given.py` holds the values, `draw.py` the picture in two widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from carecoord.ui.charts.course.draw import NARROW, WIDE, draw, mark
from carecoord.ui.charts.course.given import CourseChart, Given, Graded, GradeRow, Reading, words_of
from carecoord.ui.charts.lanes.legend import sample
from carecoord.ui.charts.lanes.shapes import box
from carecoord.ui.dates import local
from carecoord.ui.markup import markup
from carecoord.ui.signs import escape

__all__ = ["CourseChart", "CourseDay", "Given", "GradeRow", "Graded", "Reading", "course_chart", "course_days", "course_legend"]


@dataclass(frozen=True, slots=True)
class CourseDay:
    """A day in words: each temperature with its hour, each row's grade with its note, each drug with its hour."""

    day: int
    on: date
    temperatures: tuple[str, ...]
    reaches: bool
    grades: tuple[tuple[str, str, str], ...]  # name of the row, words, note
    given: tuple[str, ...]
    is_today: bool


def course_chart(chart: CourseChart) -> SafeString:
    """Both widths; the sheet shows the one there is room for. Nothing where there is nothing to show."""
    if not chart.shown_readings and not chart.rows:
        return markup("")
    return markup(
        f'<div class="cc-lanes"><div class="cc-lanes__wide">{draw(chart, WIDE)}</div>'
        f'<div class="cc-lanes__tall">{draw(chart, NARROW)}</div></div>'
    )


def course_legend(chart: CourseChart) -> SafeString:
    """What its signs mean, for the foot of the card; only signs that it has."""
    items = "".join(f"<li>{sample(drawing)}{escape(words)}</li>" for drawing, words in signs_of(chart))
    return markup(f'<ul class="cc-legend">{items}</ul>' if items else "")


def signs_of(chart: CourseChart) -> Iterator[tuple[str, str]]:
    reached = [chart.reaches(one) for one in chart.shown_readings]
    if False in reached:
        yield mark(11, 8, False), "Temperature"
    if True in reached:
        yield mark(11, 9, True), str(chart.limit_words) or "At or over the limit"
    past = [(row.on(day), chart.was_missed(row, day)) for row in chart.rows for day in chart.days]
    if any(missed or (graded and graded.grade is None) for graded, missed in past):
        yield box("undone", 2, 4, 18, 9, 2), "Not done, or not graded"
    if any(graded and graded.grade for graded, _ in past):
        yield box("step-2", 2, 2, 18, 12, 2), "Grade: the higher the worse"


def course_days(chart: CourseChart) -> Iterator[CourseDay]:
    """Every day up to today, and those to come that already say something."""
    for day in chart.days:
        readings = [one for one in chart.shown_readings if int(chart.moment(one.at)) == day]
        grades = tuple((str(row.name), words_of(row.on(day), chart.was_missed(row, day)), note(row, day)) for row in chart.rows)
        given = tuple(f"{local(one.at):%H:%M} {one.what}" for one in chart.shown_given if int(chart.moment(one.at)) == day)
        if day <= chart.today_day or readings or given or any(words for _, words, _ in grades):
            said = tuple(f"{local(one.at):%H:%M} {one.value:.1f}" for one in readings)
            yield CourseDay(day, chart.date_of(day), said, any(map(chart.reaches, readings)), grades, given, day == chart.today_day)


def note(row: GradeRow, day: int) -> str:
    graded = row.on(day)
    return str(graded.note) if graded else ""
