"""Facts, documents and the FHIR Bundle over the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients.models import Result
from tests.api.callers import PATIENTS, person, statements
from tests.cast import Cast
from tests.patients import files
from tests.patients.files import PDF, sent
from tests.patients.rows import audited, history
from tests.truth import truth

pytestmark = pytest.mark.django_db
DRUG = {"name": "lenalidomide", "drug_class": "imid", "refractory": "yes"}
SAMPLES: dict[str, dict[str, Any]] = {
    "diagnoses": {"display": "Multiple myeloma in relapse", "icd10": "C90.02", "cytogenetics": ["1q gain"], "r_iss": "II"},
    "lines": {"number": 1, "regimen": "Rd", "started_on": "2020-01-07", "drugs": [DRUG]},
    "results": {"name": "Hemoglobin", "loinc": "718-7", "value": "9.1", "unit": "g/dL", "taken_at": "2026-01-07T08:00:00Z", "low": "12"},
    "performance": {"ecog": 1, "assessed_on": "2026-01-07"},
    "comorbidities": {"name": "Neuropathy"},
    "medications": {"name": "carfilzomib", "drug_class": "proteasome_inhibitor", "last_dose_on": "2026-01-07"},
    "allergies": {"substance": "Penicillin", "is_severe": True},
    "coverage": {"payer": "Blue Cross"},
    "caregivers": {"name": "Sam Okafor", "relationship": "Husband", "phone": "555-0188"},
}


def at(cast: Cast, kind: str = "results") -> str:
    return f"{PATIENTS}{cast.denise.pk}/facts/{kind}/"


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_life_of_a_fact(cast: Cast, kind: str) -> None:
    rae, body = person(cast, "rae"), SAMPLES[kind]
    first, again = rae.post(at(cast, kind), body, key="key-0001"), rae.post(at(cast, kind), body, key="key-0001")
    assert first.status_code == 201, first.json()
    row = first.json()
    assert again.json() == row
    told = set(body) - {"drugs", "taken_at"}
    assert {name: row[name] for name in told} == {name: body[name] for name in told}
    text = next(name for name in ("note", "group_number", "relationship", "dose", "reaction", "unit", "icd10", "karnofsky") if name in row)
    other = 80 if text == "karnofsky" else "other"
    assert rae.post(at(cast, kind), {**body, text: other}, key="key-0001").json()["code"] == "key_reused"
    one = f"{at(cast, kind)}{row['id']}/"
    assert rae.get(one).json() == row
    assert [found["id"] for found in rae.get(at(cast, kind)).json()["results"]] == [row["id"]]
    assert rae.post(f"{one}correct/", {text: other}).status_code == 428
    corrected = rae.post(f"{one}correct/", {text: other}, version=1)
    assert (corrected.json()[text], corrected.json()["version"], corrected.headers["ETag"]) == (other, 2, '"2"')
    assert corrected.json().get("drugs") == row.get("drugs")
    assert rae.post(f"{one}correct/", {text: other}, version=1).json()["code"] == "stale"
    assert rae.post(f"{one}mark_error/", {"reason": "Another patient's."}, version=1).status_code == 409
    assert rae.post(f"{one}mark_error/", {"reason": "Another patient's."}, version=2).status_code == 204
    assert rae.get(one).status_code == 404
    assert rae.get(at(cast, kind)).json()["results"] == []
    assert {change.deed for change in history(row["id"])} == {"added", "corrected", "entered_in_error"}


def test_a_line_with_its_drugs(cast: Cast) -> None:
    rae = person(cast, "rae")
    made = rae.post(at(cast, "lines"), SAMPLES["lines"], key="key-0001").json()
    assert made["drugs"][0]["refractory"] == "yes"
    two = [DRUG, {"name": "daratumumab", "drug_class": "anti_cd38"}]
    corrected = rae.post(f"{at(cast, 'lines')}{made['id']}/correct/", {"drugs": two}, version=1).json()
    assert [drug["name"] for drug in corrected["drugs"]] == ["daratumumab", "lenalidomide"]
    bad = rae.post(at(cast, "lines"), {**SAMPLES["lines"], "number": 2, "drugs": [DRUG, {**DRUG, "colour": "red"}]}, key="key-0002")
    assert (bad.status_code, bad.json()["errors"][0]["path"]) == (400, "/drugs/1/colour")


def test_a_flag_follows_from_the_range(cast: Cast) -> None:
    made = person(cast, "rae").post(at(cast), SAMPLES["results"], key="key-0001").json()
    assert (made["flag"], made["value"]) == ("low", "9.1")
    forged = person(cast, "rae").post(at(cast), {**SAMPLES["results"], "flag": "normal"}, key="key-0002")
    assert (forged.status_code, forged.json()["errors"][0]["path"]) == (400, "/flag")


@pytest.mark.parametrize("name", ["id", "version", "recorded_at", "patient", "source", "is_entered_in_error", "recorded_by_id"])
def test_what_the_house_keeps_cannot_be_sent(cast: Cast, name: str) -> None:
    answer = person(cast, "rae").post(at(cast), {**SAMPLES["results"], name: "1"}, key="key-0001")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, f"/{name}")


def test_senseless_values_are_refused_with_the_field(cast: Cast) -> None:
    answer = person(cast, "rae").post(at(cast, "performance"), {"ecog": 7, "assessed_on": "2026-01-07"}, key="key-0001")
    assert (answer.status_code, answer.json()["field"]) == (409, "ecog")
    unborn = person(cast, "rae").post(at(cast, "performance"), {"ecog": 1, "assessed_on": "1950-01-07"}, key="key-0001")
    assert (unborn.status_code, unborn.json()["field"]) == (409, "assessed_on")


def test_a_fact_of_another_kind_or_patient_is_not_there(cast: Cast) -> None:
    rae = person(cast, "rae")
    made = rae.post(at(cast), SAMPLES["results"], key="key-0001").json()
    assert rae.get(f"{at(cast, 'allergies')}{made['id']}/").status_code == 404
    other = rae.post(PATIENTS, {"family_name": "Lind", "given_name": "Eva"}, key="key-0002").json()
    for verb in ("correct/", "mark_error/"):
        foreign = rae.post(f"{PATIENTS}{other['id']}/facts/results/{made['id']}/{verb}", {"reason": "Not theirs"}, version=1)
        absent = rae.post(f"{PATIENTS}{other['id']}/facts/results/{uuid4()}/{verb}", {"reason": "Not theirs"}, version=1)
        assert foreign.status_code == 404
        assert foreign.content == absent.content


def test_pages_of_facts(cast: Cast) -> None:
    with truth():
        rows = [Result(patient=cast.denise, name=f"R{n}", value=n, taken_at=timezone.now()) for n in range(70)]
        Result.objects.bulk_create(rows)
    rae, seen, path = person(cast, "rae"), [], at(cast)
    while path:
        page = rae.get(path).json()
        seen += [row["id"] for row in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
        rae.post(at(cast), SAMPLES["results"], key=f"key-{len(seen):05}")
    assert len(seen) == len(set(seen)) == 70
    assert rae.get(f"{at(cast)}?after=yesterday").status_code == 400
    assert rae.get(f"{at(cast)}?since=yesterday").status_code == 400


@pytest.mark.parametrize("kind", ["results", "lines"])
def test_the_cost_of_a_page_does_not_grow(cast: Cast, kind: str) -> None:
    rae, counts = person(cast, "rae"), []
    for start, end in ((1, 2), (2, 51)):
        for number in range(start, end):
            rae.post(at(cast, kind), {**SAMPLES[kind], **({"number": number} if kind == "lines" else {})}, key=f"key-{number:05}")
        with CaptureQueriesContext(connection) as said:
            shown = len(rae.get(at(cast, kind)).json()["results"])
        counts.append((shown, len(statements(said))))
    assert [shown for shown, _ in counts] == [1, 50]
    assert counts[0][1] == counts[1][1] <= 6, counts


def documents(cast: Cast) -> str:
    return f"{PATIENTS}{cast.denise.pk}/documents/"


def test_a_document_is_sent_listed_and_opened(cast: Cast) -> None:
    rae = person(cast, "rae")
    first = rae.upload(documents(cast), {"file": sent(PDF), "kind": "marrow", "title": "Marrow"}, key="key-0001")
    again = rae.upload(documents(cast), {"file": sent(PDF), "kind": "marrow", "title": "Marrow"}, key="key-0001")
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["state"], first.json()["pages"], first.json()["content_type"]) == ("scanned", 2, "application/pdf")
    other = rae.upload(documents(cast), {"file": sent(PDF + b"%%EOF\n"), "kind": "marrow"}, key="key-0001")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    opened = rae.get(f"{documents(cast)}{first.json()['id']}/file/", Accept="application/pdf")
    assert b"".join(opened.streaming_content) == PDF
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert audited("document.open")[0].patient_ids == [cast.denise.pk]
    assert [row["id"] for row in rae.get(documents(cast)).json()["results"]] == [first.json()["id"]]
    assert person(cast, "cy").get(f"{documents(cast)}{first.json()['id']}/file/").status_code == 404


@pytest.mark.parametrize(
    ("content", "state"),
    [(files.HOSTILE["svg"], "refused"), (files.HOSTILE["empty"], "refused"), (files.INFECTED["eicar as text"], "quarantined")],
)
def test_what_is_not_taken_says_why(cast: Cast, content: bytes, state: str) -> None:
    rae = person(cast, "rae")
    row = rae.upload(documents(cast), {"file": sent(content)}, key="key-0001").json()
    assert (row["state"], bool(row["refusal"])) == (state, True)
    assert rae.get(f"{documents(cast)}{row['id']}/file/").status_code == 404


def test_a_waiting_scanner_leaves_it_received(cast: Cast, settings: Any) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    row = person(cast, "rae").upload(documents(cast), {"file": sent(PDF)}, key="key-0001").json()
    assert row["state"] == "received"


def test_uploads_that_are_none(cast: Cast) -> None:
    rae = person(cast, "rae")
    assert rae.post(documents(cast), {"file": "x"}, key="key-0001").status_code == 415
    assert rae.upload(documents(cast), {"kind": "marrow"}, key="key-0001").json()["errors"][0]["path"] == "/file"
    assert rae.upload(documents(cast), {"file": sent(PDF), "state": "scanned"}, key="key-0001").json()["errors"][0]["path"] == "/state"
    large = rae.upload(documents(cast), {"file": sent(b"%PDF-" + b"0" * (21 * 1024 * 1024))}, key="key-0001")
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


def test_the_record_as_a_bundle(cast: Cast) -> None:
    rae = person(cast, "rae")
    rae.post(at(cast), SAMPLES["results"], key="key-0001")
    answer = rae.get(f"{PATIENTS}{cast.denise.pk}/fhir/", Accept="application/fhir+json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/fhir+json")
    bundle = answer.json()
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert {entry["resource"]["resourceType"] for entry in bundle["entry"]} == {"Patient", "Observation"}
    assert audited("patients.export_fhir")[0].patient_ids == [cast.denise.pk]
