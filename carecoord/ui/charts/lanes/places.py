"""Where things stand in the wide picture so that no label touches another: bars and gates in rows of their lane, flags in rows of the head.

Room: carecoord.ui. Positions only; `wide.py` draws them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from carecoord.ui.charts.lanes.given import Anchor, Confidence, LaneBar, LaneGate, MovedAnchor, MovedBar, Progress
from carecoord.ui.charts.lanes.window import Axis
from carecoord.ui.charts.letters import fitted, text_width
from carecoord.ui.charts.shelf import Shelf, Span

GAP, LEAST_BAR, EDGE = 6.0, 5.0, 1020.0
HALF = 10.0  # of a gate's diamond


@dataclass(frozen=True, slots=True)
class Label:
    """Words with the x they start at; `end` means that they end there. `kind` is their class."""

    x: float
    words: str
    kind: str
    end: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBar:
    bar: LaneBar | MovedBar
    start: float
    stop: float
    filled: float  # how far it is filled, an x
    row: int
    label: Label


@dataclass(frozen=True, slots=True)
class PlacedGate:
    gate: LaneGate
    x: float
    row: int
    label: Label


@dataclass(frozen=True, slots=True)
class PlacedFlag:
    """`confidence` None: where an anchor would move."""

    on: date
    confidence: Confidence | None
    poles: tuple[float, ...]
    width: float
    words: str
    row: int = 0  # 0 is the lowest

    @property
    def x(self) -> float:
        return self.poles[0]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to draw a thing: what it would cover, and its label."""

    span: Span
    label: Label


def place_bars(bars: Sequence[LaneBar | MovedBar], axis: Axis, today: date) -> tuple[list[PlacedBar], int]:
    """The bars with their rows, and how many rows there are."""
    shelf, placed = Shelf(), []
    starts = [*(axis.at(bar.start) for bar in bars), EDGE]
    for bar, following in zip(bars, starts[1:], strict=True):
        start, stop = axis.stretch(bar.start, bar.stop, LEAST_BAR)
        filled = filled_to(bar, axis, start, stop, today)
        ways = ways_of(bar, axis, (start, filled, stop))
        ways.sort(key=lambda way: way.span[1] > following >= stop)  # the name goes left where it would push the next bar down
        row, number = shelf.take(*(way.span for way in ways))
        placed.append(PlacedBar(bar, start, stop, filled, row, ways[number].label))
    return placed, len(shelf.rows)


def filled_to(bar: LaneBar | MovedBar, axis: Axis, start: float, stop: float, today: date) -> float:
    if isinstance(bar, MovedBar) or bar.progress is Progress.PLANNED:
        return start
    return stop if bar.progress is Progress.HAPPENED else min(max(axis.at(today), start), stop)


def ways_of(bar: LaneBar | MovedBar, axis: Axis, ends: tuple[float, float, float]) -> list[Way]:
    """Inside the filled part, inside the rest, right of the bar, left of it; cut short where nothing else is left."""
    start, filled, stop = ends
    moved = isinstance(bar, MovedBar)
    inner, outer = ("gt", "gt halo") if moved else ("b sd", "b sd halo")
    for words in wordings(bar):
        width = text_width(words)
        for low, high, kind in ((start, filled, "b on"), (filled, stop, inner)):
            if width + 12 <= high - low:
                return [Way((start, stop), Label(low + 7, words, kind))]
    words = wordings(bar)[-1]
    return beside(words, outer, start, stop, axis)


def wordings(bar: LaneBar | MovedBar) -> tuple[str, ...]:
    if isinstance(bar, MovedBar):
        return f"{bar.label} {bar.shift}".strip(), str(bar.shift)
    return (str(bar.label),)


