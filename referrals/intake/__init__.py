"""Intake: what a center needs, how much of it is there, and the packet that is frozen when a referral is sent."""

from referrals.intake.checklist import Checklist, Item, checklist_for
from referrals.intake.meter import Meter, measure
from referrals.intake.packet import Frozen, freeze
from referrals.intake.snapshot import snapshot

__all__ = ["Checklist", "Frozen", "Item", "Meter", "checklist_for", "freeze", "measure", "missing_at_submit", "snapshot"]

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization
from referrals.models import Referral, ReferralKind


def missing_at_submit(actor: Actor, referral: Referral, center: Organization) -> list[Item]:
    """Items that must be there before sending to this center. An early heads-up needs only who, why and the agreement."""
    checklist = checklist_for(center, referral.products)
    missing = measure(checklist, snapshot(actor, referral)).missing("submit")
    if referral.kind == ReferralKind.HEADS_UP:
        return [item for item in missing if item.code in HEADS_UP_ITEMS]
    return missing


HEADS_UP_ITEMS = ("name", "consent", "reason", "diagnosis")
