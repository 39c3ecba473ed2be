"""The pages of the record: who gets what, statements bounded, nothing typed in an address, hostile words harmless."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carecoord.access.models import PersonalGrant, Scope
from patients.models import (
    Allergy,
    Caregiver,
    CaregiverState,
    Coverage,
    Diagnosis,
    Document,
    Identifier,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from patients.scanning import EICAR
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients import files
from tests.patients.rows import audited, fresh, history, share
from tests.truth import truth

pytestmark = pytest.mark.django_db
DATA = next((p / "shared/data" for p in Path(__file__).parents if (p / "shared/data").is_dir()), Path("shared/data"))
DAY = datetime.date(2024, 3, 2)


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"  # type: ignore[attr-defined]


def url(name: str, cast: Cast, **more: object) -> str:
    return reverse(f"patients:{name}", kwargs={"patient_id": cast.denise.pk, **more})


def fill(cast: Cast, times: int) -> None:
    """A record with `times` of everything."""
    of: dict[str, Any] = {"patient": cast.denise}
    with truth():
        for n in range(times):
            line = TherapyLine.objects.create(**of, number=n + 1, regimen=f"Regimen {n}", started_on=DAY, best_response="PR")
            LineDrug.objects.create(line=line, patient=cast.denise, name="Lenalidomide", refractory="yes")
            Allergy.objects.create(**of, substance=f"Substance {n}")
            Medication.objects.create(**of, name=f"Drug {n}", is_alert=True)
            Diagnosis.objects.create(**of, display="Multiple myeloma", icd10="C90.00", diagnosed_on=DAY)
            PerformanceStatus.objects.create(**of, ecog=1, assessed_on=DAY)
            Coverage.objects.create(**of, payer=f"Payer {n}")
            Caregiver.objects.create(**of, name=f"Caregiver {n}")
            Document.objects.create(**of, organization=cast.organizations["cedar"], title=f"Document {n}", state="scanned")
            taken = timezone.now() - datetime.timedelta(days=n)
            for code in ("718-7", "777-3", "48378-4", f"{n}-0"):
                Result.objects.create(**of, loinc=code, name=code, value=Decimal(n), unit="g/dL", taken_at=taken, low=3, high=5, flag="low")


PAGES = ("record", "facts", "results", "documents", "caregivers", "edit", "death")


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_care_staff_and_leave_one_audit_row(cast: Cast, page: str) -> None:
    fill(cast, 3)
    response = client_of(cast, "rae").get(url(page, cast))
    assert response.status_code == 200
    assert "OKAFOR, Denise" in response.content.decode()
    assert "Okafor" not in response.content.decode().split("</title>")[0]
    (event,) = audited(f"read patients:{page}")
    assert event.patient_ids == [cast.denise.pk]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["cy", "bo", "dee", "uma", "ida", "pat", "sam"])
def test_outsiders_get_what_a_record_that_does_not_exist_gets(cast: Cast, page: str, who: str) -> None:
    client = client_of(cast, who)
    real = client.get(url(page, cast))
    other = client.get(reverse(f"patients:{page}", kwargs={"patient_id": uuid4()}))
    assert real.status_code == other.status_code == 404
    assert real.content.replace(str(cast.denise.pk).encode(), b"").split(b"<main")[1] == other.content.split(b"<main")[1]


def test_a_center_with_a_packet_sees_the_header_and_not_the_chart(cast: Cast) -> None:
    fill(cast, 1)
    share(cast, Scope.INTAKE)
    bo = client_of(cast, "bo")
    page = bo.get(url("record", cast)).content.decode()
    assert "OKAFOR, Denise" in page
    assert "The chart is not open to you now" in page
    assert "Substance" not in page
    assert "Regimen" not in page
    for closed in ("facts", "results", "documents", "caregivers"):
        assert bo.get(url(closed, cast)).status_code == 404


@pytest.mark.parametrize(("page", "most"), [("record", 14), ("facts", 14), ("results", 8), ("documents", 8), ("caregivers", 8)])
def test_statements_are_bounded_and_the_same_at_1_and_20(cast: Cast, page: str, most: int) -> None:
    rae = client_of(cast, "rae")
    fill(cast, 1)
    rae.get(url(page, cast))
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert rae.get(url(page, cast)).status_code == 200
    with truth():
        TherapyLine.objects.all().update(number=99)
    fill(cast, 20)
    with CaptureQueriesContext(connection) as many:
        assert rae.get(url(page, cast)).status_code == 200
    counted = [q["sql"] for q in many if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(few) == len(many)
    assert len(counted) <= most, "\n".join(sql[:160] for sql in counted)


def test_the_list_pages_by_key_and_the_statements_do_not_grow(cast: Cast) -> None:
    with truth():
        for n in range(120):
            Patient.objects.create(custodian=cast.organizations["cedar"], given_name=f"Given{n:03}", family_name=f"Family{n % 7}")
    rae = client_of(cast, "rae")
    seen: list[str] = []
    address = reverse("patients:list")
    rae.get(address)
    for _ in range(4):
        with CaptureQueriesContext(connection) as queries:
            response = rae.get(address)
        counted = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(counted) <= 7, "\n".join(sql[:200] for sql in counted)
        assert not any("OFFSET" in sql or "COUNT(" in sql for sql in counted)
        page = response.context["page"]
        seen += [row.name for row in page.rows]
        if page.after is None:
            break
        address = f"{reverse('patients:list')}?after={page.after}"
    assert len(seen) == len(set(seen)) == 121
    assert seen == sorted(seen, key=str.lower)


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("okafor", 1),
        ("OKAFOR, Denise", 1),
        ("denise okaf", 1),
        ("Ókafor", 1),
        ("0083317", 1),
        ("1961-06-02", 1),
        ("02-Jun-1961", 1),
        ("6/2/1961", 1),
        ("okafr", 0),
        ("0083318", 0),
        ("%", 0),
        ("_kafor", 0),
    ],
)
def test_search_by_name_number_and_birth_date(cast: Cast, asked: str, hits: int) -> None:
    rae = client_of(cast, "rae")
    response = rae.post(reverse("patients:search"), {"asked": asked})
    assert response["Location"] == reverse("patients:list")
    page = rae.get(response["Location"])
    assert len(page.context["page"].rows) == hits
    if not hits:
        assert "No patient matches" in page.content.decode()


@pytest.mark.parametrize("who", ["cy", "bo"])
def test_search_finds_only_what_one_may_see(cast: Cast, who: str) -> None:
    client = client_of(cast, who)
    for asked in ("okafor", "0083317", "1961-06-02"):
        client.post(reverse("patients:search"), {"asked": asked})
        assert "OKAFOR" not in client.get(reverse("patients:list")).content.decode()


@pytest.mark.real_data
def test_hostile_words_are_only_words(cast: Cast) -> None:
    path = DATA / "csv/blns.json"
    if not path.exists():
        pytest.skip("blns.json is not here: hostile strings were not tried")
    rae = client_of(cast, "rae")
    for asked in json.loads(path.read_text(encoding="utf-8")):
        rae.post(reverse("patients:search"), {"asked": asked})
        response = rae.get(reverse("patients:list"))
        assert response.status_code == 200, asked
        if "<script" in asked.lower() and len(asked) <= 80:
            assert asked not in response.content.decode()


def test_registering_warns_then_registers(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    typed = {
        "family_name": "Okafor",
        "given_name": "Denise",
        "birth_on": "1961-06-02",
        "sex": "female",
        "language": "en",
        "key": str(uuid4()),
    }
    warned = rae.post(reverse("patients:register"), typed)
    assert "already registered here" in warned.content.decode()
    assert len(audited("patient.register")) == 0
    assert audited("patient.compare")[0].patient_ids == [cast.denise.pk]
    done = rae.post(reverse("patients:register"), {**typed, "is_warned": "yes", "confirmed_not_duplicate": "on"})
    assert done.status_code == 302
    assert "okafor" not in done["Location"].lower()
    assert len(audited("patient.register")) == 1


def test_a_stale_form_keeps_the_typed_text_and_says_who(cast: Cast) -> None:
    rae, ana = client_of(cast, "rae"), client_of(cast, "ana")
    typed = {"family_name": "Okafor", "given_name": "Denise", "sex": "female", "language": "en", "mrn": "0083317", "version": "1"}
    assert rae.post(url("edit", cast), {**typed, "phone": "555-0001"}).status_code == 302
    late = ana.post(url("edit", cast), {**typed, "phone": "555-0002"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "Rae Martin changed this at" in text
    assert 'value="555-0002"' in text
    assert 'name="version" value="2"' in text
    again = ana.post(url("edit", cast), {**typed, "phone": "555-0002", "version": "2"})
    assert again.status_code == 302
    assert fresh(cast.denise).phone == "555-0002"


FORMS: list[tuple[str, dict[str, str]]] = [
    (
        "diagnoses",
        {
            "display": "Multiple myeloma",
            "icd10": "C90.00",
            "cytogenetics": "1q gain,t(4;14)",
            "is_extramedullary": "unknown",
            "is_measurable": "yes",
        },
    ),
    ("results", {"name": "Hemoglobin", "value": "9.4", "taken_at": "2026-11-01T08:30"}),
    ("performance", {"ecog": "1", "assessed_on": "2026-11-01"}),
    ("comorbidities", {"name": "Atrial fibrillation"}),
    ("medications", {"name": "Apixaban", "drug_class": "other", "is_active": "on"}),
    ("allergies", {"substance": "Sulfa drugs"}),
    ("coverage", {"payer": "Example Health"}),
    (
        "lines",
        {
            "number": "1",
            "regimen": "VRd",
            "started_on": "2019-05-20",
            "drugs-TOTAL_FORMS": "2",
            "drugs-INITIAL_FORMS": "0",
            "drugs-0-name": "Lenalidomide",
            "drugs-0-drug_class": "imid",
            "drugs-0-refractory": "yes",
            "drugs-1-name": "",
            "drugs-1-drug_class": "other",
            "drugs-1-refractory": "unknown",
        },
    ),
]


@pytest.mark.parametrize(("kind", "typed"), FORMS, ids=[kind for kind, _ in FORMS])
def test_every_kind_is_added_corrected_and_marked_through_its_pages(cast: Cast, kind: str, typed: dict[str, str]) -> None:
    from patients.forms import KINDS

    rae, model = client_of(cast, "rae"), KINDS[kind].model
    assert rae.get(url("add_fact", cast, kind=kind)).status_code == 200
    assert rae.post(url("add_fact", cast, kind=kind), {}).status_code == 200
    added = rae.post(url("add_fact", cast, kind=kind), {**typed, "key": str(uuid4())})
    assert added.status_code == 302, added.context["form"].errors
    with truth():
        row = model._default_manager.get()
    one = url("correct_fact", cast, kind=kind, fact_id=row.pk)
    assert rae.get(one).status_code == 200
    text_field = next(name for name in typed if name in ("display", "name", "payer", "substance", "regimen", "ecog"))
    corrected = rae.post(one, {**typed, text_field: "2", "version": "1"})
    assert corrected.status_code == 302, corrected.context["form"].errors
    assert fresh(row).version == 2
    assert text_field in history(row.pk)[-1].values
    assert "flag" not in history(row.pk)[-1].values
    marked = rae.post(url("mark_fact", cast, kind=kind, fact_id=row.pk), {"error-version": "2", "error-reason": "Another patient"})
    assert marked.status_code == 302
    assert fresh(row).is_entered_in_error
    assert rae.get(one).status_code == 404
    assert client_of(cast, "cy").get(url("add_fact", cast, kind=kind)).status_code == 404


def test_a_fact_of_another_patient_is_not_found_under_this_one(cast: Cast) -> None:
    with truth():
        other = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="A", family_name="B")
        row = Allergy.objects.create(patient=other, substance="Latex")
    assert client_of(cast, "rae").get(url("correct_fact", cast, kind="allergies", fact_id=row.pk)).status_code == 404
    assert client_of(cast, "rae").get(url("add_fact", cast, kind="passwords")).status_code == 404


def test_an_upload_is_served_as_an_attachment_and_audited(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    sent = SimpleUploadedFile("../Marrow <b>.html", files.PDF)
    assert rae.post(url("documents", cast), {"file": sent, "kind": "marrow", "key": str(uuid4())}).status_code == 302
    with truth():
        row = Document.objects.get()
    response = rae.get(url("document", cast, document_id=row.pk))
    assert b"".join(response.streaming_content) == files.PDF  # type: ignore[attr-defined]  # a FileResponse
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "html" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    assert audited("document.open")[0].object_id == str(row.pk)
    assert client_of(cast, "cy").get(url("document", cast, document_id=row.pk)).status_code == 404
    assert rae.post(url("review_document", cast, document_id=row.pk), {"version": "1"}).status_code == 302
    assert fresh(row).reviewed_at


@pytest.mark.parametrize("name", ["html as pdf", "svg", "zip bomb"])
def test_a_refused_upload_says_why(cast: Cast, name: str) -> None:
    rae = client_of(cast, "rae")
    sent = SimpleUploadedFile("scan.pdf", files.HOSTILE[name])
    page = rae.post(url("documents", cast), {"file": sent, "kind": "marrow"}, follow=True).content.decode()
    assert "Not taken:" in page
    with truth():
        row = Document.objects.get()
    assert rae.get(url("document", cast, document_id=row.pk)).status_code == 404


def test_quarantined_files_are_never_served(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    rae.post(url("documents", cast), {"file": SimpleUploadedFile("a.txt", EICAR), "kind": "other"})
    with truth():
        row = Document.objects.get()
    assert row.state == "quarantined"
    assert rae.get(url("document", cast, document_id=row.pk)).status_code == 404


def test_a_body_past_the_cap_is_not_read_to_the_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patients.shelf.MAX_BYTES", 100_000)
    sent = SimpleUploadedFile("a.txt", b"a" * 400_000)
    response = client_of(cast, "rae").post(url("documents", cast), {"kind": "other", "file": sent})
    assert "larger than 20 MB" in response.content.decode()
    with truth():
        assert not Document.objects.exists()


def test_caregivers_through_their_pages(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert rae.post(url("add_caregiver", cast), {"name": "Lee Okafor", "language": "en", "key": str(uuid4())}).status_code == 302
    with truth():
        row = Caregiver.objects.get()
    access = url("caregiver_access", cast, caregiver_id=row.pk)
    made = rae.post(access, {"email": "pat@home.example", "scopes": ["logistics"], "has_patient_agreed": "on", "version": "1"})
    link = made.context["page"]["link"]
    assert link in made.content.decode()
    path = link.split("testserver")[1]
    assert "Sign out" in client_of(cast, "sam").post(path).content.decode()
    pat = client_of(cast, "pat")
    assert pat.get(path).status_code == 200
    assert fresh(row).state == CaregiverState.PENDING
    assert pat.post(path).status_code == 302
    assert fresh(row).state == CaregiverState.CONFIRMED
    assert rae.get(access).status_code == 200
    version = fresh(row).version
    assert rae.post(url("revoke_caregiver", cast, caregiver_id=row.pk), {"version": str(version)}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED


def proxy(cast: Cast) -> Caregiver:
    """Sam's row in the list of caregivers, over the grant he has."""
    with truth():
        grant = PersonalGrant.objects.get(user=cast.sam)
        return Caregiver.objects.create(
            patient=cast.denise, name="Sam Okafor", relationship="Husband", state="confirmed", scopes=["full"], user=cast.sam, grant=grant
        )


