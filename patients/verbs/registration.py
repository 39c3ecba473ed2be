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
from django.db.models import OuterRef, Subquery

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from patients.clinical.sameness import Likeness, Traits, likeness
from patients.models import Deed, DuplicateLink, Identifier, Patient, Sex, name_key
from patients.models.search import END
from patients.permissions import Permission
from patients.verbs import rows

EACH = 100
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
    values = rows.put(patient, {**_names(given_name, family_name), "birth_on": birth_on, "sex": sex, **contact})
    rows.check_sense(actor, patient, patient)
    one_at_a_time(actor.place.id, birth_on)
    if key and (known := Patient.objects.visible_to(actor).filter(pk=key).first()):
        return known
    if (candidates := likely_same(actor, patient)) and not confirmed_not_duplicate:
        raise LooksLikeDuplicate(candidates)
    return _added(actor, patient, values, mrn=mrn.strip(), candidates=candidates)


def _names(given: str, family: str) -> dict[str, str]:
    return {"given_name": given.strip(), "family_name": family.strip()}


def _added(actor: Actor, patient: Patient, values: dict[str, list[str]], *, mrn: str, candidates: tuple[Candidate, ...]) -> Patient:
    """The record itself, its number, and the word that it is not one of the `candidates`."""
    patient.save(force_insert=True)
    if mrn:
        give_mrn(actor, patient, mrn)
        values["mrn"] = ["", mrn]
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
    """Records of the own organization, likeliest first."""
    own = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    near = Patient.objects.visible_to(actor).filter(pk__in=near_ids(actor, patient))
    found = [candidate(patient, other) for other in near.annotate(mrn=Subquery(own))]
    return tuple(sorted((c for c in found if c.likeness.is_likely), key=lambda c: (-c.likeness.score, c.list_name))[:5])


def near_ids(actor: Actor, patient: Patient) -> set[UUID]:
    """Those with the birth date, the start of a name, or one name and the other's initial: at most `EACH` for each reason."""
    family, given = name_key(patient.family_name), name_key(patient.given_name)
    own = Patient.objects.filter(custodian_id=actor.place_id).exclude(pk=patient.pk)
    starts = {family[:4], given[:4], *((f"{family} {given[:1]}", f"{given} {family[:1]}") if family and given else ())} - {""}
    near = [own.filter(name_key__gte=start, name_key__lt=start + END) for start in sorted(starts)]
    near += [own.filter(birth_on=patient.birth_on)] if patient.birth_on else []
    parts = [rows.order_by("name_key", "pk").values_list("pk", flat=True)[:EACH] for rows in near]
    return set(parts[0].union(*parts[1:])) if parts else set()


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
