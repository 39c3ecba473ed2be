"""The swim-lane with time to the right: flags over the lanes, bars and gates in them, ticks under them.

Room: carecoord.ui. Where things stand is decided in `places.py`; time that runs down is `tall.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import escape

from carecoord.ui.charts.lanes import shapes
from carecoord.ui.charts.lanes.given import Confidence, Lane, LaneChart, of_side
from carecoord.ui.charts.lanes.places import (
    EDGE,
    HALF,
    Label,
    PlacedBar,
    PlacedFlag,
    PlacedGate,
    place_bars,
    place_flags,
    place_gates,
    widest,
)
from carecoord.ui.charts.lanes.shapes import n
from carecoord.ui.charts.lanes.window import WEEKS_UP_TO, Axis
from carecoord.ui.charts.letters import fitted, text_width
from carecoord.ui.charts.shelf import Shelf
from carecoord.ui.dates import staff_day

NAMES, NAMES_LEAST, NAMES_MOST = 32.0, 132.0, 190.0
ROW, GHOST_ROW, GATE_ROW, LANE_LEAST, BETWEEN = 28.0, 27.0, 27.0, 68.0, 4.0
FLAG, FLAG_WITH_DATE, GHOST_FLAG = 20.0, 36.0, 21.0
PILL, JOIN = 18.0, 10.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A lane as it is drawn, its things placed; rows of bars, then gates, then what would move."""

    lane: Lane
    top: float
    height: float
    bars: list[PlacedBar]
    gates: list[PlacedGate]
    moved: list[PlacedBar]
    gates_top: float
    moved_top: float


@dataclass(frozen=True, slots=True)
class Head:
    """The flags over the lanes. `top` is where the rows of real flags begin, `foot` where the lanes do."""

    ghosts: list[PlacedFlag]
    flags: list[PlacedFlag]
    top: float
    foot: float
    ghost_rows: int
    flag_rows: int
    dated: bool

    @property
    def flag_row(self) -> float:
        return FLAG_WITH_DATE if self.dated else FLAG

    def flag_y(self, flag: PlacedFlag) -> float:
        return self.top + (self.flag_rows - 1 - flag.row) * self.flag_row

    def ghost_y(self, flag: PlacedFlag) -> float:
        return 4 + (self.ghost_rows - 1 - flag.row) * GHOST_FLAG


def wide(chart: LaneChart) -> str:
    """The SVG of a chart that is `shown()`."""
    axis = axis_of(chart)
    head = head_of(chart, axis)
    strips = list(strips_of(chart, axis, head.foot))
    foot = strips[-1].top + strips[-1].height
    drawn = [*map(ground, strips), *ticks(axis, head.foot, foot), *poles(head, foot), *knee(chart, axis, head.foot, foot)]
    drawn += [part for strip in strips for part in shapes_in(strip)]
    drawn += [today_line(chart.today, axis, head, foot) if axis.holds(chart.today) else ""]
    drawn += [part for strip in strips for part in words_in(strip, axis)]
    drawn += [*flags(head), today_pill(chart.today, axis, head) if axis.holds(chart.today) else ""]
    height = foot + (40 if chart.has_knee else 24)
    return f'<svg class="cc-svg" viewBox="0 0 1020 {height:.0f}" role="img" aria-label="{about(chart)}">{"".join(drawn)}</svg>'


def about(chart: LaneChart) -> str:
    words = f"{chart.about}: {len(chart.lanes)} lanes from {staff_day(chart.first)} to {staff_day(chart.last)}; the table says the same"
    return escape(words)


def axis_of(chart: LaneChart) -> Axis:
    """Right of the names of the lanes; the last flag has room to fly."""
    names = [text_width(lane.title) for lane in chart.lanes] + [text_width(lane.subtitle) for lane in chart.lanes]
    low = min(max(NAMES + max(names) + 10, NAMES_LEAST), NAMES_MOST)
    axis = Axis(chart.first, chart.last, low, EDGE - 2, chart.knee)
    over = any(axis.at(anchor.on) + widest([anchor]) > EDGE for anchor in chart.dates)
    return replace(axis, high=EDGE - widest(chart.dates)) if over else axis


def head_of(chart: LaneChart, axis: Axis) -> Head:
    dated = axis.days <= WEEKS_UP_TO
    shelf, ghost_shelf = Shelf(), Shelf()
    if axis.holds(chart.today):
        shelf.put(0, pill_span(chart.today, axis))
    least, join = (text_width("30-Nov") + 4, 0.0) if dated else (0.0, JOIN)
    flags = place_flags(chart.anchors, axis, shelf, least=least, join=join)
    ghosts = place_flags(chart.moved_anchors, axis, ghost_shelf, join=join)
    top = 6 + len(ghost_shelf.rows) * GHOST_FLAG + (8 if ghosts else 0)
    foot = top + len(shelf.rows) * (FLAG_WITH_DATE if dated else FLAG) + 6
    return Head(ghosts, flags, top, foot, len(ghost_shelf.rows), len(shelf.rows), dated)


def strips_of(chart: LaneChart, axis: Axis, top: float) -> Iterator[Strip]:
    for lane in chart.lanes:
        bars, bar_rows = place_bars(of_side(chart.bars, lane.side), axis, chart.today)
        gates, gate_rows = place_gates(of_side(chart.gates, lane.side), axis)
        moved, moved_rows = place_bars(of_side(chart.moved_bars, lane.side), axis, chart.today)
        gates_top = top + 8 + bar_rows * ROW
        moved_top = gates_top + gate_rows * GATE_ROW
        height = max(moved_top + moved_rows * GHOST_ROW - top + 4, LANE_LEAST)
        yield Strip(lane, top, height, bars, gates, moved, gates_top, moved_top)
        top += height + BETWEEN


