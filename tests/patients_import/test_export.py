"""One record as FHIR R4: sound by the rules of R4, read back the same, and only for whoever may open the chart."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.audit.models import Event
from carecoord.interop.bundles import open_file
from patients.fhir.export import export_patient
from patients.models import (
    Allergy,
    Caregiver,
    Comorbidity,
    Diagnosis,
    Document,
    DocumentKind,
    DocumentState,
    DrugClass,
    Fact,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Procedure,
    Refractory,
    Result,
    TherapyLine,
)
from tests.cast import Cast
from tests.interop.r4 import problems_of_bundle
from tests.patients_import.conftest import Run
from tests.truth import truth

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 5, 6)


def fill(cast: Cast) -> Patient:
    """A record with every kind of row, and with rows that say as little as they may."""
    with truth():
        patient = cast.denise
        reach = {"address": "1 Elm St", "city": "Cedar Rapids", "email": "d@home.example"}
        Patient.objects.filter(pk=patient.pk).update(needs_interpreter=True, **reach)
        diagnoses(patient)
        Comorbidity.objects.create(patient=patient, name="Diabetes", icd10="E11.9", note="Well controlled")
        line = TherapyLine.objects.create(patient=patient, number=1, regimen="VRd", started_on=DAY, best_response="VGPR")
        LineDrug.objects.create(patient=patient, line=line, name="Lenalidomide", rxnorm="342369", refractory=Refractory.YES)
        Medication.objects.create(patient=patient, name="Apixaban 5 MG", started_on=DAY, dose="5 mg twice a day", is_alert=True)
        Medication.objects.create(patient=patient, name="Bortezomib", rxnorm="358258", last_dose_on=DAY, is_active=False)
        Allergy.objects.create(patient=patient, substance="Penicillin", reaction="Hives", is_severe=True)
        Allergy.objects.create(patient=patient, substance="Latex")
        results(patient)
        PerformanceStatus.objects.create(patient=patient, ecog=1, karnofsky=80, assessed_on=DAY)
        Procedure.objects.create(patient=patient, name="Marrow biopsy", snomed="49401003", performed_on=DAY, note="Iliac crest")
        Procedure.objects.create(patient=patient, name="Radiation", performed_on=DAY, ended_on=DAY, is_finished=False)
        shelf: dict[str, Any] = {"organization": cast.organizations["cedar"], "state": DocumentState.SCANNED, "size": 9}
        Document.objects.create(patient=patient, kind=DocumentKind.PATHOLOGY, title="Marrow", content_type="application/pdf", **shelf)
        Caregiver.objects.create(patient=patient, name="Sam Okafor", relationship="Husband", phone="555-0189")
        return patient


def diagnoses(patient: Patient) -> None:
    codes = {"icd10": "C90.02", "snomed": "109989006", "display": "Multiple myeloma"}
    found: dict[str, Any] = {"myeloma_type": "igg_kappa", "r_iss": "II", "iss": "I", "cytogenetics": ["del(17p)"]}
    Diagnosis.objects.create(patient=patient, diagnosed_on=DAY, is_measurable=Refractory.YES, **codes, **found)
    Diagnosis.objects.create(patient=patient, display="Anemia", ended_on=DAY)


def results(patient: Patient) -> None:
    base: dict[str, Any] = {"patient": patient, "taken_at": timezone.now().replace(microsecond=0)}
    Result.objects.create(**base, name="Hemoglobin", loinc="718-7", value=Decimal("9.4"), unit="g/dL", low=12, high=16, flag="low")
    Result.objects.create(**base, name="M-protein", loinc="33358-3", value=Decimal("0.1"), comparator="<", unit="g/dL")
    Result.objects.create(**base, name="Pain", value=3, unit="points of ten")
    Result.objects.create(**base, name="Hepatitis B", text="Negative")
    Result.objects.create(**base, name="Wrong", text="x", is_entered_in_error=True)


def exported(cast: Cast, who: str = "ana") -> dict[str, Any]:
    patient = fill(cast)
    with acting(cast.actor(who)) as actor:
        return export_patient(actor, patient.pk)


def test_it_is_sound_r4(cast: Cast) -> None:
    bundle = json.loads(json.dumps(exported(cast)))
    assert problems_of_bundle(bundle) == []
    assert open_file(json.dumps(bundle).encode()).type == "collection"
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert kinds >= {"Patient", "Condition", "Observation", "MedicationStatement", "AllergyIntolerance", "DocumentReference", "Procedure"}
    assert "Wrong" not in json.dumps(bundle)


FIELDS: dict[type[Fact], tuple[str, ...]] = {
    Allergy: ("substance", "reaction", "is_severe"),
    Result: ("loinc", "name", "value", "comparator", "unit", "text", "taken_at", "low", "high", "flag"),
    Procedure: ("name", "snomed", "performed_on", "ended_on", "is_finished", "note"),
    Caregiver: ("name", "relationship", "phone", "language", "state"),
}
DISEASE = ("icd10", "snomed", "display", "diagnosed_on", "ended_on", "myeloma_type", "iss", "r_iss", "cytogenetics", "is_measurable")


def told(model: type[Fact], patient: Patient, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
    rows = model._default_manager.filter(patient=patient, is_entered_in_error=False).values_list(*fields)
    return sorted((tuple(row) for row in rows), key=str)


def test_another_organization_reads_it_back_the_same(cast: Cast, run: Run) -> None:
    bundle = exported(cast)
    assert "left out" in run(bundle, organization="Hillcrest")
    with truth():
        copy = Patient.objects.get(custodian=cast.organizations["hillcrest"])
        original = Patient.objects.get(pk=cast.denise.pk)
        names = ("given_name", "family_name", "birth_on", "sex", "language", "needs_interpreter", "phone", "email", "address", "zip_code")
        assert [getattr(copy, name) for name in names] == [getattr(original, name) for name in names]
        for model, fields in FIELDS.items():
            assert told(model, copy, fields) == told(model, original, fields)
        assert [row for row in told(Diagnosis, copy, DISEASE) if row[2] != "Diabetes"] == told(Diagnosis, original, DISEASE)
        scores = PerformanceStatus.objects.filter(patient=copy).values_list("ecog", "karnofsky", "assessed_on")
        assert sorted(scores, key=str) == [(1, None, DAY), (None, 80, DAY)]
        drugs = dict(Medication.objects.filter(patient=copy).values_list("name", "drug_class"))
        assert drugs == {"Apixaban 5 MG": "other", "Bortezomib": DrugClass.PROTEASOME_INHIBITOR, "Lenalidomide": DrugClass.IMID}
        assert Medication.objects.get(patient=copy, name__startswith="Apixaban").is_alert
    assert "0 new, 0 changed" in run(bundle, organization="Hillcrest")


def test_audited(cast: Cast) -> None:
    exported(cast)
    with truth():
        assert Event.objects.get(action="patients.export_fhir").patient_ids == [cast.denise.pk]


@pytest.mark.parametrize("who", ["cy", "bo", "uma", "ida"])
def test_who_may_not(cast: Cast, who: str) -> None:
    with pytest.raises(Patient.DoesNotExist):
        exported(cast, who)


def test_statements_do_not_grow_with_the_record(cast: Cast, django_assert_max_num_queries: Any) -> None:
    patient = fill(cast)
    with truth():
        Result.objects.bulk_create(
            Result(patient=patient, name="Creatinine", value=Decimal(n), unit="mg/dL", taken_at=timezone.now()) for n in range(300)
        )
    with django_assert_max_num_queries(18), acting(cast.actor("ana")) as actor:
        assert len(export_patient(actor, patient.pk)["entry"]) > 300
