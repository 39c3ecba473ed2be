"""What a trial is compared by: the registry's own limits, the published range where there is one, and what a center read out of the text.

A center's criteria stand in the place of the published range and of the registry's limit on the same fact. `referrals.selection` judges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone

from carecoord.access.actor import Actor
from referrals.models import RuleSet, Trial, TrialCriteria
from referrals.selection.criteria import Compare, Criterion, keys_of
from referrals.selection.states import RuleKind
from referrals.selection.writing import parsed
from referrals.trials.states import OnlySex

NUMBER: Final = re.compile(r"NCT\d{8}")


@dataclass(frozen=True, slots=True)
class Rules:
    """The criteria of one trial. `own` and `published` say whose they are; neither: only what the registry keeps in fields."""

    trial: Trial
    criteria: tuple[Criterion, ...]
    own: TrialCriteria | None = None
    published: RuleSet | None = None

    @property
    def is_written(self) -> bool:
        """Somebody turned the text into criteria; else only age, sex and disease are compared."""
        return self.own is not None or self.published is not None

    @property
    def source(self) -> str:
        if self.own is not None:
            return f"{self.own.center.short_name}, version {self.own.number}: {self.own.source}"
        if self.published is not None:
            return f"{self.published.title}, version {self.published.number}: {self.published.source}"
        return f"Age, sex and disease of the registry's record ({self.trial.nct_id})"

    @property
    def keys(self) -> frozenset[str]:
        return keys_of(self.criteria)


def of_registry(trial: Trial) -> Iterator[Criterion]:
    """Both ends of an age are inside; the trial is for myeloma when its conditions say so."""
    if trial.is_of_myeloma:
        yield Criterion("registry_disease", "Myeloma", "myeloma", Compare.IS, True, is_confirmed=True)
    if trial.least_age is not None:
        yield Criterion("registry_least_age", "Youngest", "age", Compare.AT_LEAST, trial.least_age.normalize(), is_confirmed=True)
    if trial.most_age is not None:
        yield Criterion("registry_most_age", "Oldest", "age", Compare.AT_MOST, trial.most_age.normalize(), is_confirmed=True)
    if trial.only_sex in (OnlySex.FEMALE, OnlySex.MALE):
        words = OnlySex(trial.only_sex).label
        yield Criterion("registry_sex", words, "female", Compare.IS, trial.only_sex == OnlySex.FEMALE, is_confirmed=True)


def rules_of(actor: Actor, trials: Iterable[Trial]) -> list[Rules]:
    """Two statements, however many trials."""
    rows = list(trials)
    own, published = in_force(actor, rows), ranges()
    return [one(row, own.get(row.pk), published.get(row.nct_id)) for row in rows]


def one(trial: Trial, own: TrialCriteria | None, published: RuleSet | None) -> Rules:
    if own is not None:
        return Rules(trial, merged(trial, criteria_of(own.criteria)), own=own)
    if published is not None:
        return Rules(trial, merged(trial, criteria_of(published.content)), published=published)
    return Rules(trial, tuple(of_registry(trial)))


def merged(trial: Trial, written: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The registry's limits first, but for those on which somebody wrote another."""
    taken = {(criterion.fact, criterion.compare) for criterion in written}
    return (*(criterion for criterion in of_registry(trial) if (criterion.fact, criterion.compare) not in taken), *written)


def criteria_of(content: list[dict[str, Any]]) -> tuple[Criterion, ...]:
    """Read once a process, whatever row they stand in."""
    return read(json.dumps(content, sort_keys=True))


@lru_cache(maxsize=2_048)
def read(content: str) -> tuple[Criterion, ...]:
    return parsed(json.loads(content))


def in_force(actor: Actor, trials: Iterable[Trial]) -> dict[int, TrialCriteria]:
    """By trial: one's own center's, else the newest approved one of any center."""
    rows = TrialCriteria.objects.in_force().filter(trial__in=[row.pk for row in trials]).select_related("center")
    found: dict[int, TrialCriteria] = {}
    for row in rows.order_by("effective_on", "approved_at"):
        known = found.get(row.trial_id)
        if known is None or row.center_id == actor.place_id or known.center_id != actor.place_id:
            found[row.trial_id] = row
    return found


def ranges() -> dict[str, RuleSet]:
    """Published ranges by NCT number, where their source names one."""
    rows = RuleSet.objects.in_force(timezone.localdate()).filter(kind=RuleKind.TRIAL, owner__isnull=True).order_by("effective_on", "number")
    return {found[0]: row for row in rows if (found := NUMBER.search(row.source))}
