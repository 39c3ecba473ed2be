"""The page of moving a date: what would follow, row by row, and the picture with its ghosts; and what another protocol would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.ui.charts.lanes import LaneChart
from carecoord.ui.dates import staff_day
from referrals.pathway import foresight, journeys, plan, road
from referrals.pathway.foresight import Preview, Shift
from referrals.pathway.pages import lane
from referrals.pathway.pages.frame import today_of
from referrals.pathway.plan import Fix
from referrals.pathway.road import Road
from referrals.pathway.versions import version_for

FIRST = 10  # rows that stand open below the anchors; the rest is folded
NAMES = 3


@dataclass(frozen=True)
class Row:
    shift: Shift
    side: str
    days: str
    told: str


@dataclass(frozen=True)
class Screen:
    """`first` are anchors and the next steps; `later` the rest."""

    title: str
    preview: Preview
    chart: LaneChart | None
    first: tuple[Row, ...]
    later: tuple[Row, ...]
    unsafe: int
    asks: int


def build(actor: Actor, current: Road, asked: dict[str, Any]) -> Screen:
    """Raises what the verb would refuse."""
    code, on = asked["code"], asked["on"]
    preview = foresight.of_move(actor, current, code, Fix(on, asked["confidence"]))
    label = current.protocol.anchor(code).label
    return screen(actor, current, preview, f"If “{label}” is on {staff_day(on, weekday=True)}")


def screen(actor: Actor, current: Road, preview: Preview, title: str) -> Screen:
    spans = lane.windows(current)
    window = lane.usual(current, spans) if spans else None
    rows = [row_of(shift) for shift in preview.shifts]
    urgent = [row for row in rows if row.shift.is_anchor or row.shift.follows]
    plain = [row for row in rows if row not in urgent]
    return Screen(
        title=title,
        preview=preview,
        chart=lane.chart(current, window, spans[window], today_of(actor), preview) if window else None,
        first=(*urgent, *plain[:FIRST]),
        later=tuple(plain[FIRST:]),
        unsafe=len(preview.unsafe),
        asks=len(preview.follows) - len(preview.unsafe),
    )


def row_of(shift: Shift) -> Row:
    return Row(shift, str(shift.side), lane.shift_words(shift.days), people(shift.told))


def people(told: tuple[str, ...]) -> str:
    more = len(told) - NAMES
    return ", ".join(told[:NAMES]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Diff:
    """What another protocol would change: steps it adds and drops by title, and the dates that move."""

    title: str
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    screen: Screen


def other_protocol(actor: Actor, journey_id: UUID, chosen: str) -> Diff | None:
    """On a road of its own, read again: following it in memory must not touch the page's own."""
    if not chosen.isdigit():
        return None
    current = road.load(journeys.seen(actor, journey_id))
    before = {step.code: step.title for step in current.protocol.steps}
    was = road.load(journeys.seen(actor, journey_id))
    try:
        current.follow(version_for(int(chosen)))
    except Refused:
        return None
    after = {step.code: step.title for step in current.protocol.steps}
    preview = foresight.of_dates(actor, current, plan.projected(current.protocol, current.fixes))
    return Diff(
        title=f"{current.protocol.title}, version {current.protocol.version}",
        added=tuple(title for code, title in after.items() if code not in before),
        dropped=tuple(title for code, title in before.items() if code not in after),
        screen=screen(actor, was, preview, "Dates that would change"),
    )
