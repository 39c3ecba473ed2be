"""What a swim-lane is made of: who takes part, what takes time, the dates all hangs on, the gates, and what a move would change.

Room: carecoord.ui, which knows no journey and no protocol: a page turns its steps into these. A new kind of thing in the picture needs
its row in `twin.py` as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from carecoord.ui.parts import Side, Words


class Progress(StrEnum):
    """A running bar is filled up to today."""

    HAPPENED = "happened"
    RUNNING = "running"
    PLANNED = "planned"


class Confidence(StrEnum):
    """How sure an anchor is: outlined, outlined with a filled hoist, filled."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Lane:
    """Everything one side does. `short` is the name on a phone, where a lane is 57 wide."""

    side: Side
    subtitle: Words = ""
    name: Words = ""
    short: Words = ""

    @property
    def title(self) -> str:
        return str(self.name or self.side.word)

    @property
    def head(self) -> str:
        return str(self.short or self.name or SHORT.get(self.side) or self.side.word)


SHORT = {Side.MAKER: "Maker"}


@dataclass(frozen=True, slots=True)
class LaneBar:
    """Something that takes time, from the morning of `start` to the morning of `stop`; None: no end is known."""

    side: Side
    start: date
    stop: date | None
    label: Words
    progress: Progress = Progress.PLANNED


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that others hang on: a flag on a pole through all lanes."""

    code: str
    label: Words
    on: date
    confidence: Confidence = Confidence.PLANNED


@dataclass(frozen=True, slots=True)
class LaneGate:
    """A signed decision before an anchor, in the lane of who signs; `on` is the anchor's date."""

    side: Side
    code: str
    label: Words
    on: date
    signed: bool = False


@dataclass(frozen=True, slots=True)
class MovedBar:
    """Where a bar would stand; `shift` says by how much, like "+7 d"."""

    side: Side
    start: date
    stop: date | None
    label: Words
    shift: Words


@dataclass(frozen=True, slots=True)
class MovedAnchor:
    code: str
    label: Words
    on: date
    shift: Words


T = TypeVar("T", LaneBar, MovedBar, LaneGate)


@dataclass(frozen=True, slots=True)
class LaneChart:
    """One journey between `first` and `last`. Each side has at most one lane; what names another side is not drawn. After a `knee` time is
    drawn smaller, so that fifteen years leave room for the first."""

    about: Words
    lanes: tuple[Lane, ...]
    today: date
    first: date
    last: date
    bars: tuple[LaneBar, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    gates: tuple[LaneGate, ...] = ()
    moved_bars: tuple[MovedBar, ...] = ()
    moved_anchors: tuple[MovedAnchor, ...] = ()
    knee: date | None = None

    def within(self, start: date, stop: date | None) -> bool:
        return start <= self.last and (stop is None or stop >= self.first)

    def shown(self) -> LaneChart:
        """The same with what lies in the window and in a lane, in order of time: what both pictures and the table say."""
        sides = {lane.side for lane in self.lanes}
        return replace(
            self,
            bars=tuple(sorted((b for b in self.bars if b.side in sides and self.within(b.start, b.stop)), key=bar_order)),
            moved_bars=tuple(sorted((b for b in self.moved_bars if b.side in sides and self.within(b.start, b.stop)), key=bar_order)),
            anchors=tuple(sorted((a for a in self.anchors if self.within(a.on, a.on)), key=lambda a: a.on)),
            moved_anchors=tuple(sorted((a for a in self.moved_anchors if self.within(a.on, a.on)), key=lambda a: a.on)),
            gates=tuple(sorted((g for g in self.gates if g.side in sides and self.within(g.on, g.on)), key=lambda g: g.on)),
        )

    @property
    def dates(self) -> tuple[Anchor | MovedAnchor, ...]:
        return (*self.anchors, *self.moved_anchors)

    @property
    def has_knee(self) -> bool:
        return self.knee is not None and self.first < self.knee < self.last

    @property
    def is_empty(self) -> bool:
        return not self.lanes or self.last <= self.first


def bar_order(bar: LaneBar | MovedBar) -> tuple[int, int]:
    """Earlier first; of two that start together the longer one."""
    return bar.start.toordinal(), -(bar.stop or date.max).toordinal()


def of_side(things: Iterable[T], side: Side) -> list[T]:
    return [thing for thing in things if thing.side is side]
