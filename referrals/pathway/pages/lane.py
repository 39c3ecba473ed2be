"""A journey as a swim-lane: which steps are bars, which dates are flags, and the ghosts of a preview. Drawing is `carecoord.ui.charts`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from carecoord.ui.charts import lanes
from carecoord.ui.charts.lanes import Lane, LaneBar, LaneChart, LaneGate, MovedAnchor, MovedBar, Progress
from carecoord.ui.parts import Side
from referrals.models import JourneyStep
from referrals.pathway import road, whom
from referrals.pathway.foresight import Preview
from referrals.pathway.plan import BRANCH, Fixes, Key
from referrals.pathway.protocol import Direction, Site
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.states import StepState

Days = Mapping[Key, date | None]
LATER = timedelta(days=14)
EARLY = frozenset({"referral", "consult", "coverage", "workup"})


class Window(StrEnum):
    """Which part of the road the picture shows."""

    WHOLE = "whole"
    MIDDLE = "middle"
    AFTER = "after"


WORDS = {Window.WHOLE: "Whole road", Window.MIDDLE: "Apheresis to home", Window.AFTER: "Follow-up"}
WITHOUT_CELLS = "Treatment to home"


@dataclass(frozen=True)
class Bar:
    """One thing that takes time, before it is drawn."""

    name: str
    side: Side
    start: date
    stop: date
    label: str
    progress: Progress


def windows(current: Road) -> dict[Window, tuple[date, date]]:
    """The windows this journey has dates for."""
    on = {code: fix.on for code, fix in current.fixes.items()}
    if not on:
        return {}
    found = {Window.WHOLE: (min(on.values()) - timedelta(days=7), max(on.values()) + LATER)}
    start, stop = on.get("APH") or on.get("D0"), on.get("HOME") or on.get("DISCH")
    if start and stop and start < stop:
        found[Window.MIDDLE] = (start - timedelta(days=7), stop + LATER)
        last = max((row.due_on for row in current.live if row.due_on), default=stop)
        found[Window.AFTER] = (stop - LATER, max(last, stop + LATER))
    return found


def usual(current: Road, found: Mapping[Window, object]) -> Window:
    """What a reader most likely wants: the part of the road the journey is on."""
    if Window.MIDDLE not in found or current.journey.phase in EARLY:
        return Window.WHOLE
    return Window.AFTER if current.journey.phase == "follow_up" else Window.MIDDLE


def words(window: Window, current: Road) -> str:
    has_cells = any(anchor.code == "APH" for anchor in current.protocol.anchors)
    return WITHOUT_CELLS if window is Window.MIDDLE and not has_cells else WORDS[window]


def chart(current: Road, window: Window, span: tuple[date, date], today: date, preview: Preview | None = None) -> LaneChart:
    now = days_of(current)
    moved = tuple(ghosts(current, now, preview)) if preview else ()
    flags = tuple(moved_anchors(preview)) if preview else ()
    last = max([span[1], *(flag.on + timedelta(days=7) for flag in flags if flag.on <= span[1] + timedelta(days=60))])
    return LaneChart(
        words(window, current),
        lane_names(current),
        today,
        span[0],
        last,
        bars=tuple(LaneBar(bar.side, bar.start, bar.stop, bar.label, bar.progress) for bar in bars(current, now, current.fixes)),
        anchors=tuple(anchors(current)),
        gates=tuple(gates(current)),
        moved_bars=moved,
        moved_anchors=flags,
    )


def lane_names(current: Road) -> tuple[Lane, ...]:
    journey = current.journey
    return (
        Lane(Side.CENTER, journey.center.short_name),
        Lane(Side.PRACTICE, journey.practice.short_name),
        Lane(Side.MAKER, journey.protocol.product or current.protocol.product),
        Lane(Side.HOME, "Patient and caregiver"),
    )


def days_of(current: Road) -> dict[Key, date | None]:
    """When each live row stands: the day it was done, else the day it is due."""
    return {road.known_of(row).key: row.done_on or row.due_on for row in shown(current)}


def shown(current: Road) -> list[JourneyStep]:
    """Rows that make bars: the first rule of each step that is more than advice."""
    rows = (row for row in current.live if row.phase != BRANCH and row.state != StepState.CANCELLED)
    return [row for row in rows if row.series == 0 and not current.rules[row.code].is_advice]


def bars(current: Road, days: Days, fixes: Fixes) -> Iterator[Bar]:
    yield from phase_bars(current, days)
    yield from making_bars(current, fixes)
    yield from home_bars(current, days, fixes)


def phase_bars(current: Road, days: Days) -> Iterator[Bar]:
    """What a side does in a phase, from its first day to its last."""
    for code, title in current.protocol.phases:
        for side in (Site.CENTER, Site.PRACTICE):
            rows = [row for row in shown(current) if row.phase == code and row.site == side]
            dated = [day for row in rows if (day := days.get(road.known_of(row).key))]
            if dated:
                yield Bar(f"{code} {side}", Side(side), min(dated), max(dated) + timedelta(days=1), title, progress(rows))


def progress(rows: list[JourneyStep]) -> Progress:
    if not any(row.is_open for row in rows):
        return Progress.HAPPENED
    return Progress.RUNNING if any(row.state != StepState.BLOCKED for row in rows) else Progress.PLANNED


def making_bars(current: Road, fixes: Fixes) -> Iterator[Bar]:
    """From one date of the manufacturer to the next: cells under way and being made."""
    dated = {one.code: one for one in current.protocol.anchors if one.lane is Site.MAKER and one.code in fixes}
    for other in dated.values():
        one = dated.get(other.follows.anchor) if other.follows else None
        if one is None:
            continue
        begin, end = fixes[one.code], fixes[other.code]
        done = Progress.HAPPENED if end.confidence == "actual" else Progress.PLANNED
        state = Progress.RUNNING if done is Progress.PLANNED and begin.confidence == "actual" else done
        if begin.on < end.on:
            yield Bar(f"{one.code} {other.code}", Side.MAKER, begin.on, end.on, "Making the cells", state)


def home_bars(current: Road, days: Days, fixes: Fixes) -> Iterator[Bar]:
    """What somebody at home keeps to until a day, such as staying near the center."""
    for row in shown(current):
        at = current.rules[row.code].due[0].at
        begin, end = fixes.get(at.anchor), days.get(road.known_of(row).key)
        if row.site == Site.HOME and begin and end and at.direction is Direction.AFTER and begin.on < end:
            running = Progress.RUNNING if begin.confidence == "actual" else Progress.PLANNED
            state = running if row.is_open else Progress.HAPPENED
            yield Bar(f"{row.code} {row.occurrence}", Side.HOME, begin.on, end, current.title(row.code), state)


def anchors(current: Road) -> Iterator[lanes.Anchor]:
    for one in current.protocol.anchors:
        if fix := current.fixes.get(one.code):
            yield lanes.Anchor(one.code, one.label, fix.on, lanes.Confidence(fix.confidence))


def gates(current: Road) -> Iterator[LaneGate]:
    for gate in current.protocol.gates:
        if fix := current.fixes.get(gate.before):
            side = Side.PRACTICE if gate.signers[0] in whom.AT_PRACTICE else Side.CENTER
            yield LaneGate(side, gate.code, gate.title, fix.on, is_passed(current, gate))


def moved_anchors(preview: Preview) -> Iterator[MovedAnchor]:
    for shift in preview.shifts:
        if shift.is_anchor and shift.new and shift.new != shift.old:
            yield MovedAnchor(shift.code, shift.title, shift.new, shift_words(shift.days))


def ghosts(current: Road, now: Days, preview: Preview) -> Iterator[MovedBar]:
    """Bars that would stand elsewhere."""
    then = dict(now) | {one.key: one.due_on for one in preview.changes.moved if one.key in now}
    old = {bar.name: bar for bar in bars(current, now, current.fixes)}
    for bar in bars(current, then, preview.fixes):
        known = old.get(bar.name)
        if known and (known.start, known.stop) != (bar.start, bar.stop):
            yield MovedBar(bar.side, bar.start, bar.stop, bar.label, shift_words((bar.stop - known.stop).days))


def shift_words(days: int | None) -> str:
    """ "+7 d"; nothing for a date that is new."""
    return "" if days is None else f"{days:+d} d"
