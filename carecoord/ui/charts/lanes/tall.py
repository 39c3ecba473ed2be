"""The swim-lane of a phone: time runs down, lanes are columns, codes of anchors stand at the right.

Room: carecoord.ui. Bars carry the number of their row in the table, which has their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carecoord.ui.charts.lanes import shapes
from carecoord.ui.charts.lanes.given import Lane, LaneBar, LaneChart, LaneGate, MovedBar, of_side
from carecoord.ui.charts.lanes.places import filled_to
from carecoord.ui.charts.lanes.shapes import n
from carecoord.ui.charts.lanes.wide import about, knee_words
from carecoord.ui.charts.lanes.window import Axis
from carecoord.ui.charts.letters import fitted, text_width
from carecoord.ui.charts.shelf import Shelf, spread

WIDTH, TOP, BETWEEN = 296.0, 48.0, 4.0
LEAST, MOST, WEEK = 420.0, 900.0, 50.0  # height of the time shown; a week has 50 while that fits
BAR, GHOST, GATE, LEAST_BAR, HALF, LINE = 20.0, 14.0, 15.0, 13.0, 7.0, 12.5


@dataclass(frozen=True, slots=True)
class Down:
    """A bar of a column: both its ends as y, and in which row beside the others it stands."""

    bar: LaneBar | MovedBar
    start: float
    stop: float
    row: int


@dataclass(frozen=True, slots=True)
class Column:
    """A lane from `left` to `right`; each row of bars and of ghosts has its width."""

    lane: Lane
    left: float
    right: float
    bars: list[Down]
    moved: list[Down]
    gates: list[tuple[LaneGate, float]]

    @property
    def pressed(self) -> float:
        """1, or less where not all rows fit at their full width."""
        room = self.right - self.left - 7 - (GATE if self.gates else 0)
        wanted = rows(self.bars) * (BAR + 2) + rows(self.moved) * (GHOST + 2)
        return min(1.0, room / wanted) if wanted else 1.0

    def place(self, down: Down) -> tuple[float, float]:
        """x and width."""
        if isinstance(down.bar, MovedBar):
            before = rows(self.bars) * (BAR + 2) + down.row * (GHOST + 2)
            return self.left + 5 + before * self.pressed, GHOST * self.pressed
        return self.left + 5 + down.row * (BAR + 2) * self.pressed, BAR * self.pressed


def rows(bars: list[Down]) -> int:
    return max((bar.row for bar in bars), default=-1) + 1


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor, real or moved: its line, and the code at the right end of it."""

    y: float
    code: str
    moved: bool


def tall(chart: LaneChart) -> str:
    """The SVG of a chart that is `shown()`."""
    axis = Axis(chart.first, chart.last, TOP, TOP + min(max((chart.last - chart.first).days / 7 * WEEK, LEAST), MOST), chart.knee)
    left = max(text_width(tick.words) for tick in axis.ticks(LINE)) + 6 if axis.ticks(LINE) else 44.0
    left, right = max(left, 44.0), WIDTH - max((text_width(one.code) + 8 for one in chart.dates), default=0.0)
    columns, marks = list(columns_of(chart, axis, left, right)), marks_of(chart, axis)
    beside = spread([mark.y + 4 for mark in marks], LINE)
    foot = max(axis.high + 12, *beside, axis.high)
    numbers = {id(bar): number for number, bar in enumerate(chart.bars, 1)}
    drawn = [*(ground(column, foot) for column in columns), *ticks(chart, axis, left, right), *knee(chart, axis, left, right, foot)]
    drawn += [mark_line(mark, words_y, left, right) for mark, words_y in zip(marks, beside, strict=True)]
    drawn += [part for column in columns for part in shapes_in(column, chart, axis, numbers)]
    drawn += [mark_words(mark, words_y, right) for mark, words_y in zip(marks, beside, strict=True)]
    drawn += today(axis.at(chart.today), right) if axis.holds(chart.today) else []
    height = foot + (20 if chart.has_knee else 4)
    return f'<svg class="cc-svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{about(chart)}">{"".join(drawn)}</svg>'


def columns_of(chart: LaneChart, axis: Axis, left: float, right: float) -> Iterator[Column]:
    width = (right - left - BETWEEN * (len(chart.lanes) - 1)) / len(chart.lanes)
    for lane in chart.lanes:
        bars, moved = of_side(chart.bars, lane.side), of_side(chart.moved_bars, lane.side)
        yield Column(lane, left, left + width, downs(bars, axis), downs(moved, axis), gates_of(of_side(chart.gates, lane.side), axis))
        left += width + BETWEEN


def downs(bars: list[LaneBar] | list[MovedBar], axis: Axis) -> list[Down]:
    shelf, placed = Shelf(), []
    for bar in bars:
        start, stop = axis.stretch(bar.start, bar.stop, LEAST_BAR)
        placed.append(Down(bar, start, stop, shelf.take((start, stop))[0]))
    return placed


