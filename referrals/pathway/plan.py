"""Planning as arithmetic: which anchors follow which, when every step is due, and what a change moves. Pure; rows are `road`'s business."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from referrals.pathway.dates import due_days, resolved, rolled
from referrals.pathway.protocol import Anchor, Confidence, DueRule, Protocol, Roll, Step

BRANCH = "branch"  # the phase of tasks that only a failure opens


@dataclass(frozen=True, slots=True)
class Fix:
    """An anchor's date and how sure it is."""

    on: date
    confidence: Confidence = Confidence.PLANNED


Fixes = Mapping[str, Fix]
Key = tuple[str, int, int, int]  # code, attempt, series, occurrence


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence with its due day and window; all None while its anchor has no date."""

    code: str
    attempt: int
    series: int
    occurrence: int
    due_on: date | None = None
    from_on: date | None = None
    until_on: date | None = None

    @property
    def key(self) -> Key:
        return self.code, self.attempt, self.series, self.occurrence


def in_order(protocol: Protocol) -> list[Anchor]:
    """Leaders before followers."""
    placed: dict[str, Anchor] = {}
    left = list(protocol.anchors)
    while left:
        ready = [one for one in left if one.follows is None or one.follows.anchor in placed]
        if not ready:
            raise ValueError(f"Anchors follow each other in a circle: {', '.join(one.code for one in left)}.")
        placed.update({one.code: one for one in ready})
        left = [one for one in left if one.code not in placed]
    return list(placed.values())


def projected(protocol: Protocol, fixes: Fixes) -> dict[str, Fix]:
    """The same anchors, and a planned date for each that has none and whose leader has one."""
    found = dict(fixes)
    for anchor in in_order(protocol):
        if anchor.code not in found and (day := planned_day(anchor, found)):
            found[anchor.code] = Fix(day)
    return found


def planned_day(anchor: Anchor, fixes: Fixes) -> date | None:
    if anchor.follows is None:
        return None
    day = resolved(anchor.follows, {code: fix.on for code, fix in fixes.items()})
    return rolled(day, anchor.roll) if day else None


def moved(protocol: Protocol, fixes: Fixes, code: str, fix: Fix) -> dict[str, Fix]:
    """Set one anchor. Those that follow it, directly or through others, keep their distance; what happened stays where it was.

    A confirmed date that moves is only planned again.
    """
    found = dict(fixes) | {code: fix}
    shifts = {code: (fix.on - fixes[code].on).days if code in fixes else 0}
    for anchor in in_order(protocol):
        leader = anchor.follows.anchor if anchor.follows else ""
        old = fixes.get(anchor.code)
        if anchor.code == code or not shifts.get(leader) or old is None or old.confidence is Confidence.ACTUAL:
            continue
        day = rolled(old.on + timedelta(days=shifts[leader]), anchor.roll)
        shifts[anchor.code] = (day - old.on).days
        found[anchor.code] = Fix(day)
    return projected(protocol, found)


def followers(protocol: Protocol, fixes: Fixes, codes: set[str]) -> set[str]:
    """These anchors and all that follow them, as far as nothing has happened."""
    found = set(codes)
    for anchor in in_order(protocol):
        fix = fixes.get(anchor.code)
        if anchor.follows and anchor.follows.anchor in found and (fix is None or fix.confidence is not Confidence.ACTUAL):
            found.add(anchor.code)
    return found


def plan(protocol: Protocol, fixes: Fixes, *, attempt: int = 1, since: date | None = None) -> Iterator[Planned]:
    """Every occurrence of every step but the tasks of failures. What a later attempt repeats is not due before that began (`since`)."""
    days = {code: fix.on for code, fix in fixes.items()}
    for step in protocol.steps:
        if step.phase != BRANCH:
            found = of_step(step, days, attempt=attempt if step.per_attempt else 1)
            yield from (not_before(one, since) for one in found) if since and step.per_attempt else found


def not_before(one: Planned, since: date) -> Planned:
    if one.due_on is None or one.due_on >= since:
        return one
    return replace(one, due_on=rolled(since, Roll.NEXT), from_on=since, until_on=None)


def of_step(step: Step, days: Mapping[str, date], *, attempt: int) -> Iterator[Planned]:
    for series, rule in enumerate(step.due):
        found: list[date | None] = [*due_days(rule, days)] or [None]
        for occurrence, day in enumerate(found, 1):
            yield with_window(Planned(step.code, attempt, series, occurrence, day), rule)


def with_window(one: Planned, rule: DueRule) -> Planned:
    if one.due_on is None:
        return one
    return replace(one, from_on=one.due_on - timedelta(days=rule.minus), until_on=one.due_on + timedelta(days=rule.plus))


@dataclass(frozen=True, slots=True)
class Known:
    """What is already there: a row's key, day and whether replanning may touch it."""

    key: Key
    due_on: date | None
    is_open: bool
    is_dropped: bool = False  # an earlier replanning took it out; it may come back


@dataclass(frozen=True, slots=True)
class Changes:
    """What replanning does. `moved` pairs the key with the new occurrence; `revived` come back from an earlier drop."""

    moved: tuple[Planned, ...]
    added: tuple[Planned, ...]
    revived: tuple[Planned, ...]
    dropped: tuple[Key, ...]

    @property
    def codes(self) -> set[str]:
        return {one.code for one in (*self.moved, *self.added, *self.revived)} | {key[0] for key in self.dropped}

    @property
    def count(self) -> int:
        return len(self.moved) + len(self.added) + len(self.revived) + len(self.dropped)


def compare(known: Iterable[Known], planned: Iterable[Planned], *, stopped: Collection[tuple[str, int]] = ()) -> Changes:
    """Old rows against the new plan. Settled rows never move; a series that answers have stopped grows no more."""
    old, new = {one.key: one for one in known}, {one.key: one for one in planned}
    there = [(old[key], one) for key, one in new.items() if key in old]
    return Changes(
        moved=tuple(one for row, one in there if row.is_open and row.due_on != one.due_on),
        added=tuple(one for key, one in new.items() if key not in old and (one.code, one.series) not in stopped),
        revived=tuple(one for row, one in there if row.is_dropped and (one.code, one.series) not in stopped),
        dropped=tuple(key for key, row in old.items() if row.is_open and key not in new),
    )
