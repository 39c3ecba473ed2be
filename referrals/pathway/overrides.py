"""A center's own days: its approved overrides laid over a protocol, and what may be changed at all.

Room: referrals.pathway. `laid_over` is pure; `owns` reads the rows. Written by `verbs.protocols` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from referrals.models import CenterOverride
from referrals.pathway.kinds import Unit
from referrals.pathway.protocol import Anchor, DueRule, Protocol, Step, Washout

WASHOUT: Final = "washout."  # an override of a washout names its step so: "washout.steroid"
ANCHOR: Final = "anchor."  # and one of the plan of a date: "anchor.APH"


@dataclass(frozen=True)
class Own:
    """What a center set: one number for one rule."""

    step: str
    series: int
    offset: int


@dataclass(frozen=True)
class Changeable:
    """A rule that a center may change: what it says now and the least it may say, in the rule's own unit."""

    step: str
    series: int
    offset: int
    least: int
    unit: Unit = Unit.DAY


def changeable(protocol: Protocol, step: str, series: int) -> Changeable | None:
    """None where there is no such rule, or where a center may not change it."""
    if step.startswith((WASHOUT, ANCHOR)):
        found_one = of_washout(protocol, step) if step.startswith(WASHOUT) else of_anchor(protocol, step)
        return found_one if not series else None
    found = next((one for one in protocol.steps if one.code == step), None)
    rule = found.due[series] if found and 0 <= series < len(found.due) else None
    return Changeable(step, series, rule.at.offset, rule.minimum, rule.at.unit) if rule and rule.minimum is not None else None


def of_washout(protocol: Protocol, step: str) -> Changeable | None:
    washout = next((one for one in protocol.washouts if WASHOUT + one.drug_class == step), None)
    return Changeable(step, 0, washout.days, washout.minimum or 0) if washout and washout.days is not None else None


def of_anchor(protocol: Protocol, step: str) -> Changeable | None:
    """What plans a date that nobody has set, so many days after the one it follows."""
    anchor = next((one for one in protocol.anchors if ANCHOR + one.code == step), None)
    if anchor is None or anchor.follows is None or anchor.minimum is None:
        return None
    return Changeable(step, 0, anchor.follows.offset, anchor.minimum, anchor.follows.unit)


def laid_over(protocol: Protocol, owns: Iterable[Own]) -> Protocol:
    """The protocol with a center's numbers in place of its own; one that is shorter than the minimum is left out."""
    good = {(own.step, own.series): own.offset for own in owns if _keeps_minimum(protocol, own)}
    if not good:
        return protocol
    steps = tuple(_step(step, good) for step in protocol.steps)
    anchors = tuple(_anchor(one, good) for one in protocol.anchors)
    return replace(protocol, steps=steps, anchors=anchors, washouts=tuple(_washout(one, good) for one in protocol.washouts))


def _keeps_minimum(protocol: Protocol, own: Own) -> bool:
    found = changeable(protocol, own.step, own.series)
    return found is not None and own.offset >= found.least


def _step(step: Step, good: dict[tuple[str, int], int]) -> Step:
    due = tuple(_rule(rule, good.get((step.code, series))) for series, rule in enumerate(step.due))
    return step if due == step.due else replace(step, due=due)


def _rule(rule: DueRule, offset: int | None) -> DueRule:
    return rule if offset is None else replace(rule, at=replace(rule.at, offset=offset))


def _anchor(anchor: Anchor, good: dict[tuple[str, int], int]) -> Anchor:
    offset = good.get((ANCHOR + anchor.code, 0))
    return anchor if offset is None or anchor.follows is None else replace(anchor, follows=replace(anchor.follows, offset=offset))


def _washout(washout: Washout, good: dict[tuple[str, int], int]) -> Washout:
    return replace(washout, days=good.get((WASHOUT + washout.drug_class, 0), washout.days))


def in_force(center_id: int, protocol_code: str, on: date) -> list[CenterOverride]:
    """Approved and not withdrawn, the newest for each rule that has taken effect by that day."""
    rows = CenterOverride.objects.filter(center_id=center_id, protocol_code=protocol_code, withdrawn_at=None, effective_on__lte=on)
    newest: dict[tuple[str, int], CenterOverride] = {}
    for row in rows.exclude(approved_at=None).order_by("effective_on", "approved_at"):
        newest[row.step, row.series] = row
    return list(newest.values())


def owns(center_id: int, protocol_code: str, on: date) -> list[Own]:
    return [Own(row.step, row.series, row.offset) for row in in_force(center_id, protocol_code, on)]
