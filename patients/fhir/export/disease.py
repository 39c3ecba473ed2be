"""Condition (diagnoses and comorbidities), Procedure, AllergyIntolerance.

Room: patients.fhir.export.
"""

from __future__ import annotations

from carecoord.interop.codes import ICD10CM, SNOMED
from patients.fhir.conditions import CPT
from patients.fhir.export.parts import Json, about, codeable, extension, on, period, present, term
from patients.models import Allergy, Comorbidity, Diagnosis, Procedure

REMISSION = {"1": "remission", "2": "relapse"}


def condition(row: Diagnosis) -> Json:
    return present(
        resourceType="Condition",
        id=str(row.pk),
        extension=myeloma_facts(row),
        clinicalStatus=term("condition-clinical", clinical_status(row)),
        verificationStatus=term("condition-ver-status", "confirmed"),
        category=[term("condition-category", "problem-list-item")],
        code=codeable(row.display, (ICD10CM, row.icd10), (SNOMED, row.snomed)),
        subject=about(row.patient_id),
        onsetDateTime=on(row.diagnosed_on),
        abatementDateTime=on(row.ended_on),
        stage=stages(row),
    )


def clinical_status(row: Diagnosis) -> str:
    """Remission and relapse stand in the fifth digit of the plasma cell codes. R4 allows no abatement with an active state."""
    fifth = row.icd10[5:6] if row.icd10.startswith("C90.") else ""
    if row.ended_on:
        return "remission" if fifth == "1" else "resolved"
    return REMISSION.get(fifth, "active")


def myeloma_facts(row: Diagnosis) -> list[Json]:
    """What R4 has no element for; read back by `patients.fhir.conditions`."""
    if not row.is_myeloma:
        return []
    found = [extension("myeloma-type", valueCode=row.myeloma_type)] if row.myeloma_type else []
    found += [extension("cytogenetic-finding", valueString=finding) for finding in row.cytogenetics]
    found += [extension("extramedullary", valueCode=row.is_extramedullary), extension("measurable", valueCode=row.is_measurable)]
    return found


def stages(row: Diagnosis) -> list[Json]:
    said = (("ISS", row.iss), ("R-ISS", row.r_iss))
    return [{"summary": {"text": f"Stage {stage}"}, "type": {"text": name}} for name, stage in said if stage]


def comorbidity(row: Comorbidity) -> Json:
    return present(
        resourceType="Condition",
        id=str(row.pk),
        clinicalStatus=term("condition-clinical", "active"),
        verificationStatus=term("condition-ver-status", "confirmed"),
        category=[term("condition-category", "problem-list-item")],
        code=codeable(row.name, (ICD10CM, row.icd10)),
        subject=about(row.patient_id),
        onsetDateTime=on(row.since_on),
        note=[{"text": row.note}] if row.note else [],
    )


def procedure(row: Procedure) -> Json:
    has_end = row.ended_on is not None
    return present(
        resourceType="Procedure",
        id=str(row.pk),
        status="completed" if row.is_finished else "in-progress",
        code=codeable(row.name, (SNOMED, row.snomed), (CPT, row.cpt)),
        subject=about(row.patient_id),
        performedDateTime="" if has_end else on(row.performed_on),
        performedPeriod=period(row.performed_on, row.ended_on) if has_end else None,
        bodySite=[{"text": row.note}] if row.note else [],
    )


def allergy(row: Allergy) -> Json:
    reaction = present(manifestation=[{"text": row.reaction}] if row.reaction else [], severity="severe" if row.is_severe else "")
    return present(
        resourceType="AllergyIntolerance",
        id=str(row.pk),
        clinicalStatus=term("allergyintolerance-clinical", "active"),
        verificationStatus=term("allergyintolerance-verification", "confirmed"),
        criticality="high" if row.is_severe else "",
        code={"text": row.substance},
        patient=about(row.patient_id),
        reaction=[reaction] if row.reaction else [],
    )
