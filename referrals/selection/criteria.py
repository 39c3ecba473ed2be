"""The one engine: criteria as data against the facts of a patient, each met, not met or unknown, with what would change it.

Room: referrals.selection. Pure: no row, no Django. `judge` answers for a list, `outcome` for the whole set; `writing` reads criteria from
plain data and back. Which facts there are is `keys`; where they come from is `facts`. Unknown is never taken for no, and a known failure
beats what is missing. Every limit belongs to the side its comparison names: ">=" and "<=" hold at equality.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.tristate import all_of, any_of
from patients.clinical.words import unit_said
from referrals.selection.keys import KEYS, Key, Kind


class Compare(StrEnum):
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """How much a criterion that is not met weighs: it puts the patient outside, or it is a reason to talk."""

    LIMIT = "limit"
    DISCUSS = "discuss"


class Outcome(StrEnum):
    """Of a whole set: outside if a limit is not met; else unknown if one is; else discuss if a softer one is not met; else within."""

    WITHIN = "within"
    OUTSIDE = "outside"
    DISCUSS = "discuss"
    UNKNOWN = "unknown"


Value = Decimal | bool
Wanted = Decimal | bool | tuple[Decimal, ...]
MORE_OR_LESS: Final = frozenset({Compare.AT_LEAST, Compare.ABOVE, Compare.AT_MOST, Compare.BELOW})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value in the unit of its key. `on`: the day it is from; `source`: where it stands, in words.

    `bound` is ">", ">=", "<" or "<=" where only a bound is known, such as an eGFR reported as ">60".
    """

    value: Value
    on: date | None = None
    source: str = ""
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rule set. `unless`: met as well when all of these are. `max_age_days`: an older value counts as unknown.

    `is_confirmed`: somebody has compared it with the source's own text.
    """

    code: str
    words: str
    fact: str
    compare: Compare
    value: Wanted
    level: Level = Level.LIMIT
    unless: tuple[Criterion, ...] = ()
    max_age_days: int | None = None
    note: str = ""
    is_confirmed: bool = False

    @property
    def key(self) -> Key:
        return KEYS[self.fact]


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion with its answer. `fact` is the value that was used, also where it is too old to count; None: not known."""

    criterion: Criterion
    state: State
    fact: Fact | None
    is_stale: bool = False
    missing: str = ""  # the key that is unknown; with `unless` it may be another one than the criterion's own

    @property
    def change(self) -> str:
        """What would change the answer, as a sentence; empty where it is met."""
        if self.state is State.MET:
            return ""
        if self.state is State.UNKNOWN:
            return f"{'Older than the rule allows; a newer value is' if self.is_stale else 'Not known;'} needed: {self.asks.ask}."
        ways = [self.criterion, *self.criterion.unless]
        return f"Met with {said(ways[0])}" + (f", or with {' and '.join(said(one) for one in ways[1:])}." if ways[1:] else ".")

    @property
    def asks(self) -> Key:
        return KEYS[self.missing or self.criterion.fact]


def judge(criteria: Iterable[Criterion], facts: Mapping[str, Fact | None], *, today: date) -> tuple[Judged, ...]:
    """Every criterion against the facts; a key the facts don't hold is unknown."""
    return tuple(judged(one, facts, today) for one in criteria)


def judged(criterion: Criterion, facts: Mapping[str, Fact | None], today: date) -> Judged:
    fact = facts.get(criterion.fact)
    is_stale = fact is not None and is_old(fact, criterion.max_age_days, today)
    own = None if fact is None or is_stale else holds(criterion, fact)
    if own is not True and criterion.unless:
        return with_ways(criterion, fact, own, is_stale, judge(criterion.unless, facts, today=today))
    state = state_of(own)
    return Judged(criterion, state, fact, is_stale, criterion.fact if state is State.UNKNOWN else "")


def with_ways(criterion: Criterion, fact: Fact | None, own: bool | None, is_stale: bool, others: tuple[Judged, ...]) -> Judged:
    """With the other way of meeting it; what is missing is named where it decides."""
    state = state_of(any_of(own, all_of(*(answer_of(one.state) for one in others))))
    lacking = next((one.missing for one in others if one.state is State.UNKNOWN), "") if own is False else criterion.fact
    return Judged(criterion, state, fact, is_stale, lacking if state is State.UNKNOWN else "")


