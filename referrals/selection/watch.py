"""Re-triage while somebody waits: a new value is held against the newest stored verdicts, and the center is told of a crossing.

Room: referrals.selection. Level-triggered: the panel shows the same crossings whoever was told; a notice is only a wake-up call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.notifications import Kind, post
from referrals.models import Referral, Verdict
from referrals.notices import desk
from referrals.selection.criteria import Judged, State, judge, value_said
from referrals.selection.facts import facts_of
from referrals.selection.found import Facts
from referrals.selection.sets import criteria_of
from referrals.states import Side, Stage

WAITING: Final = frozenset({
    Stage.ACCEPTED, Stage.CONSULT_SCHEDULED, Stage.CONSULTED, Stage.WAITLISTED, Stage.DEFERRED, Stage.IN_WORKUP,
})  # fmt: skip  # the stages in which a center waits for cells


@dataclass(frozen=True, slots=True)
class Crossing:
    """One criterion whose answer is another now than in the stored verdict."""

    verdict: Verdict
    code: str
    label: str
    words: str
    before: str
    now: str
    was: str
    is_: str

    @property
    def is_worse(self) -> bool:
        return self.is_ == State.NOT_MET


def look_again(actor: Actor, patient_ids: Iterable[UUID]) -> None:
    """After a write to the record. One statement where nobody waits with a stored verdict; none for a job, which writes no value."""
    if actor.job:
        return
    ids = list(patient_ids)
    waiting = Referral.objects.filter(patient_id__in=ids, stage__in=sorted(WAITING), is_open=True, verdicts__isnull=False)
    referrals = list(waiting.select_related("to_org", "from_org").distinct())
    if not referrals:
        return
    facts = facts_of(actor, {one.patient_id for one in referrals})
    for referral in referrals:
        if referral.patient_id in facts and (found := crossings(referral, facts[referral.patient_id])):
            tell(referral, found)


def crossings(referral: Referral, facts: Facts) -> list[Crossing]:
    """Against the newest verdict of each set, by the rules that verdict used."""
    rows = (
        Verdict.objects.filter(referral=referral).select_related("rule_set").order_by("kind", "key", "-judged_at").distinct("kind", "key")
    )
    return [one for row in rows for one in crossed(row, facts)]


def crossed(row: Verdict, facts: Facts) -> list[Crossing]:
    stored = {line["code"]: line for line in row.lines}
    found = judge(criteria_of(row.rule_set), facts, today=timezone.localdate())
    return [crossing(row, stored[one.criterion.code], one) for one in found if differs(stored.get(one.criterion.code), one)]


def differs(line: dict[str, Any] | None, now: Judged) -> bool:
    """From met to not met or back. What was unknown and is known now counts only where it is not met; what has aged is no news."""
    if line is None or line["state"] == now.state or now.state is State.UNKNOWN:
        return False
    return now.state is State.NOT_MET or line["state"] == State.NOT_MET


def crossing(row: Verdict, line: dict[str, Any], now: Judged) -> Crossing:
    value = value_said(now.criterion.key, now.fact.value, now.fact.bound) if now.fact else "not known"
    return Crossing(
        row, now.criterion.code, now.criterion.key.label, now.criterion.words, line["value"] or "not known", value, line["state"], now.state
    )


def tell(referral: Referral, found: list[Crossing]) -> None:
    """Once for one set of crossings against one verdict."""
    said = " ".join(sorted(f"{one.verdict.pk} {one.code} {one.is_}" for one in found))
    key = f"recheck:{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    people = desk(referral, Side.RECEIVER)
    if people:
        post(
            Kind.RECHECK_NEEDED,
            to=people,
            about=referral.pk,
            key=key,
            patient_id=referral.patient_id,
            organization_id=referral.center.pk,
        )
