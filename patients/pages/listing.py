"""The list of patients: those the actor may see, by name, a page at a time; found by name, MRN or birth date.

Room: patients.pages. Page first, people second: the page's ids come by the lower wall and the name's order, then the strict upper wall
looks at those few. A person who is dropped there is not counted anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.pieces import Empty
from patients.models import Identifier, Patient, name_key
from patients.verbs.rows import today

PAGE = 50
SPELLINGS = ("%Y-%m-%d", "%d-%b-%Y", "%m/%d/%Y", "%m-%d-%Y", "%d %b %Y", "%b %d, %Y")
MANY_WORDS = 5


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
    ids = page_of_ids(actor, asked, after)
    mrn = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    found = Patient.objects.visible_to(actor).filter(pk__in=ids[:PAGE]).select_related("custodian").annotate(mrn=Subquery(mrn))
    people = {patient.pk: patient for patient in found}
    rows = tuple(row_of(actor, people[pk]) for pk in ids[:PAGE] if pk in people)
    return PatientList(rows, asked, ids[PAGE - 1] if len(ids) > PAGE else None, after is None, empty_of(actor, asked))


def page_of_ids(actor: Actor, asked: str, after: UUID | None) -> list[UUID]:
    """Ids of a page and one more, by name. Row-level security bounds what is walked."""
    found = search(actor, asked)
    last = Patient.objects.visible_to(actor).filter(pk=after).values_list("name_key", flat=True).first() if after else None
    if last is not None:
        found = found.filter(Q(name_key__gte=last) & (Q(name_key__gt=last) | Q(pk__gt=after)))
    return list(found.order_by("name_key", "pk").values_list("pk", flat=True)[: PAGE + 1])


def search(actor: Actor, asked: str) -> QuerySet[Patient]:
    """Birth date or MRN if it reads as one, else every word somewhere in the name."""
    people = Patient.objects.all()
    if not asked:
        return people
    born = date_in(asked)
    if born is not None:
        return people.filter(birth_on=born)
    if any(letter.isdigit() for letter in asked):
        return people.filter(identifiers__value=asked.strip(), identifiers__organization_id=actor.place_id)
    for word in name_key(asked.replace(",", " ")).split()[:MANY_WORDS]:
        people = people.filter(name_key__contains=word)
    return people


def date_in(asked: str) -> date | None:
    plain = re.sub(r"\s+", " ", asked.strip()).title() if re.search(r"\d", asked) else ""
    for spelling in SPELLINGS if plain else ():
        try:
            return datetime.strptime(plain, spelling).date()  # noqa: DTZ007 - a birth date has no zone
        except ValueError:
            continue
    return None


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
            f"Check the spelling, or search by MRN or birth date. You see only patients shared with {here}.",
            icon="search",
        )
    return Empty("No patient yet", f"Patients appear here once {here} registers them or somebody refers them to {here}.")
