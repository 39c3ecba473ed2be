"""The record in a real browser: every page of it without a fault of WCAG 2.2 A and AA, at 1280 and 320 px, light and dark."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from carecoord.access.actor import acting
from carecoord.access.models import PersonalGrant
from patients import verbs
from patients.models import Allergy, Caregiver, Coverage, Diagnosis, Document, Medication, Patient, PerformanceStatus, Result
from patients.verbs import DrugGiven
from tests.cast import Cast
from tests.system.conftest import PageAs
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
        [("Lenalidomide", "yes"), ("Bortezomib", "no")],
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


def fill(cast: Cast) -> Caregiver:
    """Denise's history, typed by Ana."""
    at = timezone.now().replace(microsecond=0)
    who = cast.denise.pk
    with acting(cast.actor("ana")) as ana:
        for number, regimen, start, stop, response, reason, transplant, drugs in LINES:
            given = [DrugGiven(name, refractory=refractory) for name, refractory in drugs]
            dates: dict[str, Any] = {"started_on": start, "stopped_on": stop, "transplant_on": transplant}
            verbs.add_line(ana, who, number=number, regimen=regimen, best_response=response, stop_reason=reason, drugs=given, **dates)
        for code, name, unit, series, low, high in RESULTS:
            for n, value in enumerate(reversed(series)):
                taken = at - datetime.timedelta(days=4 + 28 * n)
                least, most = (None if bound is None else Decimal(str(bound)) for bound in (low, high))
                about = {"loinc": code, "name": name, "unit": unit}
                values: dict[str, Any] = {**about, "value": Decimal(str(value)), "low": least, "high": most}
                verbs.add_fact(ana, who, Result, taken_at=taken, **values)
        found: dict[str, Any] = {"myeloma_type": "igg_kappa", "r_iss": "II", "cytogenetics": ["1q gain"]}
        verbs.add_fact(ana, who, Diagnosis, display="Multiple myeloma", icd10="C90.00", diagnosed_on=D(2019, 5, 3), **found)
        verbs.add_fact(ana, who, Allergy, substance="sulfa drugs", reaction="Rash", is_severe=True)
        verbs.add_fact(ana, who, Medication, name="apixaban", dose="5 mg twice a day", is_alert=True)
        verbs.add_fact(ana, who, PerformanceStatus, ecog=1, assessed_on=D(2026, 11, 16))
        verbs.add_fact(ana, who, Coverage, payer="Example Health", plan_type="PPO")
        verbs.name_caregiver(ana, who, name="Ada Obi", relationship="Sister", is_backup=True, phone="555-0103")
    with truth():
        for title, kind, state in (
            ("Marrow report with FISH", "marrow", "scanned"),
            ("PET-CT report", "pet_ct", "scanned"),
            ("Oncologic summary", "oncology_summary", "received"),
            ("Scan of the card", "insurance_card", "refused"),
        ):
            Document.objects.create(
                patient=cast.denise,
                organization=cast.organizations["cedar"],
                title=title,
                kind=kind,
                state=state,
                content_type="application/pdf",
                pages=3,
                size=1_300_000,
                refusal="The PDF is cut off; send it again." if state == "refused" else "",
            )
        grant = PersonalGrant.objects.get(user=cast.sam)
        return Caregiver.objects.create(
            patient=cast.denise,
            name="Sam Okafor",
            relationship="Husband",
            availability="full time",
            drives=True,
            phone="555-0101",
            state="confirmed",
            scopes=["full"],
            user=cast.sam,
            grant=grant,
        )


def long_name(cast: Cast) -> Patient:
    with truth():
        return Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Wolfeschlegel" * 6, family_name="Steinhausen" * 7)


VIEWS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_every_page_of_the_record(
    page_as: PageAs, cast: Cast, axe: Callable[[Page], None], screenshot: Callable[..., Path], width: int, theme: str
) -> None:
    caregiver = fill(cast)
    long = long_name(cast)
    page = page_as("rae", width=width, theme=theme)
    base = f"/patients/{cast.denise.pk}/"
    with truth():
        result = Result.objects.filter(loinc="718-7").latest("taken_at").pk
        allergy = Allergy.objects.get().pk
    for name, path in {
        "patients": "/patients/",
        "patient": base,
        "patient-facts": f"{base}facts/",
        "patient-results": f"{base}results/",
        "patient-test": f"{base}results/{result}/",
        "patient-documents": f"{base}documents/",
        "patient-caregivers": f"{base}caregivers/",
        "patient-caregiver-access": f"{base}caregivers/{caregiver.pk}/access/",
        "patient-caregiver-add": f"{base}caregivers/add/",
        "patient-edit": f"{base}edit/",
        "patient-line": f"{base}facts/lines/add/",
        "patient-fact": f"{base}facts/allergies/{allergy}/",
        "patient-diagnosis": f"{base}facts/diagnoses/add/",
        "patient-death": f"{base}death/",
        "patient-register": "/patients/register/",
        "patient-empty-long-name": f"/patients/{long.pk}/",
    }.items():
        page.goto(path)
        screenshot(page, f"{name}-{width}-{theme}")
        axe(page)
    page.goto("/patients/")
    page.get_by_role("searchbox").fill("okafr")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("No patient matches").wait_for()
    assert "okafr" not in page.url
    screenshot(page, f"patients-none-{width}-{theme}")
    axe(page)
    mine = page_as("pat", width=width, theme=theme)
    mine.goto("/my/caregivers/")
    screenshot(mine, f"my-caregivers-{width}-{theme}")
    axe(mine)


def test_a_nurse_registers_adds_and_uploads_without_javascript(page_as: PageAs, cast: Cast, tmp_path: Path) -> None:
    from tests.patients.files import PDF

    page = page_as("rae", javascript=False)
    page.goto("/patients/register/")
    page.get_by_label("Last name").fill("Santos")
    page.get_by_label("First name").fill("Maria")
    page.get_by_label("Date of birth").fill("1958-04-09")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("SANTOS, Maria").first.wait_for()
    page.get_by_role("link", name="Facts").click()
    page.get_by_role("link", name="Add allergy").click()
    page.get_by_label("Substance").fill("Latex")
    page.get_by_role("button", name="Save allergy").click()
    page.get_by_text("Allergy: Latex").wait_for()
    page.get_by_role("link", name="Documents").click()
    path = tmp_path / "marrow.pdf"
    path.write_bytes(PDF)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("PDF, 2 pages").wait_for()
