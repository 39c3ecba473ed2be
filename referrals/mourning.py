"""A death that somebody recorded, told to the staff of every referral under way. What ends because of it is `pathway.follow`'s business."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from carecoord.access.actor import Actor
from patients.models import Patient
from referrals import notices
from referrals.models import Journey, Referral


def tell(actor: Actor, patient: Patient) -> None:
    """For `patients.verbs.on_death`; registered before the road's own, which ends the journeys that are asked for here."""
    running = Journey.objects.filter(referral=OuterRef("pk"), ended_at__isnull=True)
    rows = Referral.objects.filter(Q(is_open=True) | Exists(running), patient=patient).select_related("from_org", "to_org")
    for row in rows.order_by("pk"):
        notices.tell_of_death(row, but=actor.user_id)
