"""The list of patients: those the actor may see, by name, a page at a time; found by name, MRN or birth date.

Room: patients.pages. Page first, people second: the page's ids come from `finding`, behind the lower wall; then the strict upper wall looks
at those few. A person who is dropped there is not counted anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.pieces import Empty
from patients.models import Identifier, Patient
from patients.pages.finding import LostPlace, found
from patients.verbs.rows import today


@dataclass(frozen=True, slots=True)
class PatientRow:
    patient_id: UUID
    href: str
    name: str
    born_on: date | None
    age: int | None
    sex: str
    mrn: str
    custodian: str
    is_deceased: bool


@dataclass(frozen=True, slots=True)
class PatientList:
    """`after` is the id that the next page follows; `empty` says what is next where there is no row."""

    rows: tuple[PatientRow, ...]
    asked: str
    after: UUID | None
    is_first: bool
    empty: Empty


def patients(actor: Actor, asked: str, after: UUID | None) -> PatientList:
    try:
        page = found(actor, asked, after)
    except LostPlace:
        after, page = None, found(actor, asked, None)
    mrn = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    seen = Patient.objects.visible_to(actor).filter(pk__in=page.ids).select_related("custodian").annotate(mrn=Subquery(mrn))
    people = {patient.pk: patient for patient in seen}
    rows = tuple(row_of(actor, people[pk]) for pk in page.ids if pk in people)
    return PatientList(rows, asked, page.after, after is None, empty_of(actor, asked))


def row_of(actor: Actor, patient: Patient) -> PatientRow:
    return PatientRow(
        patient_id=patient.pk,
        href=reverse("patients:record", kwargs={"patient_id": patient.pk}),
        name=patient.list_name,
        born_on=patient.birth_on,
        age=patient.age_on(today(actor)),
        sex=patient.get_sex_display(),
        mrn=getattr(patient, "mrn", "") or "",
        custodian=patient.custodian.short_name,
        is_deceased=patient.is_deceased,
    )


def empty_of(actor: Actor, asked: str) -> Empty:
    here = actor.place.short_name if actor.place else "you"
    if asked:
        return Empty(
            f"No patient matches “{asked}”",
            f"Type how each name begins, or search by MRN or birth date. You see only patients shared with {here}.",
            icon="search",
        )
    return Empty("No patient yet", f"Patients appear here once {here} registers them or somebody refers them to {here}.")
