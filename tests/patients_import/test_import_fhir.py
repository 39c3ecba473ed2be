"""`import_fhir`: it works, twice, in part, for whom, and what it leaves behind."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from carecoord.access.actor import acting
from carecoord.access.models import CareTeam, MachineClient, Restriction, RestrictionKind
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
    PerformanceStatus,
    Procedure,
    Result,
)
from tests.cast import Cast
from tests.patients_import import resources as fhir
from tests.patients_import.conftest import Run
from tests.truth import truth

pytestmark = pytest.mark.django_db

MR = {
    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
    "system": "urn:x:mrn",
    "value": "778",
}
SSN = {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-00-1111"}
WHOLE = fhir.bundle(
    fhir.patient(identifier=[SSN, MR]),
    fhir.condition(),
    fhir.observation(valueQuantity=fhir.quantity(9.4)),
    fhir.medication(authoredOn="2023-01-01"),
    fhir.procedure(),
    fhir.allergy(),
    fhir.related(),
    fhir.document(data=base64.b64encode(b"Seen today.").decode()),
    {"resourceType": "Practitioner", "id": "dr1", "name": [{"family": "House"}]},
)


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")


def newcomer() -> Patient:
    return Patient.objects.get(family_name="Reyes")


def test_everything_a_bundle_says_is_there(cast: Cast, run: Run) -> None:
    out = run(WHOLE)
    assert "1 of 1 files taken" in out
    assert "8 new" in out
    with truth():
        maria = newcomer()
        assert (maria.given_name, maria.sex, maria.birth_on.isoformat(), maria.custodian) == (  # type: ignore[union-attr]  # set
            "Maria Luz",
            "female",
            "1958-03-04",
            cast.organizations["cedar"],
        )
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


def test_two_organizations_keep_two_records(cast: Cast, run: Run) -> None:
    run(WHOLE)
    assert "8 new" in run(WHOLE, organization="Hillcrest")
    with truth():
        assert Patient.objects.filter(family_name="Reyes").count() == 2
    with acting(cast.actor("cy")):
        assert Patient.objects.filter(family_name="Reyes").count() == 1
    with acting(cast.actor("bo")):
        assert not Patient.objects.exists()


def test_members_see_what_the_importer_wrote(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with acting(cast.actor("ana")) as ana:
        maria = Patient.objects.chart_of(ana).get(family_name="Reyes")
        assert Result.objects.filter(patient=maria).count() == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("uma@cedarvalley.example", "does not allow imports"),
        ("bo@lakeside.example", "does not work at"),
        ("nobody@x.example", "Nobody signs in"),
    ],
)
def test_who_may_not(cast: Cast, run: Run, email: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(WHOLE, email=email)


def test_as_a_member_it_is_theirs(cast: Cast, run: Run) -> None:
    run(WHOLE, email="rae@cedarvalley.example")
    with truth():
        assert Event.objects.get(action="patients.import_fhir").user_id == cast.rae.pk
        assert Result.objects.get(patient=newcomer()).recorded_by_id == cast.rae.pk


def test_imports_can_be_switched_off(cast: Cast, run: Run) -> None:
    run(WHOLE)
    MachineClient.objects.filter(client_id__startswith="import-").update(is_active=False)
    with pytest.raises(CommandError, match="switched off"):
        run(WHOLE)


@pytest.mark.parametrize("name", ["Nowhere", "999999"])
def test_an_unknown_organization(cast: Cast, run: Run, name: str) -> None:
    with pytest.raises(CommandError, match="There is no active organization"):
        run(WHOLE, organization=name)


def test_an_organization_by_number(cast: Cast, run: Run) -> None:
    assert "8 new" in run(WHOLE, organization=str(cast.organizations["cedar"].pk))


def restrict(patient: Patient) -> None:
    with truth():
        Restriction.objects.create(patient_id=patient.pk, kind=RestrictionKind.values[0], reason="Works here")


@pytest.mark.parametrize("email", ["", "rae@cedarvalley.example"])
def test_a_restricted_record_is_closed_to_imports_too(cast: Cast, run: Run, email: str) -> None:
    run(WHOLE)
    with truth():
        maria = newcomer()
    restrict(maria)
    with pytest.raises(CommandError, match="closed to the importer"):
        run(WHOLE, email=email)


def test_a_member_of_the_care_team_imports_into_a_restricted_record(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with truth():
        maria = newcomer()
        CareTeam.objects.create(patient_id=maria.pk, organization=cast.organizations["cedar"], user=cast.rae)
    restrict(maria)
    assert "8 unchanged" in run(WHOLE, email="rae@cedarvalley.example")


def test_a_number_of_somebody_else_is_refused(cast: Cast, run: Run) -> None:
    run(WHOLE)
    other = fhir.patient("p2", identifier=[MR], name=[{"family": "Stone"}], birthDate="1990-01-01")
    with pytest.raises(CommandError, match="another name and another date of birth"):
        run(other)


SHARED = {"system": "urn:plan", "value": "F-1"}


def test_relatives_who_share_a_number_keep_two_records(cast: Cast, run: Run) -> None:
    daughter = fhir.patient(
        "p2", identifier=[{**MR, "value": "779"}, SHARED], name=[{"family": "Reyes", "given": ["Ana"]}], birthDate="1990-01-01"
    )
    mother = fhir.patient(identifier=[MR, SHARED])
    run(fhir.bundle(mother, daughter))
    assert "0 new, 0 changed, 2 unchanged" in run(fhir.bundle(mother, daughter))
    assert "1 unchanged" in run(daughter)
    with truth():
        assert set(Patient.objects.filter(family_name="Reyes").values_list("given_name", flat=True)) == {"Maria Luz", "Ana"}


def test_a_relative_with_the_same_record_number_is_refused(cast: Cast, run: Run) -> None:
    run(WHOLE)
    with pytest.raises(CommandError, match="another name and another date of birth"):
        run(fhir.patient("p2", identifier=[MR], name=[{"family": "Reyes", "given": ["Ana"]}], birthDate="1990-01-01"))


def test_a_corrected_name_or_birth_date_is_taken(cast: Cast, run: Run) -> None:
    run(WHOLE)
    assert "1 changed" in run(fhir.patient(identifier=[MR], birthDate="1958-04-03"))
    assert "1 changed" in run(fhir.patient(identifier=[MR], birthDate="1958-04-03", name=[{"family": "Reyes-Lund", "given": ["Maria"]}]))


def test_a_record_is_found_by_its_id_when_numbers_come_later(cast: Cast, run: Run) -> None:
    run(fhir.patient())
    assert "1 unchanged" in run(fhir.patient(identifier=[MR]))


def test_a_typed_record_is_found_by_number_name_and_birth(cast: Cast, run: Run) -> None:
    number = {**MR, "value": "0083317"}
    denise = fhir.patient("d9", identifier=[number], name=[{"family": "Okafor", "given": ["Denise"]}], birthDate="1961-06-02")
    assert "0 new, 0 changed, 1 unchanged" in run(denise)
    stranger = fhir.patient("d8", identifier=[{**number, "system": "urn:y"}], name=[{"family": "Okafor"}], birthDate="1970-01-01")
    assert "1 new" in run(stranger)
    with truth():
        assert Identifier.objects.filter(system="mrn", value="0083317").count() == 1


def test_what_the_sender_takes_back_is_marked(cast: Cast, run: Run) -> None:
    run(WHOLE)
    out = run(fhir.observation(status="entered-in-error", valueQuantity=fhir.quantity(9.4)))
    assert "1 changed" in out
    with truth():
        assert Result.objects.get(patient=newcomer()).is_entered_in_error
    assert "1 unchanged" in run(fhir.observation(valueQuantity=fhir.quantity(9.4)))
    assert "its sender entered it in error" in run(fhir.observation("o9", status="entered-in-error", valueString="x"))


def test_a_death_in_a_later_file_is_recorded_with_its_consequences(cast: Cast, run: Run) -> None:
    run(WHOLE)
    run(fhir.patient(identifier=[MR], deceasedDateTime="2024-06-07T08:00:00Z"))
    with truth():
        assert str(newcomer().deceased_at) == "2024-06-07 08:00:00+00:00"
        assert Event.objects.filter(action="patient.record_death").exists()


def test_dead_without_a_date(cast: Cast, run: Run) -> None:
    run(fhir.patient(deceasedBoolean=True))
    with truth():
        died = newcomer().deceased_at
    assert died is not None
    assert "1 unchanged" in run(fhir.patient(deceasedBoolean=True))
    with truth():
        assert newcomer().deceased_at == died


def test_extremes_of_every_kind_are_stored_or_refused(cast: Cast, run: Run) -> None:
    long = "x" * 5000
    patient = fhir.patient(name=[{"family": long, "given": [long]}], address=[{"line": [long], "city": long, "postalCode": long}])
    facts = [
        fhir.observation("a", effectiveDateTime="2020-01-01T00:00:00+23:59", valueQuantity=fhir.quantity(10**39, unit=long)),
        fhir.observation("b", code={"text": long}, valueString=long, referenceRange=[{"low": fhir.quantity(10**30)}]),
        fhir.condition(display=long, onsetDateTime="1999"),
        fhir.medication(name=long, rxnorm=long, dosageInstruction=[{"text": long}]),
        fhir.procedure(bodySite=[{"text": long}]),
        fhir.allergy(code={"text": long}),
        fhir.related(name=[{"text": f"{long} {long}"}], relationship=[{"text": long}]),
        fhir.document(url=f"https://x.example/{long}", size=10**12, title=long),
    ]
    whole = fhir.bundle(patient, *facts)
    for entry in whole["entry"]:
        entry["fullUrl"] = f"https://{long}.example/fhir/{entry['resource']['resourceType']}/{entry['resource']['id']}"
    assert "9 new" in run(whole)
    assert "9 unchanged" in run(whole)


def doses(*days: str, name: str = "Bortezomib", start: int = 0) -> list[dict[str, Any]]:
    return [
        fhir.medication("MedicationAdministration", f"ma{start + n}", name, "358258", status="completed", effectiveDateTime=day)
        for n, day in enumerate(days)
    ]


def test_doses_of_one_drug_are_one_row_with_the_last_dose(cast: Cast, run: Run) -> None:
    run(fhir.bundle(fhir.patient(), *doses("2024-03-08", "2024-03-01", "2024-03-15")))
    with truth():
        row = Medication.objects.get(patient=newcomer())
        assert (str(row.started_on), str(row.last_dose_on), row.drug_class) == ("2024-03-01", "2024-03-15", DrugClass.PROTEASOME_INHIBITOR)
    run(fhir.bundle(fhir.patient(), *doses("2024-03-22", start=9)))
    with truth():
        row = Medication.objects.get(patient=newcomer())
        assert (str(row.started_on), str(row.last_dose_on)) == ("2024-03-01", "2024-03-22")


def test_an_unfit_attachment_leaves_a_row_that_says_why(cast: Cast, run: Run) -> None:
    run(fhir.bundle(fhir.patient(), fhir.document(data=base64.b64encode(b"\x7fELF" + b"\x00" * 60).decode())))
    with truth():
        row = Document.objects.get(patient=newcomer())
        assert row.state == DocumentState.REFUSED
        assert row.refusal
    assert "2 unchanged" in run(fhir.bundle(fhir.patient(), fhir.document(data=base64.b64encode(b"\x7fELF" + b"\x00" * 60).decode())))


def test_a_document_elsewhere_is_kept_as_a_description(cast: Cast, run: Run) -> None:
    run(fhir.bundle(fhir.patient(), fhir.document(url="https://else.example/Binary/1", size=77)))
    with truth():
        row = Document.objects.get(patient=newcomer())
        assert (row.state, row.file.name, row.size) == (DocumentState.REFUSED, "", 77)


def test_ecog_and_karnofsky_are_performance_status(cast: Cast, run: Run) -> None:
    run(
        fhir.bundle(
            fhir.patient(),
            fhir.observation("e", code=fhir.loinc("89247-1"), valueCodeableConcept=fhir.loinc("LA9623-5", "Restricted")),
            fhir.observation("k", code=fhir.loinc("89243-0"), valueInteger=80),
            fhir.observation("odd", code=fhir.loinc("89247-1", "ECOG"), valueInteger=9),
        )
    )
    with truth():
        rows = PerformanceStatus.objects.filter(patient=newcomer())
        assert sorted((row.ecog, row.karnofsky) for row in rows if row.ecog is not None) == [(1, None)]
        assert [row.karnofsky for row in rows if row.ecog is None] == [80]
        assert Result.objects.get(patient=newcomer()).name == "ECOG"


def test_a_lookalike_of_the_own_organization_is_flagged_and_no_other(cast: Cast, run: Run) -> None:
    run(fhir.patient("h1"), organization="Hillcrest")
    assert "resembles" not in run(fhir.patient("c1"))
    assert "resembles" in run(fhir.patient("c2", name=[{"family": "Reyez", "given": ["Maria Luz"]}]))


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
