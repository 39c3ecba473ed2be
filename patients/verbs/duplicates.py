"""Judging that two records of the own organization are one person, or are not. Reversible: the records stay two.

Room: patients.verbs. Joining records of two organizations is no act of this house.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.models import Restriction
from carecoord.audit import trail
from patients.models import DuplicateLink, Patient
from patients.permissions import Permission
from patients.verbs import rows


def judge_duplicates(actor: Actor, patient_id: UUID, *, other_id: UUID, is_same: bool) -> DuplicateLink:
    """Both records must be the actor's organization's own. "The same" joins their restrictions; taking it back lifts none."""
    if patient_id == other_id:
        raise Refused("These are one record already.")
    pair = [rows.locked_patient(actor, pk, Permission.EDIT_RECORD) for pk in sorted((patient_id, other_id))]
    if any(patient.custodian_id != actor.place_id for patient in pair):
        raise Refused("Only records that your own organization keeps can be compared.")
    link = DuplicateLink.objects.filter(patient=pair[0], other=pair[1]).select_for_update().first()
    if link is None:
        link = DuplicateLink(patient=pair[0], other=pair[1], organization_id=actor.place_id)
    link.is_same, link.judged_by_id, link.judged_at = is_same, actor.user_id or 0, timezone.now()
    link.save()
    if is_same:
        share_restrictions(actor, *pair)
    action = "patient.judged_same" if is_same else "patient.judged_different"
    trail.record(actor, action, about=link, patients=[patient.pk for patient in pair])
    return link


def share_restrictions(actor: Actor, one: Patient, other: Patient) -> None:
    """Whatever hides one record hides both."""
    open_ones = Restriction.objects.filter(patient_id__in=(one.pk, other.pk), lifted_at__isnull=True)
    held = {(row.patient_id, row.kind): row for row in open_ones}
    for (patient_id, kind), row in held.items():
        twin = other.pk if patient_id == one.pk else one.pk
        if (twin, kind) not in held:
            Restriction.objects.create(patient_id=twin, kind=kind, reason=row.reason, placed_by_id=actor.user_id)
