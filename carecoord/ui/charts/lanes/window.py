"""Days to places along one axis, and the ticks that a window of its length wants: weeks, months or years.

Room: carecoord.ui. The same for time that runs right and for time that runs down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from carecoord.ui.charts.letters import text_width
from carecoord.ui.dates import MONTHS, staff_day

WEEKS_UP_TO, MONTHS_UP_TO = 150, 1500  # days
BEFORE_KNEE = 0.62  # of the room
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months between ticks


@dataclass(frozen=True, slots=True)
class Tick:
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From `first` at `low` to `last` at `high`. After a `knee` days are drawn smaller: what is before it has most of the room."""

    first: date
    last: date
    low: float
    high: float
    knee: date | None = None

    @property
    def days(self) -> int:
        return max((self.last - self.first).days, 1)

    @property
    def parts(self) -> tuple[Axis, ...]:
        """Each of one scale."""
        if self.knee is None or not self.first < self.knee < self.last:
            return (replace(self, knee=None),)
        bend = self.low + BEFORE_KNEE * (self.high - self.low)
        return Axis(self.first, self.knee, self.low, bend), Axis(self.knee, self.last, bend, self.high)

    def at(self, day: date) -> float:
        """The place of a day's beginning, kept inside the picture."""
        part = next((part for part in self.parts if day <= part.last), self.parts[-1])
        return part.low + min(max((day - part.first).days / part.days, 0.0), 1.0) * (part.high - part.low)

    def stretch(self, start: date, stop: date | None, least: float) -> tuple[float, float]:
        """Both ends of a span of time, never closer than `least`, never outside."""
        low, high = self.at(start), self.at(stop or self.last)
        low = min(low, self.high - least)
        return low, max(high, low + least)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self, room: float = 0) -> list[Tick]:
        """Ticks with words, weeks every Monday; those of months and years leave `room`, or the width of their words."""
        return [tick for part in self.parts for tick in (part.weeks() if part.days <= WEEKS_UP_TO else part.months(room or part.widest()))]

    def widest(self) -> float:
        """Room for the widest word a tick may have."""
        return text_width("2026") + 10 if self.days > MONTHS_UP_TO else text_width("May 2026") + 8

    def weeks(self) -> Iterator[Tick]:
        day = self.first + timedelta(days=-self.first.weekday() % 7)
        while day <= self.last:
            yield Tick(day, staff_day(day, year=False))
            day += timedelta(days=7)

    def months(self, room: float) -> Iterator[Tick]:
        one = (self.high - self.low) / self.days * 30.44
        step = next((step for step in STEPS if step * one >= room and (step >= 12 or self.days <= MONTHS_UP_TO)), STEPS[-1])
        month = self.first.year * 12 + self.first.month - 1
        month += -month % step
        while (day := date(month // 12, month % 12 + 1, 1)) <= self.last:
            if day >= self.first:
                yield Tick(day, str(day.year) if step >= 12 else f"{MONTHS[day.month - 1]} {day.year}")
            month += step
