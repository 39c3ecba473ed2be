"""A draft held against the patients the center sees now: who would get another answer than today. Nothing is kept but that it was done.

Room: referrals.selection. Bounded: the newest open referrals of the center whose chart is open to the reader, facts in chunks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from patients.models import Patient, list_name
from referrals.models import Referral, RuleSet
from referrals.selection.criteria import Judged, Outcome, judge, keys_of, outcome
from referrals.selection.facts import facts_of
from referrals.selection.sets import applying, criteria_of
from referrals.selection.states import SAID

MOST: Final = 5000
CHUNK: Final = 1000
SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Differs:
    """One patient whose answer would be another one. `because`: the criteria whose answer changes it, in words."""

    referral_id: UUID
    patient_id: UUID
    name: str
    before: str
    after: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """`counts`: (words, how many before, how many with the draft)."""

    patients: int
    counts: tuple[tuple[str, int, int], ...]
    differing: tuple[Differs, ...]
    more: int
    against: str


def tried(actor: Actor, draft: RuleSet) -> Tried:
    today = timezone.localdate()
    now = next((one for one in applying(draft.owner_id, today) if (one.row.kind, one.row.key) == (draft.kind, draft.key)), None)
    before, after = now.criteria if now else (), criteria_of(draft)
    people = waiting(actor)
    counts: tuple[Counter[Outcome], Counter[Outcome]] = (Counter(), Counter())
    differing: list[tuple[UUID, Outcome, Outcome, tuple[str, ...]]] = []
    for start in range(0, len(people), CHUNK):
        found = facts_of(actor, list(people)[start : start + CHUNK], keys=keys_of((*before, *after)))
        for pk, facts in found.items():
            was, is_ = judge(before, facts, today=today), judge(after, facts, today=today)
            for counter, judged in zip(counts, (was, is_), strict=True):
                counter[outcome(judged)] += 1
            if outcome(was) != outcome(is_):
                differing.append((pk, outcome(was), outcome(is_), reasons(was, is_)))
    shown = told(draft.kind, people, differing[:SHOWN])
    rows = tuple((SAID[draft.kind][one], counts[0][one], counts[1][one]) for one in Outcome)
    against = f"{now.row.title}, version {now.row.number}" if now else ""
    return Tried(sum(counts[1].values()), rows, shown, max(0, len(differing) - SHOWN), against)


def waiting(actor: Actor) -> dict[UUID, UUID]:
    """Patient to referral: everybody with an open referral to the reader's center."""
    rows = Referral.objects.received_by(actor).filter(is_open=True).order_by("stage_since")
    return dict(rows.values_list("patient_id", "pk")[:MOST])


def reasons(before: tuple[Judged, ...], after: tuple[Judged, ...]) -> tuple[str, ...]:
    known = {one.criterion.code: one.state for one in before}
    return tuple(one.criterion.words for one in after if known.get(one.criterion.code) != one.state)[:4]


def told(kind: str, people: dict[UUID, UUID], rows: list[tuple[UUID, Outcome, Outcome, tuple[str, ...]]]) -> tuple[Differs, ...]:
    names = {
        pk: list_name(family, given)
        for pk, family, given in Patient.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "family_name", "given_name")
    }
    words = SAID[kind]
    return tuple(
        Differs(people[pk], pk, names.get(pk, ""), words[was], words[is_], because) for pk, was, is_, because in rows if pk in names
    )
