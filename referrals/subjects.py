"""Whom a staff notice is about: the patient of the referral behind it, for those who may see both. Persons know whose road they read."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.notifications.subjects import Subject
from referrals.models import Journey, Referral


def subjects(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Subject]:
    """One statement; what the reader may not see now stays without a name."""
    if actor.place is None:
        return {}
    rows = Referral.objects.visible_to(actor).filter(pk__in=ids)
    names = rows.values_list("id", "patient_id", "patient__family_name", "patient__given_name")
    return {pk: Subject(label(family, given), patient_id) for pk, patient_id, family, given in names}


def of_journeys(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Subject]:
    """The same for notices about a journey."""
    if actor.place is None:
        return {}
    rows = Journey.objects.visible_to(actor).filter(pk__in=ids)
    names = rows.values_list("id", "patient_id", "patient__family_name", "patient__given_name")
    return {pk: Subject(label(family, given), patient_id) for pk, patient_id, family, given in names}


def label(family: str, given: str) -> str:
    """As staff lists write it."""
    return ", ".join(name for name in (family.upper(), given) if name)