def ground(strip: Strip) -> str:
    lane, y = strip.lane, strip.top
    return (
        f'<g class="is-{lane.side}">{shapes.box("lane", 0, y, EDGE, strip.height, 6)}{shapes.sign(lane.side, 12, y + 14)}'
        f"{shapes.text(NAMES, y + 25, fitted(lane.title, NAMES_MOST - NAMES - 6), 'b sd')}"
        f"{shapes.text(NAMES, y + 42, fitted(lane.subtitle, NAMES_MOST - NAMES - 6), 'm')}</g>"
    )


def ticks(axis: Axis, top: float, foot: float) -> Iterator[str]:
    free, found = 0.0, axis.ticks()
    yield shapes.lines("tick", ((x, top, x, foot + 5) for x in (axis.at(tick.on) for tick in found)))
    for tick in found:
        x, width = axis.at(tick.on), text_width(tick.words)
        if x >= free and x + 3 + width <= EDGE:
            yield shapes.text(x + 3, foot + 19, tick.words, "m")
            free = x + width + 6


def knee(chart: LaneChart, axis: Axis, top: float, foot: float) -> Iterator[str]:
    """Two strokes where the scale changes, and words that say so under the ticks."""
    if chart.knee and chart.has_knee:
        x = axis.at(chart.knee)
        yield shapes.line("knee", x - 2, top, x - 2, foot + 5) + shapes.line("knee", x + 2, top, x + 2, foot + 5)
        yield shapes.text(x, foot + 35, knee_words(chart.knee), "m", "middle")


def knee_words(day: date) -> str:
    return f"From {staff_day(day)} on, time is drawn smaller"


def poles(head: Head, foot: float) -> Iterator[str]:
    """Those of a shared flag begin under its cloth."""
    for ghost in head.ghosts:
        y = head.ghost_y(ghost) + 15
        for x in ghost.poles:
            yield f'<path class="ghostl" d="M{n(x)} {n(y)}V{n(head.top - 2)}M{n(x)} {n(head.foot - 6)}V{n(foot + 5)}"/>'
    starts = ((x, head.flag_y(flag) + (15 if x > flag.x else 0)) for flag in head.flags for x in flag.poles)
    yield shapes.lines("pole", ((x, y, x, foot + 5) for x, y in starts))


def shapes_in(strip: Strip) -> Iterator[str]:
    yield f'<g class="is-{strip.lane.side}">'
    for bar in strip.bars:
        y = strip.top + 9 + bar.row * ROW
        yield shapes.box("hollow" if bar.filled < bar.stop else "solid", bar.start, y, bar.stop - bar.start, 22)
        if bar.start < bar.filled < bar.stop:
            yield shapes.box("solid", bar.start, y, bar.filled - bar.start, 22)
    for moved in strip.moved:
        yield shapes.box("ghost", moved.start, strip.moved_top + 2 + moved.row * GHOST_ROW, moved.stop - moved.start, 20)
    yield "</g>"
    for gate in strip.gates:
        yield shapes.diamond(gate.x, strip.gates_top + 13 + gate.row * GATE_ROW, HALF, gate.gate.signed)


def words_in(strip: Strip, axis: Axis) -> Iterator[str]:
    yield f'<g class="is-{strip.lane.side}">'
    for bar in strip.bars:
        yield label(bar.label, strip.top + 24 + bar.row * ROW)
    for moved in strip.moved:
        yield label(moved.label, strip.moved_top + 16 + moved.row * GHOST_ROW)
    yield "</g>"
    for gate in strip.gates:
        yield label(gate.label, strip.gates_top + 17 + gate.row * GATE_ROW)


def label(given: Label, y: float) -> str:
    return shapes.text(given.x, y, given.words, given.kind, "end" if given.end else "")


def flags(head: Head) -> Iterator[str]:
    for ghost in head.ghosts:
        y = head.ghost_y(ghost)
        yield shapes.ghost_flag(ghost.x, y, ghost.width) + shapes.text(ghost.x + 5, y + 11.5, ghost.words, "gt")
    for flag in head.flags:
        y = head.flag_y(flag)
        yield shapes.flag(flag.x, y, flag.width, flag.confidence or Confidence.PLANNED)
        inset = 10 if flag.confidence is Confidence.CONFIRMED else 6
        yield shapes.text(flag.x + inset, y + 11.5, flag.words, "b on" if flag.confidence is Confidence.ACTUAL else "b")
        yield shapes.text(flag.x + 3, y + 28, staff_day(flag.on, year=False), "m halo") if head.dated else ""


def pill_words(today: date) -> str:
    return f"Today {staff_day(today, year=False)}"


def pill_span(today: date, axis: Axis) -> tuple[float, float]:
    width = text_width(pill_words(today)) + 14
    left = min(max(axis.at(today) - width / 2, 0.0), EDGE - width)
    return left, left + width


def today_line(today: date, axis: Axis, head: Head, foot: float) -> str:
    x = axis.at(today)
    return shapes.line("now", x, head.foot - PILL, x, foot + 5)


def today_pill(today: date, axis: Axis, head: Head) -> str:
    left, right = pill_span(today, axis)
    y = head.foot - PILL - 8
    words = shapes.text((left + right) / 2, y + 13, pill_words(today), "nowtext", "middle")
    return shapes.box("nowbox", left, y, right - left, PILL, 9) + words
