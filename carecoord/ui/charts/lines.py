"""Lines of therapy, oldest left: a bracket a line, a bar a regimen, a ring on a pole a transplant, a dark end marked PD, today.

Room: carecoord.ui. The layout keeps labels apart: they go down a row where they would touch. What counts as a line, a response or a
progression is the record's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.html import escape
from django.utils.safestring import SafeString

from carecoord.ui.dates import staff_day
from carecoord.ui.markup import markup
from carecoord.ui.parts import Side

WIDTH, LEFT, RIGHT = 1000.0, 10.0, 990.0
HEAD, BAR, BAR_HEIGHT, LABELS, ROW = 20.0, 46.0, 26.0, 92.0, 34.0
LETTER, LETTER_BOLD = 5.9, 6.3  # widths of an average letter at 11 px, measured on Public Sans


@dataclass(frozen=True, slots=True)
class Bar:
    """A regimen from `start` to `stop` (None: still given). `progressed` draws the dark end."""

    start: date
    stop: date | None
    name: str
    response: str = ""
    progressed: bool = False
    side: Side = Side.PRACTICE


@dataclass(frozen=True, slots=True)
class Transplant:
    on: date
    name: str = "Auto transplant"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of therapy: its bars in time order."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TherapyChart:
    lines: tuple[Line, ...]
    today: date
    transplants: tuple[Transplant, ...] = ()


@dataclass(slots=True)
class Rows:
    """Rows of labels, each with the x where it is free again; a label takes the first row it fits."""

    ends: list[float] = field(default_factory=list)

    def take(self, x: float, width: float) -> int:
        for row, end in enumerate(self.ends):
            if x >= end:
                self.ends[row] = x + width
                return row
        self.ends.append(x + width)
        return len(self.ends) - 1


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to x, over whole years."""

    first: date
    last: date

    def x(self, day: date) -> float:
        return LEFT + (day - self.first).days / max((self.last - self.first).days, 1) * (RIGHT - LEFT)

    @classmethod
    def over(cls, chart: TherapyChart) -> Scale:
        days = [bar.start for line in chart.lines for bar in line.bars] + [chart.today] + [one.on for one in chart.transplants]
        days += [bar.stop for line in chart.lines for bar in line.bars if bar.stop]
        return cls(date(min(days).year, 1, 1), max(days) + timedelta(days=max((max(days) - min(days)).days // 30, 30)))


@dataclass(frozen=True, slots=True)
class Label:
    """A bold name with a second line under it, at its place. `end` anchors it by its right end."""

    x: float
    row: int
    name: str
    more: str = ""
    end: bool = False

    def draw(self) -> str:
        y = LABELS + self.row * ROW
        anchor = ' text-anchor="end"' if self.end else ""
        more = f'<text class="m halo" x="{self.x:.1f}" y="{y + 15:.1f}"{anchor}>{escape(self.more)}</text>' if self.more else ""
        return f'<text class="b halo" x="{self.x:.1f}" y="{y:.1f}"{anchor}>{escape(self.name)}</text>{more}'


def text_width(name: str, more: str = "") -> float:
    return max(len(name) * LETTER_BOLD, len(more) * LETTER) + 10


def therapy_chart(chart: TherapyChart) -> SafeString:
    """The SVG; nothing where there is no line. The page prints the table that says the same."""
    if not any(line.bars for line in chart.lines):
        return markup("")
    scale, rows = Scale.over(chart), Rows()
    labels = list(bar_labels(chart, scale, rows))
    poles = [(one, Label(*place(scale.x(one.on) + 5, rows, f"{one.name} {staff_day(one.on)}"))) for one in chart.transplants]
    foot = LABELS + len(rows.ends) * ROW + 14
    drawn = [years(scale, foot), *brackets(chart, scale), *bars(chart, scale)]
    drawn += [pole(scale.x(one.on), label) for one, label in poles]
    drawn += [label.draw() for label in (*labels, *(label for _, label in poles))]
    drawn.append(today_mark(scale.x(chart.today), foot))
    about = "Lines of therapy, oldest left; the table after the picture says the same"
    return markup(f'<svg class="cc-svg" viewBox="0 0 1000 {foot + 22:.0f}" role="img" aria-label="{about}">{"".join(drawn)}</svg>')


def place(x: float, rows: Rows, name: str, more: str = "") -> tuple[float, int, str, str, bool]:
    """Where a label goes: at x, or ending at the right edge where it would run out of the picture."""
    width = text_width(name, more)
    if x + width > WIDTH:
        return RIGHT, rows.take(RIGHT - width, width), name, more, True
    return x, rows.take(x, width), name, more, False


def bar_labels(chart: TherapyChart, scale: Scale, rows: Rows) -> Iterator[Label]:
    for bar in sorted((bar for line in chart.lines for bar in line.bars), key=lambda bar: bar.start):
        yield Label(*place(scale.x(bar.start), rows, bar.name, bar.response))


def years(scale: Scale, foot: float) -> str:
    """A hairline a year; a year's number only where the one before leaves room."""
    drawn, free = [], 0.0
    for year in range(scale.first.year, scale.last.year + 1):
        x = scale.x(date(year, 1, 1))
        drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{foot:.0f}"/>')
        if x >= free and x + 30 <= WIDTH:
            drawn.append(f'<text class="m" x="{x + 4:.1f}" y="{foot + 16:.0f}">{year}</text>')
            free = x + 38
    return "".join(drawn)


def span(line: Line, chart: TherapyChart, scale: Scale) -> tuple[float, float]:
    stops = [bar.stop or chart.today for bar in line.bars]
    start = scale.x(min(bar.start for bar in line.bars))
    return start, max(scale.x(max(stops)), start + 4)


def brackets(chart: TherapyChart, scale: Scale) -> Iterator[str]:
    """A bracket over each line; its label is shortened to the number where the next line begins too soon."""
    lines = [line for line in chart.lines if line.bars]
    spans = [span(line, chart, scale) for line in lines]
    for index, (line, (start, stop)) in enumerate(zip(lines, spans, strict=True)):
        room = (spans[index + 1][0] if index + 1 < len(spans) else RIGHT + 40) - start
        words = line.label if room >= len(line.label) * LETTER_BOLD + 4 else line.label.rsplit(" ", 1)[-1]
        yield f'<path class="stroke" d="M{start:.1f} 34v-6H{stop:.1f}v6"/>'
        yield f'<text class="b" x="{start:.1f}" y="{HEAD:.0f}">{escape(words)}</text>'


def bars(chart: TherapyChart, scale: Scale) -> Iterator[str]:
    for line in chart.lines:
        for bar in line.bars:
            start, stop = scale.x(bar.start), scale.x(bar.stop or chart.today)
            width = max(stop - start, 3.0)
            round_by = min(4.0, width / 2)
            box = f'x="{start:.1f}" y="{BAR:.0f}" width="{width:.1f}" height="26" rx="{round_by:.1f}"'
            yield f'<g class="is-{bar.side}"><rect class="solid" {box}/></g>'
            if bar.progressed:
                yield progression(start, start + width)


def progression(start: float, stop: float) -> str:
    """The dark end; the letters stand inside the bar where it is wide enough, so that they touch no neighbour."""
    mark = f'<rect class="flag" x="{stop - 4:.1f}" y="{BAR - 4:.0f}" width="4" height="34"/>'
    if stop - start < 34:
        return mark + f'<text class="b halo" x="{stop:.1f}" y="{BAR - 6:.0f}" text-anchor="end">PD</text>'
    return mark + f'<text class="nowtext" x="{stop - 9:.1f}" y="{BAR + 17:.0f}" text-anchor="end">PD</text>'


def pole(x: float, label: Label) -> str:
    foot = LABELS + label.row * ROW + 4
    return (
        f'<line class="pole" x1="{x:.1f}" x2="{x:.1f}" y1="{BAR - 6:.0f}" y2="{foot:.0f}"/>'
        f'<circle class="ring" cx="{x:.1f}" cy="{BAR + BAR_HEIGHT / 2:.0f}" r="5"/>'
    )


def today_mark(x: float, foot: float) -> str:
    return (
        f'<line class="now" x1="{x:.1f}" x2="{x:.1f}" y1="28" y2="{foot:.0f}"/>'
        f'<rect class="nowbox" x="{x - 44:.1f}" y="{foot - 20:.0f}" width="44" height="18" rx="9"/>'
        f'<text class="nowtext" x="{x - 22:.1f}" y="{foot - 7:.0f}" text-anchor="middle">Today</text>'
    )
