"""Rule sets against one patient's facts, ready to show or to store. Pure but for the rows it is given.

Room: referrals.selection. The engine is `criteria`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from referrals.models import RuleSet
from referrals.selection.criteria import Judged, Outcome, State, judge, outcome, said, value_said
from referrals.selection.found import Facts
from referrals.selection.keys import Key
from referrals.selection.sets import Applied
from referrals.selection.states import SAID


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one set says of one patient now."""

    row: RuleSet
    judged: tuple[Judged, ...]
    outcome: Outcome

    @property
    def words(self) -> str:
        return SAID[self.row.kind][self.outcome]

    def of(self, state: State) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.state is state)


def judgements(applied: Iterable[Applied], facts: Facts, *, today: date) -> list[Judgement]:
    return [judgement(one, facts, today=today) for one in applied]


def judgement(one: Applied, facts: Facts, *, today: date) -> Judgement:
    found = judge(one.criteria, facts, today=today)
    return Judgement(one.row, found, outcome(found))


def missing(found: Iterable[Judgement]) -> list[Key]:
    """What is not known, each once, in the order of the sets."""
    keys = [one.asks for judgement in found for one in judgement.of(State.UNKNOWN)]
    return list(dict.fromkeys(keys))


def line(one: Judged) -> dict[str, Any]:
    """A criterion with its answer, as a verdict keeps it."""
    fact = one.fact
    return {
        "code": one.criterion.code,
        "words": one.criterion.words,
        "label": one.criterion.key.label,
        "rule": said(one.criterion),
        "level": str(one.criterion.level),
        "state": str(one.state),
        "value": value_said(one.criterion.key, fact.value, fact.bound) if fact else "",
        "on": fact.on.isoformat() if fact and fact.on else "",
        "source": fact.source if fact else "",
        "is_stale": one.is_stale,
        "is_confirmed": one.criterion.is_confirmed,
        "note": one.criterion.note,
        "change": one.change,
    }
