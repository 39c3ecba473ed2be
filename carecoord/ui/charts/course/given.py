"""What the days after an infusion are made of: temperatures, grades a day, drugs given, and the days nobody filled in.

Room: carecoord.ui. Grades and limits are given: what is a fever, and what makes a grade, is known in `patients.clinical`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from carecoord.ui.dates import local
from carecoord.ui.parts import Words

MOST = 4  # highest grade that is computed; a death is told in words, not in a block


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature in °C."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Graded:
    """The worst grade of a day, counted from day 0. None: looked at, but could not be graded; `note` says why."""

    day: int
    grade: int | None
    note: Words = ""


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One toxicity over the days: "CRS", "ICANS"."""

    name: Words
    days: tuple[Graded, ...]

    def on(self, day: int) -> Graded | None:
        return next((one for one in self.days if one.day == day), None)


@dataclass(frozen=True, slots=True)
class Given:
    """A drug given, or another thing that happened at one moment."""

    at: datetime
    what: Words


@dataclass(frozen=True, slots=True)
class CourseChart:
    """Day 0 to `last_day`. `limit` draws a line at a temperature and marks what reaches it. A past day that a row lacks was missed."""

    about: Words
    day_zero: date
    today: date
    readings: tuple[Reading, ...] = ()
    rows: tuple[GradeRow, ...] = ()
    given: tuple[Given, ...] = ()
    limit: float | None = None
    limit_words: Words = ""
    last_day: int = 14

    @property
    def days(self) -> range:
        return range(self.last_day + 1)

    def date_of(self, day: int) -> date:
        return self.day_zero + timedelta(days=day)

    @property
    def today_day(self) -> int:
        return (self.today - self.day_zero).days

    def moment(self, at: datetime) -> float:
        """Days since the midnight that began day 0, on the clock of the active zone."""
        here = local(at)
        return (here.date() - self.day_zero).days + (here.hour * 60 + here.minute) / 1440

    def holds(self, at: datetime) -> bool:
        return 0 <= self.moment(at) < self.last_day + 1

    @property
    def shown_readings(self) -> list[Reading]:
        return sorted((one for one in self.readings if self.holds(one.at)), key=lambda one: one.at)

    @property
    def shown_given(self) -> list[Given]:
        return sorted((one for one in self.given if self.holds(one.at)), key=lambda one: one.at)

    def reaches(self, reading: Reading) -> bool:
        return self.limit is not None and reading.value >= self.limit

    def was_missed(self, row: GradeRow, day: int) -> bool:
        return day < self.today_day and row.on(day) is None


def words_of(graded: Graded | None, missed: bool) -> str:
    """Grade 2, not graded, not done; nothing of a day to come."""
    if graded is None:
        return "not done" if missed else ""
    return "not graded" if graded.grade is None else f"grade {graded.grade}"
