"""The record of one patient, loaded in a fixed number of statements, as one Bundle.

Room: patients.fhir.export.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import require
from carecoord.audit import trail
from patients.fhir.export import disease, documents, findings, people, treatment
from patients.fhir.export.parts import Json, at, entries
from patients.models import (
    Allergy,
    Caregiver,
    Comorbidity,
    Diagnosis,
    Document,
    DocumentState,
    Fact,
    Identifier,
    Medication,
    Patient,
    PerformanceStatus,
    Procedure,
    Result,
    TherapyLine,
)
from patients.permissions import Permission

F = TypeVar("F", bound=Fact)


@dataclass
class Record:
    """Rows of one patient, without what was entered in error."""

    patient: Patient
    identifiers: list[Identifier] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    comorbidities: list[Comorbidity] = field(default_factory=list)
    lines: list[TherapyLine] = field(default_factory=list)
    medications: list[Medication] = field(default_factory=list)
    allergies: list[Allergy] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    performance: list[PerformanceStatus] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    caregivers: list[Caregiver] = field(default_factory=list)


def export_patient(actor: Actor, patient_id: UUID) -> Json:
    """The Bundle, audited. Patient.DoesNotExist for whoever may not open the live chart."""
    patient = Patient.objects.chart_of(actor).get(pk=patient_id)
    require(actor, Permission.VIEW_RECORD, patient)
    trail.record(actor, "patients.export_fhir", about=patient, patients=[patient.pk])
    return bundle(load(patient))


def load(patient: Patient) -> Record:
    """Thirteen statements, whatever the size of the record."""
    return Record(
        patient=patient,
        identifiers=list(Identifier.objects.filter(patient=patient).order_by("system", "value")),
        diagnoses=standing(Diagnosis, patient),
        comorbidities=standing(Comorbidity, patient),
        lines=list(_standing(TherapyLine, patient).prefetch_related("drugs")),
        medications=standing(Medication, patient),
        allergies=standing(Allergy, patient),
        results=standing(Result, patient),
        performance=standing(PerformanceStatus, patient),
        procedures=standing(Procedure, patient),
        documents=list(_standing(Document, patient).filter(state=DocumentState.SCANNED)),
        caregivers=standing(Caregiver, patient),
    )


def standing(model: type[F], patient: Patient) -> list[F]:
    return list(_standing(model, patient))


def _standing(model: type[F], patient: Patient) -> QuerySet[F]:
    return QuerySet(model).filter(patient=patient, is_entered_in_error=False)


def bundle(record: Record) -> Json:
    """A collection Bundle of R4: the patient first, each fact after it."""
    resources = [
        people.patient(record.patient, record.identifiers),
        *map(disease.condition, record.diagnoses),
        *map(disease.comorbidity, record.comorbidities),
        *(treatment.line_drug(line, drug) for line in record.lines for drug in line.drugs.all()),
        *map(treatment.medication, record.medications),
        *map(disease.allergy, record.allergies),
        *map(findings.result, record.results),
        *(observation for row in record.performance for observation in findings.performance(row)),
        *map(disease.procedure, record.procedures),
        *map(documents.document, record.documents),
        *map(people.related_person, record.caregivers),
    ]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": at(timezone.now()), "entry": entries(resources)}
