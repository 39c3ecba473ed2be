"""A verdict is stored: what every set that applies says today, with every value it used. Nothing ever changes it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals import loop
from referrals.models import Referral, Verdict
from referrals.selection.basis import Basis, basis_of
from referrals.selection.judging import Judgement, judgements, line
from referrals.selection.permissions import Permission
from referrals.selection.sets import applying


def store(actor: Actor, referral_id: UUID) -> list[Verdict]:
    """One row a set. Twice on one day is two verdicts: each says what was known then."""
    referral = loop.lock(actor, referral_id)
    require(actor, Permission.JUDGE, referral)
    if actor.place is None:
        raise NotAllowed("A colleague of the practice or the center does this.")
    today, basis = timezone.localdate(), basis_of(actor, referral)
    found = judgements(applying(referral.to_org_id, today), basis.facts, today=today)
    at = timezone.now()
    rows = [verdict(actor, referral, basis, one) for one in found]
    for row in rows:
        row.judged_at = at
    Verdict.objects.bulk_create(rows)
    record(
        actor, "selection.store_verdict", about=referral, patients=[referral.patient_id], fields=[f"{row.key} {row.number}" for row in rows]
    )
    return rows


def verdict(actor: Actor, referral: Referral, basis: Basis, found: Judgement) -> Verdict:
    row = found.row
    return Verdict(
        patient_id=referral.patient_id,
        referral=referral,
        organization_id=actor.place_id,
        rule_set=row,
        kind=row.kind,
        key=row.key,
        title=row.title,
        product=row.product,
        number=row.number,
        source=row.source,
        approval=row.approval,
        outcome=found.outcome,
        lines=[line(one) for one in found.judged],
        basis=basis.name,
        judged_by_id=actor.user_id,
        judged_by_name=(actor.name or actor.job)[:120],
    )
