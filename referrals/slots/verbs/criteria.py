"""The published criteria of a queue: proposed by one person, approved by a clinician who is another, retired on a day. Never edited."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import may, require
from carecoord.audit.trail import record
from referrals.models import Measure, QueueCriterion
from referrals.slots.permissions import Permission


def propose_criterion(
    actor: Actor, *, words: str, points: int, measure: Measure = Measure.ASKED, most: int | None = None, effective_on: date | None = None
) -> QueueCriterion:
    """It counts for nobody until it is approved."""
    if not may(actor, Permission.MANAGE):
        require(actor, Permission.APPROVE)
    code = slugify(words)[:40].strip("-")
    if not code or not 1 <= points <= 100:
        raise Refused("Words, and 1 to 100 points.", field="points", code="points_out_of_range")
    running = QueueCriterion.objects.filter(center_id=actor.place_id, retired_on__isnull=True)
    if running.filter(code=code).exists() or (measure == Measure.WEEKS and running.filter(measure=Measure.WEEKS).exists()):
        raise Refused("There is such a criterion already. Retire it first.", field="words", code="exists")
    row = QueueCriterion.objects.create(
        center_id=actor.place_id,
        code=code,
        words=words.strip(),
        measure=measure,
        points=points,
        most=most if measure == Measure.WEEKS else None,
        effective_on=effective_on or timezone.localdate(),
        proposed_by_id=actor.user_id,
    )
    record(actor, "queue.propose_criterion", about=row)
    return row


def own(actor: Actor, criterion_id: UUID) -> QueueCriterion:
    return QueueCriterion.objects.select_for_update(of=("self",)).get(pk=criterion_id, center_id=actor.place_id)


def approve_criterion(actor: Actor, criterion_id: UUID) -> QueueCriterion:
    require(actor, Permission.APPROVE)
    row = own(actor, criterion_id)
    if row.approved_at or row.retired_on:
        raise Refused("This is approved already, or retired.", code="approved_already")
    if row.proposed_by_id == actor.user_id:
        raise NotAllowed("Somebody else approves what you proposed.")
    row.approved_by_id, row.approved_at = actor.user_id, timezone.now()
    row.save(update_fields=["approved_by", "approved_at"])
    record(actor, "queue.approve_criterion", about=row)
    return row


def retire_criterion(actor: Actor, criterion_id: UUID) -> QueueCriterion:
    """From today on it counts for nobody who is scored; what was counted stays until somebody answers again."""
    require(actor, Permission.APPROVE)
    row = own(actor, criterion_id)
    if row.retired_on:
        raise Refused("This is retired already.", code="retired_already")
    row.retired_on = timezone.localdate()
    row.save(update_fields=["retired_on"])
    record(actor, "queue.retire_criterion", about=row)
    return row
