"""`import_fhir`: it works, twice, in part, for whom, and what it leaves behind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from carecoord.accounts.models import Organization
from carecoord.audit.models import Event
from patients.fhir.keep import import_file
from patients.importing.actors import importer
from patients.models import (
    Allergy,
    Caregiver,
    CaregiverState,
    Change,
    Diagnosis,
    Document,
    DocumentState,
    DrugClass,
    Identifier,
    Medication,
    Patient,
    Procedure,
    Result,
)
from tests.cast import Cast
from tests.patients_import import resources as fhir
from tests.patients_import.conftest import Run
from tests.patients_import.whole import WHOLE, newcomer
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_everything_a_bundle_says_is_there(cast: Cast, run: Run) -> None:
    out = run(WHOLE)
    assert "1 of 1 files taken" in out
    assert "8 new" in out
    with truth():
        maria = newcomer()
        assert (maria.given_name, maria.sex, str(maria.birth_on)) == ("Maria Luz", "female", "1958-03-04")
        assert maria.custodian == cast.organizations["cedar"]
        assert maria.name_key == "reyes maria luz"
        numbers = dict(Identifier.objects.filter(patient=maria).values_list("system", "value"))
        assert numbers == {"urn:x:mrn": "778", "mrn": "778", "fhir/Patient": "p1"}
        diagnosis = Diagnosis.objects.get(patient=maria)
        assert (diagnosis.icd10, diagnosis.snomed, str(diagnosis.diagnosed_on)) == ("C90.00", "109989006", "2021-02-03")
        result = Result.objects.get(patient=maria)
        assert (str(result.value), result.unit, result.loinc) == ("9.40000", "g/dL", "718-7")
        drug = Medication.objects.get(patient=maria)
        assert (drug.drug_class, drug.is_active, str(drug.started_on)) == (DrugClass.IMID, True, "2023-01-01")
        assert Procedure.objects.get(patient=maria).snomed == "49401003"
        assert Allergy.objects.get(patient=maria).is_severe
        assert Caregiver.objects.get(patient=maria).state == CaregiverState.NAMED
        document = Document.objects.get(patient=maria)
        assert (document.state, document.size, document.source) == (DocumentState.SCANNED, 11, "fhir/DocumentReference|d1")


def test_again_adds_nothing_and_changes_nothing(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with truth():
        before = {m: m._default_manager.count() for m in (Patient, Identifier, Diagnosis, Result, Medication, Procedure, Document, Change)}
    assert "0 new, 0 changed, 8 unchanged" in run(WHOLE)
    with truth():
        assert before == {model: model._default_manager.count() for model in before}


def test_what_changed_is_changed_and_kept_in_the_history(cast: Cast, run: Run) -> None:
    run(WHOLE)
    later = json.loads(json.dumps(WHOLE))
    later["entry"][0]["resource"]["telecom"] = [{"system": "phone", "value": "555-0199"}]
    later["entry"][2]["resource"]["valueQuantity"]["value"] = 8.9
    assert "0 new, 2 changed, 6 unchanged" in run(later)
    with truth():
        assert (newcomer().phone, newcomer().version) == ("555-0199", 2)
        result = Result.objects.get(patient=newcomer())
        assert (str(result.value), result.version) == ("8.90000", 2)
        change = Change.objects.get(row_id=result.pk)
        assert (change.values["value"], change.by_name) == (["9.40000", "8.90000"], "Import")


def test_an_empty_value_erases_nothing_that_was_typed(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with truth():
        Diagnosis.objects.filter(patient=newcomer()).update(r_iss="II", icd10="C90.02", cytogenetics=["del(17p)"])
    other = json.loads(json.dumps(WHOLE))
    other["entry"][1]["resource"]["code"] = {"text": "Myeloma"}
    run(other)
    with truth():
        row = Diagnosis.objects.get(patient=newcomer())
        assert (row.r_iss, row.icd10, row.cytogenetics, row.display) == ("II", "C90.02", ["del(17p)"], "Myeloma")


def test_a_fault_late_in_the_file_leaves_nothing(cast: Cast, run: Run) -> None:
    broken = fhir.bundle(fhir.patient(), fhir.observation(valueQuantity=fhir.quantity(1)), fhir.condition(onsetDateTime="2021-02-30"))
    with pytest.raises(CommandError, match=r"“2021-02-30” is not a day of the calendar \(at Bundle.entry\[2\].resource.onsetDateTime\)"):
        run(broken)
    with truth():
        assert not Patient.objects.filter(family_name="Reyes").exists()
        assert not Event.objects.exists()


def test_one_bad_file_does_not_stop_the_others(cast: Cast, run: Run) -> None:
    with pytest.raises(CommandError, match="1 of 2 files were refused"):
        run(b"{", WHOLE)
    with truth():
        assert newcomer()


def test_a_dry_run_writes_nothing_and_tells_the_same(cast: Cast, run: Run) -> None:
    assert "8 new" in run(WHOLE, dry_run=True)
    with truth():
        assert not Patient.objects.filter(family_name="Reyes").exists()
        assert not Event.objects.exists()
    assert not (settings.MEDIA_ROOT).exists()


def test_the_report_as_json_counts_and_names_no_patient(cast: Cast, run: Run) -> None:
    out = run(WHOLE, json=True)
    report = json.loads(out)
    assert report["files"][0]["types"]["Observation"] == {"new": 1, "changed": 0, "unchanged": 0, "left_out": 0}
    assert report["files"][0]["left_out"][0]["type"] == "Practitioner"
    assert "Reyes" not in out
    assert "yeloma" not in out


def test_one_audit_row_names_the_importer_and_nothing_clinical(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with truth():
        event = Event.objects.get(action="patients.import_fhir")
        assert (event.client_id, event.job) == (f"import-{cast.organizations['cedar'].pk}", "import_fhir")
        assert event.patient_ids == [newcomer().pk]
        assert "8 new" in event.reason


def test_files_in_any_order_find_their_patient(cast: Cast, run: Run) -> None:
    assert "2 new" in run(fhir.observation(valueString="Positive"), fhir.patient())


def test_a_fact_about_a_stranger_is_left_out(cast: Cast, run: Run) -> None:
    assert "neither in this file nor among" in run(fhir.observation(valueString="Positive"))


def test_statements_do_not_grow_with_the_file(cast: Cast, django_assert_max_num_queries: Any) -> None:
    cedar = Organization.objects.get(short_name="Cedar Valley")
    actor = importer(cedar, job="import_fhir")
    many = fhir.bundle(fhir.patient(), *(fhir.observation(f"o{n}", valueQuantity=fhir.quantity(n)) for n in range(400)))
    with django_assert_max_num_queries(30):
        report = import_file(actor, "x", json.dumps(many).encode())
    assert report.totals["new"] == 401


def test_help_says_what_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_fhir", "--help")
    said = capsys.readouterr().out
    assert "MedicationAdministration" in said
    assert "examples:" in said
