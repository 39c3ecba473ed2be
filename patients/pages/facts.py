"""The Facts page: everything in the chart that is neither a result nor a document, each with a link to correct it.

Room: patients.pages. One statement a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.dates import staff_day
from patients.forms.facts import KINDS, FactKind
from patients.models import Allergy, Comorbidity, Coverage, Diagnosis, Fact, Medication, Patient, PerformanceStatus, Procedure
from patients.pages.header import Head, head

MANY = 200


@dataclass(frozen=True, slots=True)
class FactRow:
    name: str
    about: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    one: str
    add: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    head: Head
    groups: tuple[Group, ...]
    procedures: tuple[FactRow, ...]


def joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def on(word: str, day: date | None) -> str:
    return f"{word} {staff_day(day)}" if day else ""


def diagnosis(row: Diagnosis) -> tuple[str, str]:
    stage = [f"ISS {row.iss}" if row.iss else "", f"R-ISS {row.r_iss}" if row.r_iss else ""]
    kind = row.get_myeloma_type_display() if row.myeloma_type else ""
    return row.display, joined([row.icd10, kind, *stage, *row.cytogenetics, on("diagnosed", row.diagnosed_on), on("ended", row.ended_on)])


def performance(row: PerformanceStatus) -> tuple[str, str]:
    both = joined([f"ECOG {row.ecog}" if row.ecog is not None else "", f"Karnofsky {row.karnofsky}" if row.karnofsky is not None else ""])
    return both, on("assessed", row.assessed_on)


def medication(row: Medication) -> tuple[str, str]:
    state = "" if row.is_active else "stopped"
    return row.name, joined([state, row.dose, on("since", row.started_on), on("last dose", row.last_dose_on)])


def allergy(row: Allergy) -> tuple[str, str]:
    return row.substance, joined([row.reaction or "Reaction not known", "severe" if row.is_severe else ""])


def comorbidity(row: Comorbidity) -> tuple[str, str]:
    return row.name, joined([row.icd10, on("since", row.since_on), row.note])


def coverage(row: Coverage) -> tuple[str, str]:
    return row.payer, joined(
        ["pays first" if row.is_primary else "pays second", row.plan_type, row.member_number and f"member {row.member_number}"]
    )


WORDS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "allergies": allergy,
    "medications": medication,
    "diagnoses": diagnosis,
    "comorbidities": comorbidity,
    "performance": performance,
    "coverage": coverage,
}


def facts(actor: Actor, patient: Patient) -> Facts:
    return Facts(
        head=head(actor, patient, "patients:facts"),
        groups=tuple(group(patient, KINDS[slug]) for slug in WORDS),
        procedures=tuple(procedures(patient)),
    )


def group(patient: Patient, kind: FactKind) -> Group:
    where = {"patient_id": patient.pk, "kind": kind.slug}
    found: Iterable[Fact] = kind.model._default_manager.filter(patient=patient, is_entered_in_error=False)[:MANY]
    rows = tuple(
        FactRow(*WORDS[kind.slug](row), href=reverse("patients:correct_fact", kwargs={**where, "fact_id": row.pk})) for row in found
    )
    return Group(kind.many, kind.one, reverse("patients:add_fact", kwargs=where), rows)


def procedures(patient: Patient) -> Iterable[FactRow]:
    """Imported ones; they are not typed here."""
    for row in Procedure.objects.filter(patient=patient, is_entered_in_error=False)[:MANY]:
        yield FactRow(row.name, joined([on("done", row.performed_on), row.note]))
