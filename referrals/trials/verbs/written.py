"""A center's criteria of a trial: a draft, approved by a second person, used from a day on, ended. Approved ones never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import Trial, TrialCriteria
from referrals.selection.writing import BadCriterion, parsed, plain
from referrals.trials.permissions import Permission
from referrals.trials.states import CriteriaState


@dataclass(frozen=True, slots=True)
class Written:
    """What a draft holds: plain criteria, what they were read from, and from when they hold."""

    criteria: Sequence[Mapping[str, Any]]
    source: str
    effective_on: date


def save(actor: Actor, trial: Trial, written: Written, *, version: int = 0) -> TrialCriteria:
    """Write the one draft of the center, or begin it. Whoever saved last is its writer."""
    require(actor, Permission.WRITE)
    content = checked(written)
    mine = TrialCriteria.objects.filter(trial=trial, center_id=actor.place_id)
    row = mine.select_for_update().filter(state=CriteriaState.DRAFT).first()
    if row is None:
        newest = mine.order_by("-number").values_list("number", flat=True).first() or 0
        row = TrialCriteria(trial=trial, center_id=actor.place_id, number=newest + 1, version=0)
    elif row.version != version:
        raise Stale(row.version, ["A colleague saved this draft."])
    row.criteria, row.source, row.effective_on = content, written.source.strip(), written.effective_on
    row.drafted_by_id, row.drafted_at = actor.user_id or 0, timezone.now()
    row.version += 1
    row.save()
    record(actor, "trials.write_criteria", about=row, fields=["criteria", "source", "effective_on"])
    return row


def checked(written: Written) -> list[dict[str, Any]]:
    if not written.source.strip():
        raise Refused("Say what they were read from, such as the protocol's version.", field="source", code="source_needed")
    try:
        return plain(parsed(written.criteria))
    except BadCriterion as bad:
        raise Refused(str(bad), field="criteria", code="bad_criterion") from None


def locked(actor: Actor, criteria_id: UUID, version: int) -> TrialCriteria:
    row = TrialCriteria.objects.select_for_update(of=("self",)).get(pk=criteria_id, center_id=actor.place_id)
    if row.version != version:
        raise Stale(row.version, ["A colleague changed it."])
    return row


def approve(actor: Actor, criteria_id: UUID, *, version: int) -> TrialCriteria:
    """By somebody else than its writer. It is used from its day on; what was kept of earlier comparisons stays as it was."""
    require(actor, Permission.APPROVE)
    row = locked(actor, criteria_id, version)
    if row.state != CriteriaState.DRAFT:
        raise Refused("Only a draft can be approved.", code="not_a_draft")
    if row.drafted_by_id == actor.user_id:
        raise Refused("You wrote this draft; a second person approves it.", code="second_person")
    if not row.criteria:
        raise Refused("There is no criterion in it.", code="empty")
    row.state, row.approved_by_id, row.approved_at = CriteriaState.APPROVED, actor.user_id, timezone.now()
    return kept(actor, row, "approve_criteria", "approved_by", "approved_at")


def retire(actor: Actor, criteria_id: UUID, *, version: int) -> TrialCriteria:
    """End an approved version, or take a draft back."""
    require(actor, Permission.WRITE)
    row = locked(actor, criteria_id, version)
    if row.state == CriteriaState.APPROVED:
        require(actor, Permission.APPROVE)
    if row.state == CriteriaState.RETIRED:
        raise Refused("It has ended already.", code="ended")
    row.state, row.retired_at = CriteriaState.RETIRED, timezone.now()
    return kept(actor, row, "retire_criteria", "retired_at")


def kept(actor: Actor, row: TrialCriteria, verb: str, *fields: str) -> TrialCriteria:
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    record(actor, f"trials.{verb}", about=row, fields=fields)
    return row
