"""The days after an infusion as a picture: temperature over the limit, grades as steps, drugs given; and the table that says the same.

Room: carecoord.ui. `given.py` holds the values, `draw.py` the picture in two widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from carecoord.ui.charts.course.draw import NARROW, WIDE, draw
from carecoord.ui.charts.course.given import CourseChart, Given, Graded, GradeRow, Reading, words_of
from carecoord.ui.dates import local
from carecoord.ui.markup import markup

__all__ = ["CourseChart", "CourseDay", "Given", "GradeRow", "Graded", "Reading", "course_chart", "course_days"]


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