def is_old(fact: Fact, max_age_days: int | None, today: date) -> bool:
    """Exactly as old as allowed still counts; a value without a day does not, where an age is asked for."""
    return max_age_days is not None and (fact.on is None or (today - fact.on).days > max_age_days)


def holds(criterion: Criterion, fact: Fact) -> bool | None:
    """None where only a bound is known and does not decide."""
    wanted, compare = criterion.value, criterion.compare
    if compare not in MORE_OR_LESS:
        return is_among(fact, wanted if isinstance(wanted, tuple) else (wanted,), negated=compare is Compare.IS_NOT)
    assert isinstance(wanted, Decimal)
    if compare in (Compare.AT_LEAST, Compare.BELOW):
        return turned(at_least(fact, wanted), compare is Compare.BELOW)
    return turned(at_most(fact, wanted), compare is Compare.ABOVE)


def is_among(fact: Fact, wanted: tuple[Value, ...], *, negated: bool) -> bool | None:
    return None if fact.bound else (fact.value in wanted) is not negated


def turned(answer: bool | None, is_turned: bool) -> bool | None:
    return None if answer is None else answer is not is_turned


def at_least(fact: Fact, limit: Decimal) -> bool | None:
    value = Decimal(fact.value)
    if fact.bound not in ("<", "<=") and value >= limit:
        return True
    is_less = value < limit or (fact.bound == "<" and value == limit)
    return False if is_less and fact.bound not in (">", ">=") else None


def at_most(fact: Fact, limit: Decimal) -> bool | None:
    value = Decimal(fact.value)
    if fact.bound not in (">", ">=") and value <= limit:
        return True
    is_more = value > limit or (fact.bound == ">" and value == limit)
    return False if is_more and fact.bound not in ("<", "<=") else None


def state_of(answer: bool | None) -> State:
    return State.UNKNOWN if answer is None else State.MET if answer else State.NOT_MET


def answer_of(state: State) -> bool | None:
    return None if state is State.UNKNOWN else state is State.MET


def outcome(found: Iterable[Judged]) -> Outcome:
    """The whole set in one word; a limit that is known to fail beats what is missing."""
    states = {(one.criterion.level, one.state) for one in found}
    if (Level.LIMIT, State.NOT_MET) in states:
        return Outcome.OUTSIDE
    if (Level.LIMIT, State.UNKNOWN) in states:
        return Outcome.UNKNOWN
    if (Level.DISCUSS, State.NOT_MET) in states:
        return Outcome.DISCUSS
    return Outcome.UNKNOWN if (Level.DISCUSS, State.UNKNOWN) in states else Outcome.WITHIN


def keys_of(criteria: Iterable[Criterion]) -> frozenset[str]:
    """The facts a list of criteria reads, so that nothing else is fetched."""
    return frozenset(key for one in criteria for key in (one.fact, *keys_of(one.unless)))


COMPARED: Final[Mapping[Compare, str]] = {
    Compare.AT_LEAST: "{} or more", Compare.ABOVE: "more than {}", Compare.AT_MOST: "{} or less", Compare.BELOW: "less than {}",
    Compare.IS: "{}", Compare.IS_NOT: "not {}", Compare.ANY_OF: "{}",
}  # fmt: skip  # a table: one row a line


def said(criterion: Criterion) -> str:
    """The limit in words: "Ejection fraction: 45 % or more"."""
    return f"{criterion.key.label}: {COMPARED[criterion.compare].format(value_said(criterion.key, criterion.value))}"


def value_said(key: Key, value: Wanted, bound: str = "") -> str:
    """A value as people read it, with its unit."""
    if isinstance(value, tuple):
        return " or ".join(value_said(key, one) for one in value)
    if key.kind is Kind.YES_NO:
        return "yes" if value else "no"
    unit = unit_said(key.unit)
    return f"{bound}{value:f}{'' if unit in ('', 'xULN') else ' '}{' × ULN' if unit == 'xULN' else unit}"
