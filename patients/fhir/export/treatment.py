"""MedicationStatement: medications in use, and the drugs of each line of therapy.

Room: patients.fhir.export.
"""

from __future__ import annotations

from carecoord.interop.codes import RXNORM
from patients.fhir.export.parts import Json, about, codeable, period, present
from patients.models import LineDrug, Medication, TherapyLine


def medication(row: Medication) -> Json:
    return present(
        resourceType="MedicationStatement",
        id=str(row.pk),
        status="active" if row.is_active else "completed",
        medicationCodeableConcept=codeable(row.name, (RXNORM, row.rxnorm)),
        subject=about(row.patient_id),
        effectivePeriod=period(row.started_on, row.last_dose_on),
        dosage=[{"text": row.dose}] if row.dose else [],
    )


def line_drug(line: TherapyLine, row: LineDrug) -> Json:
    """The note says which line and regimen the drug belonged to, and what became of it."""
    start, end = row.started_on or line.started_on, row.last_dose_on or line.stopped_on
    return present(
        resourceType="MedicationStatement",
        id=str(row.pk),
        status="active" if line.stopped_on is None and row.last_dose_on is None else "completed",
        medicationCodeableConcept=codeable(row.name, (RXNORM, row.rxnorm)),
        subject=about(row.patient_id),
        effectivePeriod=period(start, end),
        note=[{"text": told(line, row)}],
    )


def told(line: TherapyLine, row: LineDrug) -> str:
    words = [f"Line {line.number}: {line.regimen}"]
    if line.best_response:
        words.append(f"best response {line.get_best_response_display()}")
    if line.stop_reason:
        words.append(f"stopped for: {line.get_stop_reason_display().lower()}")
    if line.progressed_on:
        words.append(f"progressed on {line.progressed_on.isoformat()}")
    words.append(f"refractory to {row.name}: {row.get_refractory_display().lower()}")
    return "; ".join(words) + "."
