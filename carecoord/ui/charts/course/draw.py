"""The course of the days after an infusion: temperature as a line, grades as steps, drugs as flags, a column a day.

Room: carecoord.ui. One drawing in two widths; nothing here knows what a grade means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import escape

from carecoord.ui.charts.course.given import MOST, CourseChart, GradeRow, Reading, words_of
from carecoord.ui.charts.lanes.shapes import box, line, text
from carecoord.ui.charts.letters import fitted, text_width
from carecoord.ui.charts.shelf import Shelf
from carecoord.ui.dates import staff_day

STEP, GAP_DAYS = 9.0, 1.25  # height of one grade; days without a reading that break the line
DRUG, HEAD, PANEL, MARGIN = 17.0, 36.0, 130.0, 14.0
LOWEST, HIGHEST = 36.0, 39.0  # °C that are always shown


@dataclass(frozen=True, slots=True)
class Frame:
    """A width, what stands left of the first day, and whether words go over the rows for want of room beside them."""

    width: float
    left: float
    narrow: bool = False

    def x(self, chart: CourseChart, day: float) -> float:
        return self.left + day * self.column(chart)

    def column(self, chart: CourseChart) -> float:
        return (self.width - self.left - 2) / len(chart.days)

    @property
    def row(self) -> float:
        """Height of a row of grades, with its words."""
        return MOST * STEP + (36 if self.narrow else 26)


WIDE, NARROW = Frame(1020.0, 132.0), Frame(296.0, 28.0, narrow=True)


@dataclass(frozen=True, slots=True)
class Degrees:
    """Temperatures to y, over whole degrees."""

    low: float
    high: float
    top: float

    def y(self, value: float) -> float:
        return self.top + (self.high - value) / (self.high - self.low) * PANEL

    @classmethod
    def over(cls, chart: CourseChart, top: float) -> Degrees:
        seen = [one.value for one in chart.shown_readings] + ([chart.limit] if chart.limit is not None else [])
        return cls(min([LOWEST, *(value // 1 for value in seen)]), max([HIGHEST, *(value // 1 + 1 for value in seen)]), top)


def draw(chart: CourseChart, frame: Frame) -> str:
    drugs, drug_rows = list(place_given(chart, frame)), Shelf()
    places = [(x, words, drug_rows.take((x, x + width))[0]) for x, words, width in drugs]
    top = HEAD + len(drug_rows.rows) * DRUG + 14
    degrees = Degrees.over(chart, top)
    rows_top = top + PANEL + MARGIN
    foot = rows_top + len(chart.rows) * frame.row
    drawn = [*columns(chart, frame, foot), *scale(chart, frame, degrees), *flags(places, top + PANEL)]
    drawn += temperature(chart, frame, degrees)
    for number, row in enumerate(chart.rows):
        drawn += grades(chart, frame, row, rows_top + number * frame.row)
    about = escape(f"{chart.about}: temperature and grades from day 0 to day {chart.last_day}; the table says the same")
    return f'<svg class="cc-svg" viewBox="0 0 {frame.width:.0f} {foot + 4:.0f}" role="img" aria-label="{about}">{"".join(drawn)}</svg>'


def columns(chart: CourseChart, frame: Frame, foot: float) -> Iterator[str]:
    """A dotted line before each day, its name on top; today's in a pill."""
    width = frame.column(chart)
    for day in chart.days:
        x = frame.x(chart, day)
        yield line("tick", x, HEAD - 4, x, foot)
        is_today = day == chart.today_day
        if is_today:
            yield box("nowbox", x + width / 2 - min(width / 2, 18), 1, min(width, 36), 17, 8.5)
        if not frame.narrow or is_today or (day % 2 == 0 and abs(day - chart.today_day) > 1):
            yield text(x + width / 2, 13, f"D{day}", "nowtext" if is_today else "b", "middle")
        if not frame.narrow:
            yield text(x + width / 2, 29, "Today" if is_today else staff_day(chart.date_of(day), year=False), "m", "middle")
    yield line("tick", frame.x(chart, chart.last_day + 1), HEAD - 4, frame.x(chart, chart.last_day + 1), foot)


def place_given(chart: CourseChart, frame: Frame) -> Iterator[tuple[float, str, float]]:
    """x, words and width of each flag; words are cut where the picture ends."""
    for one in chart.shown_given:
        x = min(frame.x(chart, chart.moment(one.at)), frame.width - 24)
        words = fitted(one.what, frame.width - x - 6)
        yield x, words, text_width(words) + 8


def flags(places: list[tuple[float, str, int]], foot: float) -> Iterator[str]:
    for x, words, row in places:
        y = HEAD + row * DRUG
        yield line("pole", x, y, x, foot)
        yield text(x + 4, y + 10, words, "b halo")


