"""The patient and the facts about them. Every table here stands behind row-level security (migration 0002)."""

from patients.models.disease import (
    Comorbidity,
    Diagnosis,
    DrugClass,
    LineDrug,
    MyelomaType,
    PerformanceStatus,
    Refractory,
    Response,
    StopReason,
    TherapyLine,
)
from patients.models.documents import Document, DocumentKind, DocumentState
from patients.models.medications import Allergy, Medication
from patients.models.people import Caregiver, CaregiverState, Coverage, DuplicateLink
from patients.models.person import Identifier, Patient, Sex, name_key
from patients.models.results import Flag, Result

__all__ = [
    "Allergy",
    "Caregiver",
    "CaregiverState",
    "Comorbidity",
    "Coverage",
    "Diagnosis",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DrugClass",
    "DuplicateLink",
    "Flag",
    "Identifier",
    "LineDrug",
    "Medication",
    "MyelomaType",
    "Patient",
    "PerformanceStatus",
    "Refractory",
    "Response",
    "Result",
    "Sex",
    "StopReason",
    "TherapyLine",
    "name_key",
]
