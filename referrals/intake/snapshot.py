"""The record as a plain document: what a packet freezes and the meter reads. One query a table, values ready for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Model, QuerySet

from carecoord.access.actor import Actor
from patients.models import (
    Allergy,
    Caregiver,
    Comorbidity,
    Coverage,
    Diagnosis,
    Document,
    DocumentState,
    Identifier,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from referrals.models import Finding, Referral

RESULTS_SINCE = 400  # newest results that go along; a packet is for deciding, not an archive

FIELDS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "diagnoses": (
        Diagnosis,
        (
            "icd10",
            "snomed",
            "display",
            "diagnosed_on",
            "myeloma_type",
            "iss",
            "r_iss",
            "cytogenetics",
            "is_extramedullary",
            "is_measurable",
        ),
    ),
    "lines": (
        TherapyLine,
        ("id", "number", "regimen", "started_on", "stopped_on", "best_response", "stop_reason", "progressed_on", "transplant_on", "note"),
    ),
    "performance": (PerformanceStatus, ("ecog", "karnofsky", "assessed_on")),
    "comorbidities": (Comorbidity, ("name", "icd10", "since_on", "note")),
    "medications": (Medication, ("name", "drug_class", "dose", "started_on", "last_dose_on", "is_active", "is_alert")),
    "allergies": (Allergy, ("substance", "reaction", "is_severe")),
    "caregivers": (Caregiver, ("name", "relationship", "phone", "availability", "drives", "is_backup", "is_emergency_contact")),
    "coverage": (Coverage, ("payer", "plan_type", "member_number", "group_number", "is_primary")),
}
PERSON = ("given_name", "family_name", "birth_on", "sex", "language", "needs_interpreter", "phone", "address", "city", "state", "zip_code")
REQUEST = ("kind", "urgency", "reason", "products", "next_therapy_on", "agreed_on")
RESULT = ("loinc", "name", "value", "comparator", "unit", "text", "taken_at", "low", "high", "flag")


def snapshot(actor: Actor, referral: Referral) -> dict[str, Any]:
    """Everything the practice's record says now, in one dictionary of JSON values."""
    patient = Patient.objects.chart_of(actor).get(pk=referral.patient_id)
    out: dict[str, Any] = {"request": _row(vars(referral), REQUEST), "patient": _row(vars(patient), PERSON)}
    out["identifiers"] = list(Identifier.objects.filter(patient=patient).order_by("system").values("system", "value"))
    for name, (model, fields) in FIELDS.items():
        out[name] = _rows(model._default_manager.filter(patient=patient, is_entered_in_error=False), fields)
    out["lines"] = _with_drugs(out["lines"], patient)
    out["results"] = _rows(Result.objects.filter(patient=patient, is_entered_in_error=False).order_by("-taken_at")[:RESULTS_SINCE], RESULT)
    out["documents"] = _documents(patient)
    out["findings"] = _findings(patient)
    return out


def _findings(patient: Patient) -> list[dict[str, Any]]:
    """The newest answer to each question that no other table holds."""
    rows = Finding.objects.filter(patient=patient).order_by("key", "-found_on", "-recorded_at").distinct("key")
    return _rows(rows.annotate(by=F("recorded_by_name")), ("key", "value", "found_on", "by"))


def _documents(patient: Patient) -> list[dict[str, Any]]:
    usable = (DocumentState.RECEIVED, DocumentState.SCANNED)
    rows = Document.objects.filter(patient=patient, is_entered_in_error=False, state__in=usable)
    return _rows(rows, ("id", "kind", "title", "content_type", "size", "sha256", "dated_on"))


def _with_drugs(lines: list[dict[str, Any]], patient: Patient) -> list[dict[str, Any]]:
    drugs: dict[str, list[dict[str, Any]]] = {}
    fields = ("name", "drug_class", "rxnorm", "started_on", "last_dose_on", "refractory", "refractory_basis", "refractory_reason")
    for drug in LineDrug.objects.filter(patient=patient, is_entered_in_error=False).order_by("name").values("line_id", *fields):
        drugs.setdefault(str(drug["line_id"]), []).append(_row(drug, fields))
    return [{**{k: v for k, v in line.items() if k != "id"}, "drugs": drugs.get(line["id"], [])} for line in lines]


def _rows(rows: QuerySet[Any], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_row(row, fields) for row in rows.values(*fields)]


def _row(values: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(values[name]) for name in fields}


def _plain(value: Any) -> Any:
    """Dates as ISO, decimals as the digits that were entered, the rest as it is."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, list | bool | int | str) or value is None:
        return value
    return str(value)
