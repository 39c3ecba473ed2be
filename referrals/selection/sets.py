"""Which rule sets apply to whom on a day: labels and trials for everybody, a center's own limits or the usual ones, its payers' rules.

Room: referrals.selection. Reads rows; what they say of a patient is `judging`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from referrals.models import RuleSet
from referrals.selection.criteria import Criterion
from referrals.selection.states import RuleKind
from referrals.selection.writing import parsed


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule set with its criteria read."""

    row: RuleSet
    criteria: tuple[Criterion, ...]


def criteria_of(row: RuleSet) -> tuple[Criterion, ...]:
    """Read once a process, whatever row it stands in."""
    return read(json.dumps(row.content, sort_keys=True))


@lru_cache(maxsize=512)
def read(content: str) -> tuple[Criterion, ...]:
    return parsed(json.loads(content))


def applying(center_id: int | None, on: date) -> list[Applied]:
    """One statement. Of one key the center's own wins over the one for everybody, then the newest."""
    rows = RuleSet.objects.in_force(on).for_center(center_id).order_by("effective_on", "number")
    newest: dict[tuple[str, str], RuleSet] = {}
    for row in rows:
        known = newest.get((row.kind, row.key))
        if known is None or (row.owner_id is not None) >= (known.owner_id is not None):
            newest[row.kind, row.key] = row
    return [Applied(row, criteria_of(row)) for row in in_order(newest.values())]


ORDER = {RuleKind.LABEL: 0, RuleKind.CENTER: 1, RuleKind.PAYER: 2, RuleKind.TRIAL: 3}


def in_order(rows: Iterable[RuleSet]) -> list[RuleSet]:
    return sorted(rows, key=lambda row: (ORDER[RuleKind(row.kind)], row.product, row.key))


def newer_than(used: RuleSet, center_id: int | None, on: date) -> RuleSet | None:
    """The set of that kind and key which applies now, where it is another than the one that was used."""
    now = next((one.row for one in applying(center_id, on) if (one.row.kind, one.row.key) == (used.kind, used.key)), None)
    return now if now is not None and now.pk != used.pk else None
