"""The center passes the patient on: its own part ends, and the practice is asked to send to the center it names."""

from __future__ import annotations

from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.accounts.models import Organization, OrganizationKind
from referrals import loop, sharing
from referrals.models import Referral
from referrals.reasons import CancelReason


def transfer(actor: Actor, referral_id: UUID, *, version: int, center: int, text: str) -> Referral:
    """End here and propose `center`. Only the sender sends: the practice starts the next one from this (`start(continues=)`)."""
    referral, move = loop.begin(actor, referral_id, "transfer", version=version)
    target = Organization.objects.filter(pk=center, kind=OrganizationKind.CENTER, is_active=True).exclude(pk=actor.place_id).first()
    if target is None:
        raise Refused("Choose another center.", field="center", code="center_needed")
    if not text.strip():
        raise Refused("Write why the patient is better served there.", field="text", code="text_needed")
    referral.reason_code, referral.reason_text, referral.alternative = CancelReason.TRANSFERRED, text.strip()[:1000], target.name
    fields = ("reason_code", "reason_text", "alternative")
    loop.advance(actor, referral, move, loop.Step(reason_code=CancelReason.TRANSFERRED, fields=fields, detail={"center": target.pk}))
    sharing.keep_snapshot(referral)
    return referral
