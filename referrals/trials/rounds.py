"""One trial against every patient whose chart the actor may open: in portions, so that progress can be told and memory stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from patients.models import Patient
from referrals.selection.criteria import Outcome, State
from referrals.selection.facts import facts_of
from referrals.trials.rules import Rules
from referrals.trials.screening import Answer, answer

PORTION: Final = 2_000
SHOWN: Final = 100  # of those within, and of those of whom too little is known
MOST: Final = 50_000


@dataclass(slots=True)
class Tally:
    """What has been found so far. `stands` counts codes of what is not met, `lacks` what is not known of those not outside."""

    total: int
    done: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    stands: Counter[str] = field(default_factory=Counter)
    lacks: Counter[str] = field(default_factory=Counter)
    best: list[tuple[int, UUID, Answer]] = field(default_factory=list)
    near: list[tuple[int, UUID, Answer]] = field(default_factory=list)

    def add(self, patient_id: UUID, found: Answer) -> None:
        self.done += 1
        self.outcomes[found.outcome] += 1
        if found.outcome is Outcome.OUTSIDE:
            self.stands.update(one.criterion.code for one in found.judged if one.state is State.NOT_MET)
            return
        missing = [one.asks.label for one in found.judged if one.state is State.UNKNOWN]
        self.lacks.update(missing)
        place = self.near if found.outcome is Outcome.UNKNOWN else self.best
        place.append((len(missing), patient_id, found))

    def trim(self) -> None:
        """Keep only those that a page shows: the fewest unknown first."""
        for rows in (self.best, self.near):
            rows.sort(key=lambda row: (row[0], str(row[1])))
            del rows[SHOWN:]


def people(actor: Actor) -> list[UUID]:
    """Everybody alive whose chart is open, in a fixed order. One statement."""
    rows = Patient.objects.chart_of(actor).filter(deceased_at__isnull=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def walk(actor: Actor, rules: Rules, ids: list[UUID]) -> Iterator[Tally]:
    """The tally after each portion; a bounded number of statements a portion."""
    tally, today = Tally(total=len(ids)), timezone.localdate()
    for start in range(0, len(ids), PORTION):
        portion = ids[start : start + PORTION]
        facts = facts_of(actor, portion, keys=rules.keys)
        for patient_id, found in facts.items():
            tally.add(patient_id, answer(rules, found, today=today))
        tally.done = start + len(portion)
        tally.trim()
        yield tally
    if not ids:
        yield tally
