"""Registering a patient, with a warning when the own organization already has someone like them.

Room: patients.verbs. The warning never looks across organizations: a person known to another practice leaves no hint here.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Q, Subquery

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from patients.clinical.sameness import Likeness, Traits, likeness
from patients.models import Deed, DuplicateLink, Identifier, Patient, Sex, name_key
from patients.permissions import Permission
from patients.verbs import rows

CANDIDATES = 200
CONTACT = ("language", "needs_interpreter", "phone", "email", "address", "city", "state", "zip_code")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the own organization that may be the same person."""

    patient_id: UUID
    list_name: str
    birth_on: date | None
    mrn: str
    likeness: Likeness


class LooksLikeDuplicate(Refused):
    """Not registered yet: somebody like this is already in the list. Register again with `confirmed_not_duplicate`."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        super().__init__("Somebody like this is already registered here. Compare before you register anew.", code="looks_like_duplicate")
        self.candidates = candidates


def register(
    actor: Actor,
    *,
    given_name: str,
    family_name: str,
    birth_on: date | None = None,
    sex: str = Sex.UNKNOWN,
    mrn: str = "",
    confirmed_not_duplicate: bool = False,
    key: UUID | None = None,
    **contact: Any,
) -> Patient:
    """A new record in the custody of the actor's organization. Called twice with one `key` it registers once."""
    require(actor, Permission.REGISTER)
    if actor.place is None:
        raise NotAllowed("Choose the organization you act for first.")
    patient = Patient(custodian_id=actor.place.id, **({"pk": key} if key else {}))
    given = {"given_name": given_name.strip(), "family_name": family_name.strip(), "birth_on": birth_on, "sex": sex, **contact}
    values = rows.put(patient, given)
    rows.check_sense(actor, patient, patient)
    one_at_a_time(actor.place.id, birth_on)
    if key and (known := Patient.objects.visible_to(actor).filter(pk=key).first()):
        return known
    candidates = likely_same(actor, patient)
    if candidates and not confirmed_not_duplicate:
        raise LooksLikeDuplicate(candidates)
    patient.save(force_insert=True)
    if mrn.strip():
        give_mrn(actor, patient, mrn.strip())
        values["mrn"] = ["", mrn.strip()]
    for candidate in candidates:
        tell_apart(actor, patient.pk, candidate.patient_id)
    reason = "Not the same as a similar record" if candidates else ""
    rows.keep(actor, patient, Deed.ADDED, values, reason=reason, action="patient.register")
    return patient


def one_at_a_time(organization_id: int, birth_on: date | None) -> None:
    """Two colleagues registering one person at once: the second waits, and then sees the first's record."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [organization_id, zlib.crc32(str(birth_on).encode()) & 0x7FFFFFFF])


def likely_same(actor: Actor, patient: Patient) -> tuple[Candidate, ...]:
    """Records of the own organization, likeliest first: SQL finds those with the birth date or the start of a name."""
    family, given = name_key(patient.family_name), name_key(patient.given_name)
    alike = Q(name_key__startswith=family[:4]) | Q(name_key__startswith=given[:4])
    if patient.birth_on:
        alike |= Q(birth_on=patient.birth_on)
    near = Patient.objects.visible_to(actor).filter(alike, custodian_id=actor.place_id).exclude(pk=patient.pk)
    own = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    found = [candidate(patient, other) for other in near.annotate(mrn=Subquery(own)).order_by("name_key")[:CANDIDATES]]
    return tuple(sorted((c for c in found if c.likeness.is_likely), key=lambda c: -c.likeness.score)[:5])


def candidate(patient: Patient, other: Patient) -> Candidate:
    mrn = getattr(other, "mrn", "") or ""
    return Candidate(other.pk, other.list_name, other.birth_on, mrn, likeness(traits(patient), traits(other)))


def traits(patient: Patient) -> Traits:
    return Traits(
        family=name_key(patient.family_name),
        given=name_key(patient.given_name),
        birth_on=patient.birth_on,
        sex=patient.sex,
        phone=patient.phone,
        zip_code=patient.zip_code,
    )


def give_mrn(actor: Actor, patient: Patient, value: str) -> None:
    """The organization's own number. A number in use is refused in words that show no other patient."""
    number = Identifier(patient=patient, organization_id=actor.place_id, value=value)
    try:
        with transaction.atomic():
            number.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused("Another patient of your organization already has this MRN.", field="mrn", code="mrn_taken") from fault


def tell_apart(actor: Actor, one: UUID, other: UUID) -> None:
    first, second = sorted((one, other))
    if actor.user_id is not None:
        link = DuplicateLink(patient_id=first, other_id=second, organization_id=actor.place_id, is_same=False, judged_by_id=actor.user_id)
        link.save(force_insert=True)
