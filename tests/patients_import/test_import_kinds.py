"""What becomes of each kind of resource: taken back, died, extremes, doses, attachments, performance."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from carecoord.audit.models import Event
from patients.models import (
    Document,
    DocumentState,
    DrugClass,
    Medication,
    PerformanceStatus,
    Result,
)
from tests.cast import Cast
from tests.patients_import import resources as fhir
from tests.patients_import.conftest import Run
from tests.patients_import.whole import MR, WHOLE, newcomer
from tests.truth import truth

pytestmark = pytest.mark.django_db


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
