"""The patient and the facts about them. Every table here stands behind row-level security (migration 0002)."""

from patients.models.assessments import Assessment
from patients.models.disease import (
    Basis,
    Comorbidity,
    Diagnosis,
    DrugClass,
    LineDrug,
    MyelomaType,
    PerformanceStatus,
    Refractory,
    Response,
    Stage,
    StopReason,
    TherapyLine,
)
from patients.models.documents import Document, DocumentKind, DocumentState
from patients.models.facts import Fact
from patients.models.history import Change, Deed
from patients.models.medications import Allergy, Medication
from patients.models.people import Caregiver, CaregiverState, Coverage, DuplicateLink, PersonalInvitation
from patients.models.person import Identifier, Patient, Sex, list_name, name_key
from patients.models.procedures import Procedure
from patients.models.results import Flag, Result
from patients.models.search import Rank, SearchKey, name_words

__all__ = [
    "Allergy",
    "Assessment",
    "Basis",
    "Caregiver",
    "CaregiverState",
    "Change",
    "Comorbidity",
    "Coverage",
    "Deed",
    "Diagnosis",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DrugClass",
    "DuplicateLink",
    "Fact",
    "Flag",
    "Identifier",
    "LineDrug",
    "Medication",
    "MyelomaType",
    "Patient",
    "PerformanceStatus",
    "PersonalInvitation",
    "Procedure",
    "Rank",
    "Refractory",
    "Response",
    "Result",
    "SearchKey",
    "Sex",
    "Stage",
    "StopReason",
    "TherapyLine",
    "list_name",
    "name_key",
    "name_words",
]
