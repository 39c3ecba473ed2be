"""The caregivers of a patient as staff see them, and as the patient and the proxies themselves see them.

Room: patients.pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carecoord.access.actor import Actor
from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.access.permissions import may
from carecoord.ui.parts import Tag, Tone
from patients.forms.people import SCOPE_WORDS
from patients.models import Caregiver, CaregiverState, Patient
from patients.pages.header import Head, head
from patients.pages.record import caregiver_row
from patients.permissions import Permission

WORDS: dict[str, Promise] = {scope.value: words for scope, words in SCOPE_WORDS}


@dataclass(frozen=True, slots=True)
class Row:
    caregiver_id: UUID
    name: str
    about: str
    phone: str
    tag: Tag
    scopes: tuple[str | Promise, ...]
    ends_at: datetime | None
    version: int
    has_access: bool
    signs_in: bool


@dataclass(frozen=True, slots=True)
class Caregivers:
    head: Head
    rows: tuple[Row, ...]
    lacks_backup: bool
    may_manage: bool


def row_of(caregiver: Caregiver) -> Row:
    plain = caregiver_row(caregiver)
    return Row(
        caregiver_id=caregiver.pk,
        name=plain.name,
        about=plain.about,
        phone=caregiver.phone,
        tag=plain.tag,
        scopes=tuple(WORDS[scope] for scope in caregiver.scopes) if caregiver.has_access else (),
        ends_at=caregiver.ends_at if caregiver.has_access else None,
        version=caregiver.version,
        has_access=caregiver.has_access,
        signs_in=caregiver.state == CaregiverState.CONFIRMED,
    )


def caregivers(actor: Actor, patient: Patient) -> Caregivers:
    found = list(Caregiver.objects.filter(patient=patient, is_entered_in_error=False).order_by("is_backup", "name")[:100])
    above = head(actor, patient, "patients:caregivers")
    return Caregivers(
        head=above,
        rows=tuple(map(row_of, found)),
        lacks_backup=not any(caregiver.is_backup for caregiver in found),
        may_manage=above.takes_writing and may(actor, Permission.MANAGE_CAREGIVERS, patient),
    )


MY_TAGS = {
    CaregiverState.NAMED: Tag(_("On your list"), Tone.PLAIN),
    CaregiverState.PENDING: Tag(_("Asked, not signed in yet"), Tone.PLAIN, "requested"),
    CaregiverState.CONFIRMED: Tag(_("Can sign in"), Tone.DONE),
    CaregiverState.REVOKED: Tag(_("Stopped"), Tone.PLAIN, "lock"),
    CaregiverState.EXPIRED: Tag(_("Time is over"), Tone.PLAIN, "clock"),
}


@dataclass(frozen=True, slots=True)
class MyRow:
    """Somebody who helps me; or, for a helper, somebody I help. `caregiver_id` is None where there is nothing to stop."""

    caregiver_id: UUID | None
    name: str
    relationship: str
    tag: Tag
    scopes: tuple[str | Promise, ...]
    ends_at: datetime | None
    version: int
    patient_id: UUID


@dataclass(frozen=True, slots=True)
class MyCaregivers:
    """`helpers` help me; `helping` are people I help."""

    helpers: tuple[MyRow, ...]
    helping: tuple[MyRow, ...]
    is_patient: bool


def my_row(caregiver: Caregiver, name: str) -> MyRow:
    return MyRow(
        caregiver_id=caregiver.pk if caregiver.has_access else None,
        name=name,
        relationship=caregiver.relationship,
        tag=MY_TAGS[CaregiverState(caregiver.state)],
        scopes=tuple(WORDS[scope] for scope in caregiver.scopes) if caregiver.has_access else (),
        ends_at=caregiver.ends_at if caregiver.state == CaregiverState.CONFIRMED else None,
        version=caregiver.version,
        patient_id=caregiver.patient_id,
    )


def my_caregivers(actor: Actor) -> MyCaregivers:
    """Three statements: which records are mine, who helps there, whom I help."""
    mine = list(PersonalGrant.objects.held_by(actor).filter(source=PersonalSource.SELF).values_list("patient_id", flat=True))
    helpers = Caregiver.objects.filter(patient_id__in=mine, is_entered_in_error=False).order_by("is_backup", "name")[:100]
    found = Caregiver.objects.filter(user_id=actor.user_id or 0, state=CaregiverState.CONFIRMED, is_entered_in_error=False)
    helping = found.filter(patient__in=Patient.objects.visible_to(actor)).select_related("patient")[:100]
    return MyCaregivers(
        helpers=tuple(my_row(caregiver, caregiver.name) for caregiver in helpers),
        helping=tuple(my_row(caregiver, f"{caregiver.patient.given_name} {caregiver.patient.family_name}") for caregiver in helping),
        is_patient=bool(mine),
    )
