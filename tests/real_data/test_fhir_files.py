"""FHIR files that nobody here wrote: Synthea, mCODE, US Core, patient summaries, official examples are loaded, broken ones refused."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest
from django.conf import settings

from carecoord.access.actor import acting
from carecoord.accounts.models import Organization
from patients.fhir.keep import import_file
from patients.fhir.report import FileReport
from patients.importing.actors import importer
from patients.models import Diagnosis, Document, Medication, Patient, PerformanceStatus, Procedure, Result
from patients.verbs import add_fact
from tests.cast import Cast
from tests.patients_import import resources as fhir
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

# EXPECTED.csv counts what a Java validator said with all profiles and terminologies at hand. What it calls an error and we take anyway:
TAKEN_ANYWAY = {
    "bundle-urn.json": "an extension it could not find; extensions are not read",
    "contained-canonical-bad-2.json": "a canonical address in an R5 ValueSet; ValueSets are not kept",
    "ext-ctxt-resource-bad.json": "an extension in the wrong place; extensions are not read",
    "list-contained-bad.json": "R5 wants a list of subjects; Lists are not kept",
    "obs-hgvs-bad.json": "an HGVS expression that does not parse; codes are kept as sent",
    "obs-temp-bad.json": "a LOINC code that one profile asks for; profiles are not judged",
    "pat-dob-ext.json": "an extension it could not find; extensions are not read",
    "pat-example-ext.json": "an extension it could not find; extensions are not read",
    "patient-ig-bad.json": "a name that one profile asks for; the patient is left out with that reason",
    "patient-version-range.json": "an extension of a later version; extensions are not read",
    "vs-bad-code.json": "codes that its terminology server lacks; ValueSets are not kept",
    "vs-bad-ecl-us.json": "an expression that its terminology server cannot parse; ValueSets are not kept",
    "vs-bad-ecl.json": "an expression that its terminology server cannot parse; ValueSets are not kept",
    "vs-bad-props.json": "filters that its terminology server does not know; ValueSets are not kept",
    "xml-bad-entities.json": "an entity in the narrative of an Encounter; narratives are never shown",
}
# And what has no outcome recorded there, or none for R4, and we refuse:
REFUSED_TOO = {
    "group-choice-empty.json": "not JSON",
    "list-empty1.json": "an empty object",
}


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")


def load(folder: Path, pattern: str = "*.json") -> dict[str, FileReport]:
    """Every file of a folder for Cedar Valley, by name."""
    actor = importer(Organization.objects.get(short_name="Cedar Valley"), job="import_fhir")
    return {path.name: import_file(actor, path.name, path.read_bytes()) for path in sorted(folder.glob(pattern))}


def test_all_of_synthea_in_seconds_and_again(cast: Cast, data: Path) -> None:
    began = time.monotonic()
    reports = load(data / "fhir/synthea_r4")
    seconds = time.monotonic() - began
    assert [r.refusal for r in reports.values() if r.refusal] == []
    assert seconds < 60, f"{seconds:.1f} s"
    with truth():
        made = {m.__name__: m._default_manager.count() for m in (Patient, Diagnosis, Medication, Procedure, Result)}
        assert made == {"Patient": 12, "Diagnosis": 70, "Medication": 39, "Procedure": 130, "Result": 2007}
        assert Patient.objects.filter(deceased_at__isnull=False).count() == 3
        assert Patient.objects.filter(language="es").count() == 2
        assert not Diagnosis.objects.filter(icd10__startswith="C90").exists()
    again = load(data / "fhir/synthea_r4")
    assert sum(r.totals["new"] + r.totals["changed"] for r in again.values()) == 0
    with truth():
        assert made == {m.__name__: m._default_manager.count() for m in (Patient, Diagnosis, Medication, Procedure, Result)}


def test_counts_are_those_of_the_file(cast: Cast, data: Path) -> None:
    (path,) = (data / "fhir/synthea_r4").glob("Luis_*.json")
    entries = [e["resource"]["resourceType"] for e in json.loads(path.read_bytes())["entry"]]
    (report,) = load(path.parent, path.name).values()
    assert sum(report.totals.values()) == len(entries)
    for kind in ("Observation", "Condition", "MedicationRequest", "Procedure"):
        assert report.types[kind]["new"] == entries.count(kind)


def test_a_synthea_patient_is_re_coded_to_myeloma_and_found_by_it(cast: Cast, data: Path) -> None:
    load(data / "fhir/synthea_r4", "Luis_*.json")
    with truth():
        luis = Patient.objects.get(given_name__startswith="Luis")
        assert (str(luis.birth_on), luis.language, luis.is_deceased) == ("1948-10-07", "es", False)
    with acting(cast.actor("ana")) as ana:
        add_fact(ana, luis.pk, Diagnosis, icd10="C90.00", display="Multiple myeloma, not in remission")
    with acting(cast.actor("rae")) as rae:
        found = Patient.objects.visible_to(rae).filter(diagnosiss__icd10__startswith="C90.0")
        assert [patient.pk for patient in found] == [luis.pk]
        hemoglobin = Result.objects.filter(patient=luis, loinc="718-7")
        creatinine = Result.objects.filter(patient=luis, loinc__in=("2160-0", "38483-4"))
        assert creatinine.exists()
        assert all(row.unit for row in [*hemoglobin, *creatinine])
    load(data / "fhir/synthea_r4", "Luis_*.json")
    with truth():
        assert Diagnosis.objects.filter(patient=luis, icd10="C90.00").count() == 1


@pytest.mark.parametrize("folder", ["mcode", "us_core", "ips", "bser", "sdohcc"])
def test_every_file_of_these_is_taken(cast: Cast, data: Path, folder: str) -> None:
    reports = load(data / "fhir" / folder)
    assert reports
    assert {name: r.refusal for name, r in reports.items() if r.refusal} == {}


def test_mcode_facts_are_there(cast: Cast, data: Path) -> None:
    load(data / "fhir/mcode")
    with truth():
        assert PerformanceStatus.objects.get().ecog == 1
        assert Diagnosis.objects.filter(snomed="408643008").exists()
        assert Medication.objects.filter(patient__isnull=False).exists()


def test_us_core_facts_find_their_patient(cast: Cast, data: Path) -> None:
    """The examples are about a patient who is not among them; with one, their facts are taken."""
    actor = importer(Organization.objects.get(short_name="Cedar Valley"), job="import_fhir")
    import_file(actor, "example.json", json.dumps(fhir.patient("example", name=[{"family": "Shaw", "given": ["Amy"]}])).encode())
    reports = load(data / "fhir/us_core")
    assert sum(r.types["Observation"]["new"] for r in reports.values()) >= 60
    assert sum(r.types["AllergyIntolerance"]["new"] for r in reports.values()) >= 2
    with truth():
        assert Document.objects.filter(patient__family_name="Shaw", content_type="application/pdf").exists()
        assert Result.objects.filter(loinc="8480-6", value=109).exists()


def test_official_examples_are_taken(cast: Cast, data: Path) -> None:
    reports = load(data / "fhir/r4_spec_examples")
    assert {name: r.refusal for name, r in reports.items() if r.refusal} == {}
    assert sum(r.totals["new"] for r in reports.values()) > 25


def test_negative_files_as_expected_or_explained(cast: Cast, data: Path) -> None:
    with (data / "fhir/negative/EXPECTED.csv").open(newline="") as lines:
        expected = {row["file"]: int(row["errors"] or 0) > 0 for row in csv.DictReader(lines)}
    reports = load(data / "fhir/negative")
    refused = {name for name, report in reports.items() if report.refusal}
    assert {name for name, is_bad in expected.items() if is_bad} - refused == TAKEN_ANYWAY.keys()
    assert refused - {name for name, is_bad in expected.items() if is_bad} == REFUSED_TOO.keys()


def test_a_refusal_is_one_sentence_with_its_place_and_writes_nothing(cast: Cast, data: Path) -> None:
    with truth():
        before = Patient.objects.count()
    for report in (r for r in load(data / "fhir/negative").values() if r.refusal):
        assert report.where
        assert report.refusal.count("\n") == 0
        assert report.refusal.endswith(").")
    with truth():
        bad = ("bad-id_1", "bad-id 1", "patient-duplicate-contained")
        assert not Patient.objects.filter(source__in=[f"fhir/Patient|{name}" for name in bad]).exists()
        assert Patient.objects.count() > before  # the sound ones among them
