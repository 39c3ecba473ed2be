"""Denise's chart as Ana and Rae keep it, full enough for every page of the record; and somebody with a very long name."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.models import PersonalGrant
from patients import verbs
from patients.models import Allergy, Caregiver, Coverage, Diagnosis, Document, Medication, Patient, PerformanceStatus, Result
from patients.verbs import DrugGiven
from tests.cast import Cast
from tests.truth import truth

D = datetime.date
LINES: list[tuple[int, str, D, D, str, str, D | None, list[tuple[str, str]]]] = [
    (
        1,
        "VRd ×6, lenalidomide",
        D(2019, 5, 20),
        D(2022, 8, 10),
        "VGPR",
        "progression",
        D(2020, 2, 19),
        [("Lenalidomide", "yes"), ("Bortezomib", "no")],  # stopped before the transplant
    ),
    (2, "DKd", D(2022, 9, 5), D(2024, 11, 20), "PR", "progression", None, [("Daratumumab", "yes"), ("Carfilzomib", "yes")]),
    (3, "Pd + elotuzumab", D(2025, 1, 13), D(2026, 3, 2), "MR", "progression", None, [("Pomalidomide", "yes"), ("Elotuzumab", "yes")]),
    (4, "KCd", D(2026, 4, 6), D(2026, 11, 18), "SD", "referred", None, [("Carfilzomib", "unknown"), ("Cyclophosphamide", "unknown")]),
]
RESULTS: list[tuple[str, str, str, list[float], float | None, float | None]] = [
    ("48378-4", "Free light chain ratio", "{ratio}", [9.1, 12.4, 17.9, 25, 34, 48.2], 0.26, 1.65),
    ("718-7", "Hemoglobin", "g/dL", [11.2, 10.9, 10.4, 9.9, 9.6, 9.4], 12, 15.5),
    ("777-3", "Platelets", "10*9/L", [150, 140, 128, 110, 99, 88], 150, 400),
    ("33358-3", "M-protein", "g/dL", [0.9, 1.1, 1.4, 1.7, 1.9, 2.1], None, 0),
    ("731-0", "Lymphocytes", "/uL", [900, 860, 790, 700, 660, 640], 1000, 4000),
    ("2160-0", "Creatinine", "mg/dL", [0.9, 0.9, 1.0, 0.9, 1.0, 0.9], 0.6, 1.1),
    ("2276-4", "Ferritin", "ng/mL", [190, 201, 230, 240, 215, 212], 11, 307),
]


DOCUMENTS = (
    ("Marrow report with FISH", "marrow", "scanned"),
    ("PET-CT report", "pet_ct", "scanned"),
    ("Oncologic summary", "oncology_summary", "received"),
    ("Scan of the card", "insurance_card", "refused"),
)


def fill(cast: Cast) -> Caregiver:
    """Denise's history, typed by Ana; returns Sam as her caregiver with access."""
    with acting(cast.actor("ana")) as ana:
        lines(ana, cast.denise)
        results(ana, cast.denise)
        facts(ana, cast.denise)
    with truth():
        documents(cast)
        return sam(cast)


def lines(ana: Actor, patient: Patient) -> None:
    for number, regimen, start, stop, response, reason, transplant, drugs in LINES:
        given = [DrugGiven(name, refractory=said, last_dose_on=transplant if said == "no" else None) for name, said in drugs]
        dates: dict[str, Any] = {"started_on": start, "stopped_on": stop, "transplant_on": transplant}
        verbs.add_line(ana, patient.pk, number=number, regimen=regimen, best_response=response, stop_reason=reason, drugs=given, **dates)


def results(ana: Actor, patient: Patient) -> None:
    at = timezone.now().replace(microsecond=0)
    for code, name, unit, series, low, high in RESULTS:
        least, most = (None if bound is None else Decimal(str(bound)) for bound in (low, high))
        for n, value in enumerate(reversed(series)):
            values: dict[str, Any] = {"loinc": code, "name": name, "unit": unit, "low": least, "high": most}
            taken = at - datetime.timedelta(days=4 + 28 * n)
            verbs.add_fact(ana, patient.pk, Result, taken_at=taken, value=Decimal(str(value)), **values)


def facts(ana: Actor, patient: Patient) -> None:
    found: dict[str, Any] = {"myeloma_type": "igg_kappa", "r_iss": "II", "cytogenetics": ["1q gain"]}
    verbs.add_fact(ana, patient.pk, Diagnosis, display="Multiple myeloma", icd10="C90.00", diagnosed_on=D(2019, 5, 3), **found)
    verbs.add_fact(ana, patient.pk, Allergy, substance="sulfa drugs", reaction="Rash", is_severe=True)
    verbs.add_fact(ana, patient.pk, Medication, name="apixaban", dose="5 mg twice a day", is_alert=True)
    verbs.add_fact(ana, patient.pk, PerformanceStatus, ecog=1, assessed_on=D(2026, 11, 16))
    verbs.add_fact(ana, patient.pk, Coverage, payer="Example Health", plan_type="PPO")
    verbs.name_caregiver(ana, patient.pk, name="Ada Obi", relationship="Sister", is_backup=True, phone="555-0103")


def documents(cast: Cast) -> None:
    """One of each state, the refused one with its reason."""
    about: dict[str, Any] = {"patient": cast.denise, "organization": cast.organizations["cedar"], "content_type": "application/pdf"}
    for title, kind, state in DOCUMENTS:
        refusal = "The PDF is cut off; send it again." if state == "refused" else ""
        Document.objects.create(title=title, kind=kind, state=state, refusal=refusal, pages=3, size=1_300_000, **about)


def sam(cast: Cast) -> Caregiver:
    """Her husband, confirmed, who may see everything."""
    known: dict[str, Any] = {"relationship": "Husband", "availability": "full time", "drives": True, "phone": "555-0101"}
    grant = PersonalGrant.objects.get(user=cast.sam)
    access: dict[str, Any] = {"state": "confirmed", "scopes": ["full"], "user": cast.sam, "grant": grant}
    return Caregiver.objects.create(patient=cast.denise, name="Sam Okafor", **known, **access)


def long_name(cast: Cast) -> Patient:
    with truth():
        return Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Wolfeschlegel" * 6, family_name="Steinhausen" * 7)