def scale(chart: CourseChart, frame: Frame, degrees: Degrees) -> Iterator[str]:
    """A hairline a degree; the limit dashed, with its words over the right end."""
    right = frame.width - 2
    if not frame.narrow:
        yield text(0, degrees.top + 12, "Temperature", "b") + text(0, degrees.top + 27, "°C", "m")
    for degree in range(int(degrees.low), int(degrees.high) + 1):
        y = degrees.y(degree)
        yield line("grid", frame.left, y, right, y)
        yield text(frame.left - 6, y + 4, degree, "m", "end")
    if chart.limit is not None:
        y = degrees.y(chart.limit)
        yield line("limit", frame.left, y, right, y)


def temperature(chart: CourseChart, frame: Frame, degrees: Degrees) -> list[str]:
    points = [(frame.x(chart, chart.moment(one.at)), degrees.y(one.value), one) for one in chart.shown_readings]
    drawn, run = [], points[:1]
    for point in points[1:]:
        if chart.moment(point[2].at) - chart.moment(run[-1][2].at) > GAP_DAYS:
            drawn.append(run_line(run))
            run = []
        run.append(point)
    drawn.append(run_line(run))
    drawn += [mark(x, y, chart.reaches(one)) for x, y, one in points]
    return drawn + list(values(points, chart, frame, degrees))


def run_line(run: list[tuple[float, float, Reading]]) -> str:
    return f'<polyline class="stroke" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in run)}"/>' if len(run) > 1 else ""


def mark(x: float, y: float, high: bool) -> str:
    """A dot, or an arrowhead where the limit is reached: the shape says it in grey print too."""
    if high:
        return f'<path class="flag" d="M{x:.1f} {y - 5:.1f}l5 8.5h-10z"/>'
    return f'<circle class="flag" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'


def values(points: list[tuple[float, float, Reading]], chart: CourseChart, frame: Frame, degrees: Degrees) -> Iterator[str]:
    """Numbers over what reached the limit, highest first, then the words of the limit; none where it would touch another."""
    said = Said(frame)
    for x, y, one in sorted(points, key=lambda point: point[1]):
        if chart.reaches(one) and said.fits(x, y - 8, f"{one.value:.1f}"):
            yield text(x, y - 8, f"{one.value:.1f}", "b halo", "middle")
    if chart.limit is not None and str(chart.limit_words):
        half, y = text_width(chart.limit_words) / 2, degrees.y(chart.limit) - 4
        ends = (frame.width - half - 6, frame.left + half + 4)
        yield next((text(end, y, chart.limit_words, "m halo", "middle") for end in ends if said.fits(end, y, chart.limit_words)), "")


@dataclass(slots=True)
class Said:
    """Words already in the panel, by their middle; the next must not touch them."""

    frame: Frame
    words: list[tuple[float, float, float]] = field(default_factory=list)

    def fits(self, x: float, y: float, words: object) -> bool:
        """Takes the place when it is free."""
        half = text_width(words) / 2
        inside = self.frame.left <= x - half and x + half <= self.frame.width
        if not inside or any(abs(x - other) < half + room + 2 and abs(y - at) < 12 for other, room, at in self.words):
            return False
        self.words.append((x, half, y))
        return True


def grades(chart: CourseChart, frame: Frame, row: GradeRow, top: float) -> Iterator[str]:
    base, width = top + frame.row - 8, frame.column(chart)
    if frame.narrow:
        yield text(frame.left, top + 11, row.name, "b")
    else:
        yield text(0, base - 8, fitted(row.name, frame.left - 10), "b")
    yield line("pole", frame.left, base, frame.width - 2, base)
    for day in chart.days:
        yield block(chart, row, day, (frame.x(chart, day), width, base), frame.narrow)


def block(chart: CourseChart, row: GradeRow, day: int, place: tuple[float, float, float], narrow: bool) -> str:
    """As high as the grade, the words over it; dashed where nobody looked or nobody could tell."""
    graded, missed = row.on(day), chart.was_missed(row, day)
    x, width, base = place
    words = words_of(graded, missed)
    if not words:
        return ""
    grade = graded.grade if graded else None
    height = STEP if grade is None else min(grade, MOST) * STEP
    kind = "undone" if grade is None else f"step-{min(grade, MOST)}"
    drawn = box(kind, x + 2, base - height, width - 4, height, 2) if height else ""
    said = ("" if grade is None else str(grade)) if narrow else words
    return drawn + text(x + width / 2, base - height - 4, said, "m" if not grade else "b", "middle")
