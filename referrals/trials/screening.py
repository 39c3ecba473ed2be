"""The pre-screen: a patient against trials, a trial against patients. Facts and judging are those of `referrals.selection`.

Nobody is called ineligible. A trial whose text nobody turned into criteria is compared by age, sex and disease alone, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import Trial
from referrals.selection.criteria import Fact, Judged, Outcome, State, judge, outcome, said, value_said
from referrals.selection.facts import facts_of
from referrals.selection.states import SAID, RuleKind
from referrals.trials.rules import Rules, rules_of
from referrals.trials.states import COMING, OPEN

ONLY_REGISTRY: Final = "Age, sex and disease fit"
MOST_TRIALS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One trial's criteria against one patient."""

    rules: Rules
    judged: tuple[Judged, ...]
    outcome: Outcome

    @property
    def words(self) -> str:
        if self.outcome is Outcome.WITHIN and not self.rules.is_written:
            return ONLY_REGISTRY
        return SAID[RuleKind.TRIAL][self.outcome]

    def of(self, state: State) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.state is state)

    @property
    def unmet(self) -> tuple[Judged, ...]:
        return self.of(State.NOT_MET)

    @property
    def unknown(self) -> tuple[Judged, ...]:
        return self.of(State.UNKNOWN)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it, then what is not known, each with the value that was used."""
        return (*(reason(one) for one in self.unmet), *(f"Not known: {one.asks.label}" for one in self.unknown))

    def frozen(self) -> dict[str, Any]:
        """As an option keeps it."""
        kept = {"outcome": str(self.outcome), "words": self.words, "source": self.rules.source}
        return {**kept, "lines": [line(one) for one in self.judged]}


def reason(one: Judged) -> str:
    """“Age: 82, the trial takes 75 years or less”."""
    return f"{said(one.criterion)} wanted, {value_of(one)} found"


def value_of(one: Judged) -> str:
    return value_said(one.criterion.key, one.fact.value, one.fact.bound) if one.fact else "nothing"


def line(one: Judged) -> dict[str, Any]:
    """A criterion with its answer, as an option keeps it and a page shows it."""
    return {
        "words": one.criterion.words,
        "rule": said(one.criterion),
        "state": str(one.state),
        "value": value_of(one) if one.fact else "",
        "on": one.fact.on.isoformat() if one.fact and one.fact.on else "",
        "source": one.fact.source if one.fact else "",
        "change": one.change,
    }


def answer(rules: Rules, facts: Mapping[str, Fact | None], *, today: date) -> Answer:
    found = judge(rules.criteria, facts, today=today)
    return Answer(rules, found, outcome(found))


RANK: Final = {Outcome.WITHIN: 0, Outcome.DISCUSS: 1, Outcome.UNKNOWN: 2, Outcome.OUTSIDE: 3}


def order(one: Answer) -> tuple[int, bool, int, str]:
    """The closest fit first: within, to discuss, not known yet with the least that is missing, outside."""
    return RANK[one.outcome], not one.rules.is_written, len(one.unmet) + len(one.unknown), one.rules.trial.nct_id


def candidates(*, closed: bool = False) -> list[Trial]:
    """Trials for myeloma that take patients or will; with `closed` all of them."""
    rows = Trial.objects.of_myeloma()
    if not closed:
        rows = rows.filter(status__in=sorted(OPEN | COMING))
    columns = ("nct_id", "title", "acronym", "status", "phases", "only_sex", "least_age", "most_age", "is_of_myeloma", "read_at")
    return list(rows.only(*columns).order_by("nct_id")[:MOST_TRIALS])


def for_patient(actor: Actor, patient_id: UUID, *, closed: bool = False) -> list[Answer] | None:
    """Every trial, the closest fit first; None where the chart is not open to the actor. The caller writes the audit row."""
    facts = facts_of(actor, [patient_id]).get(patient_id)
    if facts is None:
        return None
    return against(rules_of(actor, candidates(closed=closed)), facts)


def against(rules: Iterable[Rules], facts: Mapping[str, Fact | None]) -> list[Answer]:
    today = timezone.localdate()
    return sorted((answer(one, facts, today=today) for one in rules), key=order)
