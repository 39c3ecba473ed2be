"""Judging that two records of the own organization are one person, or are not. Reversible: the records stay two.

Room: patients.verbs. Joining records of two organizations is no act of this house.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.models import Restriction
from carecoord.audit import trail
from patients.models import DuplicateLink, Patient
from patients.permissions import Permission
from patients.verbs import rows


class Judged(StrEnum):
    """What is known of a pair."""

    NOT_YET = "not_yet"
    SAME = "same"
    DIFFERENT = "different"

    @classmethod
    def of(cls, link: DuplicateLink | None) -> Judged:
        if link is None:
            return cls.NOT_YET
        return cls.SAME if link.is_same else cls.DIFFERENT


def link_between(one: Patient, other: Patient) -> DuplicateLink | None:
    first, second = sorted((one.pk, other.pk))
    return DuplicateLink.objects.filter(patient_id=first, other_id=second).select_related("judged_by").first()


def judge_duplicates(actor: Actor, patient_id: UUID, *, other_id: UUID, is_same: bool, was: Judged | None = None) -> DuplicateLink:
    """Both records must be the actor's organization's own. "The same" joins their restrictions; taking it back lifts none.

    `was` is what the judge's page showed; somebody who judged otherwise meanwhile is not overruled unseen.
    """
    if patient_id == other_id:
        raise Refused("These are one record already.")
    pair = [rows.locked_patient(actor, pk, Permission.JUDGE_DUPLICATES) for pk in sorted((patient_id, other_id))]
    if any(patient.custodian_id != actor.place_id for patient in pair):
        raise Refused("Only records that your own organization keeps can be compared.")
    link = link_between(*pair)
    if link is not None and link.is_same == is_same:
        return link
    if was is not None and was != Judged.of(link):
        raise Refused(meanwhile(link), code="judged_meanwhile")
    link = link or DuplicateLink(patient=pair[0], other=pair[1], organization_id=actor.place_id)
    link.is_same, link.judged_by_id, link.judged_at = is_same, actor.user_id or 0, timezone.now()
    link.save()
    if is_same:
        share_restrictions(actor, *pair)
    action = "patient.judged_same" if is_same else "patient.judged_different"
    trail.record(actor, action, about=link, patients=[patient.pk for patient in pair])
    return link


def meanwhile(link: DuplicateLink | None) -> str:
    if link is None:
        return "What was said of these two was taken back meanwhile. Look again."
    what = "one person" if link.is_same else "two people"
    return f"{link.judged_by.name} said meanwhile that this is {what}. Look again before you change that."


def share_restrictions(actor: Actor, one: Patient, other: Patient) -> None:
    """Whatever hides one record hides both."""
    open_ones = Restriction.objects.filter(patient_id__in=(one.pk, other.pk), lifted_at__isnull=True)
    held = {(row.patient_id, row.kind): row for row in open_ones}
    for (patient_id, kind), row in held.items():
        twin = other.pk if patient_id == one.pk else one.pk
        if (twin, kind) not in held:
            Restriction.objects.create(patient_id=twin, kind=kind, reason=row.reason, placed_by_id=actor.user_id)
