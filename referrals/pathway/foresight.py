"""What would follow if a date moved, before anything is written: which days, whose, who is told, and what would no longer hold.

Room: referrals.pathway. Pages and the API read it; the verb `move_anchor` does it. The number of statements does not depend on the
number of steps. Who is told is `hearers`; what becomes unsafe is `consequences`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from carecoord.access.actor import Actor
from referrals.models import JourneyStep
from referrals.pathway import consequences, hearers, plan, road
from referrals.pathway.consequences import Follow
from referrals.pathway.plan import Changes, Fix, Fixes, Planned
from referrals.pathway.protocol import Confidence, Site
from referrals.pathway.road import Road
from referrals.pathway.verbs import dating


@dataclass(frozen=True, slots=True)
class Shift:
    """One date that moves: an anchor, or a step with all its occurrences that move alike (`count`). A new one has no `old`."""

    code: str
    title: str
    side: Site
    is_anchor: bool
    old: date | None
    new: date | None
    count: int = 1
    confidence: Confidence = Confidence.PLANNED
    told: tuple[str, ...] = ()
    follows: tuple[Follow, ...] = ()

    @property
    def days(self) -> int | None:
        return (self.new - self.old).days if self.old and self.new else None


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a reader needs to say yes or no. `rest` follows without a row of its own."""

    fixes: Fixes
    changes: Changes
    shifts: tuple[Shift, ...]
    rest: tuple[Follow, ...]
    told: tuple[str, ...]

    @property
    def follows(self) -> list[Follow]:
        return [*(one for shift in self.shifts for one in shift.follows), *self.rest]

    @property
    def unsafe(self) -> list[Follow]:
        return [one for one in self.follows if one.is_unsafe]

    @property
    def count(self) -> int:
        """Dates that move, each occurrence once."""
        return sum(shift.count for shift in self.shifts)


def of_move(actor: Actor, current: Road, code: str, fix: Fix) -> Preview:
    """One anchor set or moved; refuses what the verb would refuse."""
    dating.check(current, code, fix)
    return of_dates(actor, current, plan.moved(current.protocol, current.fixes, code, fix))


def of_dates(actor: Actor, current: Road, fixes: Fixes) -> Preview:
    """The road at these dates against the road as it is. Ten statements or so, whatever its length."""
    foreseen = road.foresee(current, fixes)
    known = hearers.ask(actor, current)
    found = consequences.found(current, fixes, foreseen.changes)
    rows = [*anchors(current, fixes), *steps(current, foreseen.changes)]
    shifts = [replace(row, told=known.of(row.code, row.is_anchor), follows=take(found, row)) for row in rows]
    return Preview(fixes, foreseen.changes, tuple(shifts), tuple(found), known.all_of(foreseen.changes.codes))


def take(found: list[Follow], row: Shift) -> tuple[Follow, ...]:
    """What follows from this row; the rest stays."""
    mine = [one for one in found if one.about == row.code and one.is_anchor == row.is_anchor]
    for one in mine:
        found.remove(one)
    return tuple(mine)


def anchors(current: Road, fixes: Fixes) -> Iterator[Shift]:
    """In the protocol's order, which is the order of the road."""
    before = current.fixes
    for anchor in current.protocol.anchors:
        old, new = before.get(anchor.code), fixes.get(anchor.code)
        if old != new:
            days = (old.on if old else None, new.on if new else None)
            confidence = new.confidence if new else Confidence.PLANNED
            yield Shift(anchor.code, anchor.label, anchor.lane, True, *days, confidence=confidence)


def steps(current: Road, changes: Changes) -> list[Shift]:
    """Moved, new and dropped occurrences, those of one step that move by the same number of days in one row; earliest first."""
    rows = {road.known_of(row).key: row for row in current.steps}
    pairs: list[tuple[str, date | None, date | None]] = []
    pairs += [(one.code, rows[one.key].due_on, one.due_on) for one in changes.moved]
    pairs += [(one.code, None, one.due_on) for one in (*changes.added, *changes.revived)]
    pairs += [(key[0], rows[key].due_on, None) for key in changes.dropped]
    found: dict[tuple[str, int | None], Shift] = {}
    for code, old, new in sorted(pairs, key=lambda pair: pair[1] or pair[2] or date.max):
        by = (new - old).days if old and new else None if old else 0
        known = found.get((code, by))
        found[code, by] = replace(known, count=known.count + 1) if known else shift_of(current, code, old, new)
    return sorted(found.values(), key=lambda shift: shift.new or shift.old or date.max)


def shift_of(current: Road, code: str, old: date | None, new: date | None) -> Shift:
    step = current.rules.get(code)
    site = step.site if step else Site.CENTER
    return Shift(code, current.title(code), site, False, old, new)


def occurrences(current: Road, moved: Iterable[Planned]) -> Iterator[tuple[JourneyStep, Planned]]:
    """Rows with where they would go: for pictures."""
    rows = {road.known_of(row).key: row for row in current.steps}
    yield from ((rows[one.key], one) for one in moved if one.key in rows)