def test_the_patient_sees_and_stops_their_helpers(cast: Cast) -> None:
    row = proxy(cast)
    pat, sam = client_of(cast, "pat"), client_of(cast, "sam")
    assert "Sam Okafor" in pat.get(reverse("my_caregivers:list")).content.decode()
    assert "Denise Okafor" in sam.get(reverse("my_caregivers:list")).content.decode()
    assert client_of(cast, "rae").get(reverse("my_caregivers:list")).status_code == 404
    stop = reverse("my_caregivers:stop", kwargs={"caregiver_id": row.pk})
    assert pat.post(stop, {"version": "1"}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED
    assert "Denise Okafor" not in sam.get(reverse("my_caregivers:list")).content.decode()
    assert sam.post(stop, {"version": "2"}).status_code == 404


def test_a_helper_stops_helping(cast: Cast) -> None:
    row = proxy(cast)
    sam = client_of(cast, "sam")
    assert sam.post(reverse("my_caregivers:stop", kwargs={"caregiver_id": row.pk}), {"version": "1"}).status_code == 302
    assert fresh(row).state == CaregiverState.REVOKED
    assert audited("caregiver.revoke")[0].user_id == cast.sam.pk


def test_the_history_of_a_test_pages_by_key(cast: Cast) -> None:
    with truth():
        for n in range(60):
            taken = timezone.now() - datetime.timedelta(days=n)
            row = Result.objects.create(patient=cast.denise, loinc="718-7", name="Hemoglobin", value=n, taken_at=taken)
    rae = client_of(cast, "rae")
    first = rae.get(url("result", cast, fact_id=row.pk))
    shown = first.context["page"]["history"]
    second = rae.get(f"{url('result', cast, fact_id=row.pk)}?after={shown.older}").context["page"]["history"]
    assert (len(shown.rows), len(second.rows), second.older) == (50, 10, None)


def test_a_very_long_name_and_empty_record(cast: Cast) -> None:
    with truth():
        long = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Wolfeschlegel" * 6, family_name="Steinhausen" * 7)
        Identifier.objects.create(patient=long, organization=cast.organizations["cedar"], value="9" * 40)
    page = client_of(cast, "rae").get(reverse("patients:record", kwargs={"patient_id": long.pk}))
    assert "No line of therapy yet" in page.content.decode()
    assert page.content.decode().count("Not received") >= 9


def test_every_template_is_without_inline_style_or_script() -> None:
    for path in (Path(django_settings.BASE_DIR) / "templates/patients").glob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<script" not in text, path
        assert " onclick" not in text, path


def test_the_record_leads_to_a_referral_who_may_and_who_looked(cast: Cast) -> None:
    page = client_of(cast, "rae").get(url("record", cast)).content.decode()
    assert reverse("referrals:new") in page
    assert f'name="patient" value="{cast.denise.pk}"' in page
    assert reverse("audit:patient", kwargs={"patient_id": cast.denise.pk}) in page
    assert reverse("access:who_may", kwargs={"patient_id": cast.denise.pk}) in page


def test_signed_out_people_are_sent_to_the_door(cast: Cast) -> None:
    assert Client().get(url("record", cast)).status_code == 302
