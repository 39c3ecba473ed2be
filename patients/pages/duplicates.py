"""Two records of the own organization that may be one person: the warning over a record, and the two side by side.

Room: patients.pages. Nothing here looks across organizations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Tag, Tone
from carecoord.ui.pieces import Link, Said
from patients.clinical.sameness import likeness
from patients.models import Diagnosis, Document, DuplicateLink, Identifier, Patient, Result, Sex, TherapyLine, name_key
from patients.pages.header import Head, head
from patients.permissions import Permission
from patients.verbs.duplicates import Judged, link_between
from patients.verbs.registration import traits

NEAR = 50


@dataclass(frozen=True, slots=True)
class Twins:
    """What stands over a record, and whose names it shows."""

    boxes: tuple[Said, ...] = ()
    shown: tuple[UUID, ...] = ()


def twins(actor: Actor, patient: Patient) -> Twins:
    """Records judged one person with this one, for everybody who reads it; records to compare, for those who may judge."""
    if patient.custodian_id != actor.place_id:
        return Twins()
    found = near(actor, patient)
    same = [one for one in found if getattr(one, "is_same", None)]
    open_ones = [one for one in found if getattr(one, "is_same", None) is None and likeness(traits(patient), traits(one)).is_likely]
    if not (getattr(patient, "takes_writing", False) and may(actor, Permission.JUDGE_DUPLICATES, patient)):
        open_ones = []
    boxes = (same_box(patient, same) if same else None, open_box(patient, open_ones) if open_ones else None)
    return Twins(tuple(box for box in boxes if box), tuple(one.pk for one in (*same, *open_ones)))


def near(actor: Actor, patient: Patient) -> list[Patient]:
    """Born on the same day, of the same name in either order, or judged before: what indexes find at once, in one statement."""
    names = (name_key(patient.family_name, patient.given_name), name_key(patient.given_name, patient.family_name))
    alike = Q(name_key__in=names) | (Q(birth_on=patient.birth_on) if patient.birth_on else Q(pk__in=[]))
    ids = Patient.objects.filter(alike, custodian_id=actor.place_id).values("pk")
    first, second = (DuplicateLink.objects.filter(**{side: patient}) for side in ("patient", "other"))
    own = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    said = DuplicateLink.objects.filter(Q(patient=patient, other=OuterRef("pk")) | Q(other=patient, patient=OuterRef("pk")))
    rows = Patient.objects.visible_to(actor).filter(
        pk__in=ids.union(first.values("other"), second.values("patient"), all=True), custodian_id=actor.place_id
    )
    named = rows.exclude(pk=patient.pk).annotate(mrn=Subquery(own), is_same=Subquery(said.values("is_same")[:1]))
    return list(named.order_by("name_key", "pk")[:NEAR])


def described(other: Patient) -> str:
    mrn = getattr(other, "mrn", "")
    born = f"born {staff_day(other.birth_on)}" if other.birth_on else "birth date not known"
    return ", ".join(filter(None, (other.list_name, born, f"MRN {mrn}" if mrn else "")))


def compare_href(patient: Patient, other: Patient) -> str:
    return reverse("patients:compare", kwargs={"patient_id": patient.pk, "other_id": other.pk})


def same_box(patient: Patient, others: Sequence[Patient]) -> Said:
    links = tuple(Link(described(other), compare_href(patient, other)) for other in others)
    return Said("This person has another record here.", "Read both: what stands in one is not copied to the other.", links=links)


def open_box(patient: Patient, others: Sequence[Patient]) -> Said:
    links = tuple(Link(f"Compare with {described(other)}", compare_href(patient, other)) for other in others)
    text = "Compare the two and say so, and nobody is asked again."
    return Said("Another record here may be the same person.", text, Tone.YOU, links=links)


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    here: str
    there: str
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class Comparison:
    head: Head
    other_id: UUID
    here: str
    there: str
    rows: tuple[Row, ...]
    alike: tuple[str, ...]
    judged: Judged
    judged_by: str
    said: Said | None


DIFFERS, ALIKE = Tag("Differs", Tone.YOU, "exclaim"), Tag("Same", Tone.DONE)


def comparison(actor: Actor, patient: Patient, other: Patient, said: Said | None = None) -> Comparison:
    link = link_between(patient, other)
    return Comparison(
        head=head(actor, patient, ""),
        other_id=other.pk,
        here=described(patient),
        there=described(other),
        rows=(*person_rows(patient, other), *chart_rows(patient, other)),
        alike=tuple(reason[:1].lower() + reason[1:] for reason in likeness(traits(patient), traits(other)).reasons),
        judged=Judged.of(link),
        judged_by=f"{link.judged_by.name}, {staff_day(link.judged_at)}" if link else "",
        said=said,
    )


def person_rows(one: Patient, other: Patient) -> list[Row]:
    """Who they are; a field that neither record has is left out."""
    pairs = {
        "Family name": (one.family_name, other.family_name),
        "Given name": (one.given_name, other.given_name),
        "Date of birth": tuple(staff_day(p.birth_on) if p.birth_on else "" for p in (one, other)),
        "Sex": tuple(p.get_sex_display() if p.sex != Sex.UNKNOWN else "" for p in (one, other)),
        "Phone": (one.phone, other.phone),
        "E-mail": (one.email, other.email),
        "Address": tuple(", ".join(filter(None, (p.address, p.city, p.state, p.zip_code))) for p in (one, other)),
        "Died": tuple(staff_day(p.deceased_at) if p.deceased_at else "" for p in (one, other)),
    }
    return [row(label, here, there) for label, (here, there) in pairs.items() if here or there]


def row(label: str, here: str, there: str) -> Row:
    """A value that only one of them has says nothing about the person."""
    tag = (ALIKE if here.casefold() == there.casefold() else DIFFERS) if here and there else None
    return Row(label, here or "Not known", there or "Not known", tag)


def chart_rows(one: Patient, other: Patient) -> list[Row]:
    """What has been written so far: five statements, whatever the records hold."""
    pair, standing = (one.pk, other.pk), {"patient__in": (one.pk, other.pk), "is_entered_in_error": False}
    numbers = Identifier.objects.filter(patient__in=pair, organization_id=one.custodian_id).order_by("value")
    diagnoses = Diagnosis.objects.filter(**standing).order_by("diagnosed_on", "display")
    lines = TherapyLine.objects.filter(**standing).order_by("number")
    found: dict[str, dict[UUID, str]] = {
        "Numbers": words(numbers.values_list("patient_id", "value")),
        "Diagnoses": words(diagnoses.values_list("patient_id", "display")),
        "Lines of therapy": words(lines.values_list("patient_id", "regimen")),
        "Results": counts(Result.objects.filter(**standing)),
        "Documents": counts(Document.objects.filter(**standing)),
    }
    written = [Row(label, of.get(one.pk, "None"), of.get(other.pk, "None"), None) for label, of in found.items()]
    return [*written, Row("Registered", staff_day(one.created_at), staff_day(other.created_at), None)]


def words(rows: Any) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for patient_id, word in rows[:60]:
        found[patient_id].append(word)
    return {patient_id: ", ".join(dict.fromkeys(each)) for patient_id, each in found.items()}


def counts(rows: Any) -> dict[UUID, str]:
    counted = rows.values("patient_id").annotate(n=Count("pk"))
    return {patient_id: str(number) for patient_id, number in counted.values_list("patient_id", "n")}