def gates_of(gates: list[LaneGate], axis: Axis) -> list[tuple[LaneGate, float]]:
    """Over the line of their anchor, the last one nearest; below the head of the column where there are too many."""
    wanted = [axis.at(gate.on) - HALF - 0.5 for gate in gates]
    up = [-y for y in spread([-y for y in reversed(wanted)], 2 * HALF + 1)][::-1]
    return list(zip(gates, up if not up or up[0] >= TOP - 4 else spread([max(y, TOP - 4) for y in up], 2 * HALF + 1), strict=True))


def marks_of(chart: LaneChart, axis: Axis) -> list[Mark]:
    real = [Mark(axis.at(anchor.on), anchor.code, False) for anchor in chart.anchors]
    moved = [Mark(axis.at(anchor.on), anchor.code, True) for anchor in chart.moved_anchors]
    return sorted(real + moved, key=lambda mark: mark.y)


def ground(column: Column, foot: float) -> str:
    middle, width = (column.left + column.right) / 2, column.right - column.left
    words = shapes.text(middle, 36, fitted(column.lane.head, width - 2), "b sd", "middle")
    lane = shapes.box("lane", column.left, 0, width, foot, 6)
    return f'<g class="is-{column.lane.side}">{lane}{shapes.sign(column.lane.side, middle - 6, 8)}{words}</g>'


def ticks(chart: LaneChart, axis: Axis, left: float, right: float) -> Iterator[str]:
    """Without words where today's pill stands, or the words of the tick before."""
    pill, free = axis.at(chart.today) if axis.holds(chart.today) else -100.0, 0.0
    found = axis.ticks(2 * LINE)
    yield shapes.lines("tick", ((left - 4, y, right, y) for y in (axis.at(tick.on) for tick in found)))
    for tick in found:
        y = axis.at(tick.on)
        if abs(y - pill) > LINE + 4 and y >= free:
            yield shapes.text(0, y + 4, tick.words, "m")
            free = y + LINE


def knee(chart: LaneChart, axis: Axis, left: float, right: float, foot: float) -> Iterator[str]:
    if chart.knee and chart.has_knee:
        y = axis.at(chart.knee)
        yield shapes.line("knee", left, y - 2, right, y - 2) + shapes.line("knee", left, y + 2, right, y + 2)
        yield shapes.text(0, foot + 14, knee_words(chart.knee), "m")


def mark_line(mark: Mark, words_y: float, left: float, right: float) -> str:
    """Down to its code where others stand too near."""
    kind = "ghostl" if mark.moved else "poleh"
    return f'<path class="{kind}" d="M{n(left - 4)} {n(mark.y)}H{n(right)}L{n(right + 3)} {n(words_y - 4)}"/>'


def mark_words(mark: Mark, words_y: float, right: float) -> str:
    return shapes.text(right + 5, words_y, mark.code, "gt" if mark.moved else "b")


def shapes_in(column: Column, chart: LaneChart, axis: Axis, numbers: dict[int, int]) -> Iterator[str]:
    yield f'<g class="is-{column.lane.side}">'
    for down in column.bars:
        filled = filled_in(down, axis, chart)
        x, width = column.place(down)
        yield shapes.box("hollow" if filled < down.stop else "solid", x, down.start, width, down.stop - down.start)
        if down.start < filled < down.stop:
            yield shapes.box("solid", x, down.start, width, filled - down.start)
        yield number(numbers[id(down.bar)], x, width, (down.start, filled, down.stop))
    for down in column.moved:
        x, width = column.place(down)
        yield shapes.box("ghost", x, down.start, width, down.stop - down.start, 3)
    yield "</g>"
    for gate, y in column.gates:
        yield shapes.diamond(column.right - HALF - 1, y, HALF, gate.signed)


def filled_in(down: Down, axis: Axis, chart: LaneChart) -> float:
    """A bar too short for two parts that can be read is all of one kind."""
    filled = filled_to(down.bar, axis, down.start, down.stop, chart.today)
    if down.start < filled < down.stop and down.stop - down.start < 2 * LEAST_BAR:
        return down.stop if filled - down.start >= down.stop - filled else down.start
    return filled


def number(value: int, x: float, width: float, ends: tuple[float, float, float]) -> str:
    """At the head of the bar, where the fill is high enough for it or has not begun; not in a bar too narrow to read it in."""
    start, filled, stop = ends
    if text_width(value) > width - 2 or max(filled - start, stop - filled) < LEAST_BAR:
        return ""
    kind, y = ("b on", start) if filled - start >= LEAST_BAR else ("b sd", filled)
    return shapes.text(x + width / 2, y + 11, value, kind, "middle")


def today(y: float, right: float) -> list[str]:
    pill = shapes.box("nowbox", 0, y - 9, 42, 18, 9) + shapes.text(21, y + 4, "Today", "nowtext", "middle")
    return [shapes.line("now", 0, y, right, y), pill]