def beside(words: str, kind: str, start: float, stop: float, axis: Axis) -> list[Way]:
    width = text_width(words)
    right, left = EDGE - stop - GAP, start - axis.low - GAP
    ways = []
    if width <= right:
        ways.append(Way((start, stop + GAP + width + GAP), Label(stop + GAP, words, kind)))
    if width <= left:
        ways.append(Way((start - GAP - width - GAP, stop), Label(start - GAP, words, kind, end=True)))
    if ways:
        return ways
    if right >= left:
        return [Way((start, EDGE), Label(stop + GAP, fitted(words, right), kind))]
    return [Way((axis.low, stop), Label(start - GAP, fitted(words, left), kind, end=True))]


def place_gates(gates: Sequence[LaneGate], axis: Axis) -> tuple[list[PlacedGate], int]:
    """Left of their anchor; right of it where the names of the lanes are in the way."""
    shelf, placed = Shelf(), []
    for gate in gates:
        pole, width = axis.at(gate.on), text_width(gate.code) + 4
        is_left = pole - 2 * HALF - width >= axis.low
        x = pole - HALF - 0.6 if is_left else pole + HALF + 0.6
        label = Label(x - HALF - 4, gate.code, "b halo", end=True) if is_left else Label(x + HALF + 4, gate.code, "b halo")
        span = (x - HALF - width, x + HALF) if is_left else (x - HALF, x + HALF + width)
        row, _ = shelf.take((span[0] - 2, span[1] + 2))
        placed.append(PlacedGate(gate, x, row, label))
    return placed, len(shelf.rows)


def place_flags(
    anchors: Sequence[Anchor | MovedAnchor], axis: Axis, shelf: Shelf, *, least: float = 0, join: float = 0
) -> list[PlacedFlag]:
    """From the right, so that a pole comes down left of the flags below it. Dates nearer than `join` share a flag if they are as sure."""
    placed = []
    for group in reversed(joined(anchors, axis, join)):
        flag = flag_of(group, axis)
        row, _ = shelf.take((flag.x, flag.x + max(flag.width, least) + 4))
        for below in range(row):
            for pole in flag.poles:
                shelf.put(below, (pole, pole))
        placed.append(replace(flag, row=row))
    return placed


def joined(anchors: Sequence[Anchor | MovedAnchor], axis: Axis, join: float) -> list[list[Anchor | MovedAnchor]]:
    groups: list[list[Anchor | MovedAnchor]] = []
    for anchor in anchors:
        if groups and joins(groups[-1], anchor, axis, join):
            groups[-1].append(anchor)
        else:
            groups.append([anchor])
    return groups


def joins(group: Sequence[Anchor | MovedAnchor], anchor: Anchor | MovedAnchor, axis: Axis, join: float) -> bool:
    """Near, as sure, and the flag of all still flies inside the picture."""
    if axis.at(anchor.on) - axis.at(group[-1].on) >= join or confidence_of(group[-1]) is not confidence_of(anchor):
        return False
    flag = flag_of([*group, anchor], axis)
    return flag.x + flag.width + 4 <= EDGE


def flag_of(group: Sequence[Anchor | MovedAnchor], axis: Axis) -> PlacedFlag:
    words, confidence = " ".join(map(flag_words, group)), confidence_of(group[0])
    width = text_width(words) + (16 if confidence is Confidence.CONFIRMED else 12)
    return PlacedFlag(group[0].on, confidence, tuple(axis.at(anchor.on) for anchor in group), width, words)


def confidence_of(anchor: Anchor | MovedAnchor) -> Confidence | None:
    return None if isinstance(anchor, MovedAnchor) else anchor.confidence


def flag_words(anchor: Anchor | MovedAnchor) -> str:
    return f"{anchor.code} {anchor.shift}".strip() if isinstance(anchor, MovedAnchor) else anchor.code


def widest(anchors: Iterable[Anchor | MovedAnchor]) -> float:
    """Of their flags, with the dates that may stand under them."""
    return max((max(text_width(flag_words(anchor)) + 20, text_width("30-Nov") + 8) for anchor in anchors), default=0.0)
