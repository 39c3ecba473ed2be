"""The table that says what the swim-lane shows: a row for each bar, anchor, gate and move, in order of time.

Room: carecoord.ui. The rows are values; each writes itself, since a road of fifteen years has hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.safestring import SafeString

from carecoord.ui import signs
from carecoord.ui.charts.lanes.given import Confidence, LaneChart, Progress
from carecoord.ui.markup import markup
from carecoord.ui.parts import Side
from carecoord.ui.signs import escape

PROGRESS = {Progress.HAPPENED: "Happened", Progress.RUNNING: "Under way", Progress.PLANNED: "Planned"}
CONFIDENCE = {Confidence.ACTUAL: "Happened", Confidence.CONFIRMED: "Confirmed", Confidence.PLANNED: "Planned"}


class Kind(IntEnum):
    """What a row is of; in this order on one day."""

    GATE = 1
    ANCHOR = 2
    BAR = 3
    MOVED = 4


@dataclass(frozen=True, slots=True)
class LaneRow:
    """`number` is that of a bar in the picture of a phone; `side` None concerns every lane; `stop` None has no end or is a day."""

    kind: Kind
    what: str
    start: date
    state: str
    side: Side | None = None
    who: str = ""
    stop: date | None = None
    number: int | None = None

    @property
    def html(self) -> SafeString:
        """A row of `templates/components/lanes_table.html`, narrow enough for a phone."""
        number = f"<i>{self.number}</i>" if self.number else ""
        who = f", {escape(self.who)}" if self.side else ""
        last = f" to {signs.day(self.stop)}" if self.stop else ", no end known" if self.kind is Kind.BAR else ""
        moved = ' class="cc-lanes__moved"' if self.kind is Kind.MOVED else ""
        return markup(
            f'<tr><th scope="row">{number}{escape(self.what)}{who}</th><td>{signs.day(self.start)}{last}</td>'
            f"<td{moved}>{escape(self.state)}</td></tr>"
        )


def lane_rows(chart: LaneChart) -> tuple[LaneRow, ...]:
    shown = chart.shown()
    return tuple(sorted((*bar_rows(shown), *day_rows(shown), *moved_rows(shown)), key=lambda row: (row.start, row.kind)))


def bar_rows(chart: LaneChart) -> Iterator[LaneRow]:
    for number, bar in enumerate(chart.bars, 1):
        who = name_of(chart, bar.side)
        yield LaneRow(Kind.BAR, str(bar.label), bar.start, PROGRESS[bar.progress], bar.side, who, bar.stop, number)


def day_rows(chart: LaneChart) -> Iterator[LaneRow]:
    for anchor in chart.anchors:
        yield LaneRow(Kind.ANCHOR, named(anchor.label, anchor.code), anchor.on, CONFIDENCE[anchor.confidence])
    for gate in chart.gates:
        state = "Signed" if gate.signed else "Not signed"
        yield LaneRow(Kind.GATE, named(f"Gate: {gate.label}", gate.code), gate.on, state, gate.side, name_of(chart, gate.side))


def moved_rows(chart: LaneChart) -> Iterator[LaneRow]:
    for bar in chart.moved_bars:
        state = f"Would move {bar.shift}".strip()
        yield LaneRow(Kind.MOVED, str(bar.label), bar.start, state, bar.side, name_of(chart, bar.side), bar.stop)
    for anchor in chart.moved_anchors:
        yield LaneRow(Kind.MOVED, named(anchor.label, anchor.code), anchor.on, f"Would move {anchor.shift}".strip())


def named(label: object, code: str) -> str:
    return f"{label} ({code})" if str(label) and str(label) != code else code


def name_of(chart: LaneChart, side: Side) -> str:
    """Lakeside where the lane says so, else Center."""
    return next((str(lane.subtitle or lane.title) for lane in chart.lanes if lane.side is side), "")
