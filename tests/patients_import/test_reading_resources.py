"""What the readers make of single resources, without a database."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carecoord.interop.faults import Fault
from patients.fhir.drugs import drug_class, is_alert
from patients.fhir.gather import READERS, gather
from patients.models import DocumentKind, DrugClass, MyelomaType
from tests.patients_import import resources as fhir
from tests.patients_import.readings import ZONE, read, reason, values


@pytest.mark.parametrize(
    ("code", "display", "status", "icd10", "kind"),
    [
        ("109989006", "Multiple myeloma (disorder)", "active", "C90.00", ""),
        ("109989006", "Multiple myeloma", "remission", "C90.01", ""),
        ("109989006", "Multiple myeloma", "relapse", "C90.02", ""),
        ("109989006", "B-cell acute lymphoblastic leukemia", "active", "", ""),
        ("109989006", "B-ALL, myeloma ruled out", "active", "", ""),
        ("109989006", "", "active", "", ""),
        ("277580004", "Non-secretory myeloma (disorder)", "active", "C90.00", MyelomaType.NON_SECRETORY),
        ("95210003", "Plasma cell leukemia, disease (disorder)", "recurrence", "C90.12", ""),
        ("413587002", "Smoldering myeloma (disorder)", "active", "", ""),
        ("38341003", "Hypertension", "active", "", ""),
    ],
)
def test_myeloma_is_coded_only_when_the_name_agrees(code: str, display: str, status: str, icd10: str, kind: str) -> None:
    found = values(fhir.condition(code=code, display=display, clinicalStatus={"coding": [{"code": status}]}))
    assert (found["icd10"], found["snomed"], found["myeloma_type"]) == (icd10, code, kind)


def test_a_code_that_disagrees_is_remarked() -> None:
    assert read(fhir.condition(display="B-ALL")).remarks
    assert not read(fhir.condition()).remarks


def test_an_icd10_code_of_the_sender_is_believed() -> None:
    own = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "c90.02"}], "text": "Myeloma in relapse"}
    assert values({**fhir.condition(), "code": own})["icd10"] == "C90.02"
    who = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C90.0", "display": "Multiple myeloma"}]}
    assert values({**fhir.condition(), "code": who})["icd10"] == "C90.00"


def test_a_year_is_kept_in_the_name_and_not_made_a_day() -> None:
    found = values(fhir.condition(onsetDateTime="2019"))
    assert (found["diagnosed_on"], found["display"]) == (None, "Multiple myeloma (disorder) (2019)")


def test_stages_say_which_scale() -> None:
    staged = [
        {"summary": {"text": "Stage II"}, "type": {"text": "Revised International Staging System"}},
        {"summary": {"text": "ISS stage 3"}},
        {"summary": {"text": "Stage I"}, "type": {"text": "TNM"}},
    ]
    found = values(fhir.condition(stage=staged))
    assert (found["r_iss"], found["iss"]) == ("II", "III")


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (fhir.condition(verificationStatus={"coding": [{"code": "refuted"}]}), "refuted"),
        ({**fhir.condition(), "code": None}, "neither code nor name"),
        (fhir.allergy(code=fhir.coded("http://snomed.info/sct", "716186003", "No known allergy")), "no allergy is known"),
        (fhir.allergy(clinicalStatus={"coding": [{"code": "resolved"}]}), "resolved"),
        (fhir.procedure(status="not-done"), "planned or not done"),
        (fhir.medication(intent="plan"), "planned"),
        (fhir.medication(doNotPerform=True), "planned"),
        (fhir.medication(status="draft"), "draft"),
        (fhir.medication("MedicationStatement", status="not-taken"), "not taken"),
        ({**fhir.medication(), "medicationCodeableConcept": None}, "no drug"),
        (fhir.related(active=False), "no longer active"),
        (fhir.related(name=None), "no name"),
        ({**fhir.document(), "status": "superseded"}, "later version"),
    ],
)
def test_left_out_with_a_reason(resource: dict[str, Any], why: str) -> None:
    assert why in reason(resource)


def test_a_drug_named_in_another_resource_or_inside() -> None:
    drug = {"resourceType": "Medication", "id": "d1", "code": {"text": "Carfilzomib 60 MG"}}
    pointing = {**fhir.medication(), "medicationCodeableConcept": None}
    found = read(drug, {**pointing, "medicationReference": {"reference": "Medication/d1"}})
    assert found.facts[0].drafts[0].values["drug_class"] == DrugClass.PROTEASOME_INHIBITOR
    inside = {**pointing, "contained": [drug], "medicationReference": {"reference": "#d1"}}
    assert values(inside)["name"] == "Carfilzomib 60 MG"


def test_dose_in_words_or_amount() -> None:
    worded = fhir.medication(dosageInstruction=[{"text": "25 mg on days 1-21"}])
    amount = fhir.medication(
        dosageInstruction=[{"doseAndRate": [{"doseQuantity": {"value": 1.5, "unit": "mg"}}], "route": {"text": "by mouth"}}]
    )
    assert [values(resource)["dose"] for resource in (worded, amount)] == ["25 mg on days 1-21", "1.5 mg by mouth"]


def test_drug_classes_and_alerts() -> None:
    assert drug_class("Darzalex Faspro") == DrugClass.ANTI_CD38
    assert drug_class("anything", "342369") == DrugClass.IMID
    assert drug_class("Simvastatin 10 MG") == DrugClass.OTHER
    assert is_alert("Apixaban 5 MG Oral Tablet")
    assert not is_alert("Heparinoid cream")


def test_document_kinds_and_titles() -> None:
    found = values(fhir.document(url="https://x.example/note.pdf"))
    assert (found["kind"], found["title"], str(found["dated_on"])) == (DocumentKind.CONSULT_NOTE, "note.txt", "2024-02-03")


def test_conditional_and_identifier_references() -> None:
    number = {"system": "urn:mrn", "value": "7"}
    patient = fhir.patient(identifier=[number])
    by_query = fhir.observation("a", subject={"reference": "Patient?identifier=urn:mrn|7"}, valueInteger=1)
    by_number = fhir.observation("b", subject={"type": "Patient", "identifier": number}, valueInteger=1)
    found = gather(json.dumps(fhir.bundle(patient, by_query, by_number)).encode(), ZONE)
    assert [fact.source for fact in found.facts] == ["urn:mrn|7", "urn:mrn|7"]


def test_relative_references_stay_with_their_server() -> None:
    entries = [
        {"fullUrl": f"https://{server}/fhir/{r['resourceType']}/{r['id']}", "resource": r}
        for server, r in [
            ("a", fhir.patient(name=[{"family": "One"}])),
            ("b", fhir.patient(name=[{"family": "Two"}])),
            ("b", fhir.observation(valueInteger=1)),
        ]
    ]
    found = gather(json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}).encode(), ZONE)
    assert found.people[found.facts[0].source].values["family_name"] == "Two"


def test_names_phones_and_language_of_a_patient() -> None:
    told = fhir.patient(
        name=[{"use": "maiden", "family": "Old"}, {"use": "official", "text": "Ana María Núñez"}],
        telecom=[{"system": "phone", "value": "555-0100", "use": "work"}, {"system": "phone", "value": "555-0101", "use": "mobile"}],
        communication=[{"language": {"coding": [{"code": "en"}]}}, {"language": {"coding": [{"code": "es"}]}, "preferred": True}],
        address=[{"line": ["1 Elm", "Apt 2"], "city": "Marion", "state": "IA", "postalCode": "523021234"}],
        extension=[{"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True}],
    )
    (person,) = gather(json.dumps(told).encode(), ZONE).people.values()
    kept = {k: person.values[k] for k in ("given_name", "family_name", "phone", "language", "needs_interpreter", "address", "zip_code")}
    assert list(kept.values()) == ["Ana María", "Núñez", "555-0101", "es", True, "1 Elm, Apt 2", "52302-1234"]


def test_a_patient_without_a_name_and_their_facts_are_left_out() -> None:
    found = gather(json.dumps(fhir.bundle(fhir.patient(name=None), fhir.observation(valueInteger=1))).encode(), ZONE)
    assert not found.people
    assert {why for _, why in found.left_out} == {"the patient has no name", "its patient was left out"}


def test_two_patients_with_one_record_number_are_refused() -> None:
    number = [{"system": "urn:mrn", "value": "7"}]
    with pytest.raises(Fault, match="same record number"):
        read(fhir.patient("a", identifier=number), fhir.patient("b", identifier=number))


@pytest.mark.parametrize(
    ("resource", "path"),
    [
        (fhir.observation(code=7), "code"),
        (fhir.observation(valueQuantity=fhir.quantity("nine")), "valueQuantity.value"),  # type: ignore[arg-type]  # on purpose
        (fhir.observation(valueQuantity=fhir.quantity(9, comparator="~")), "valueQuantity.comparator"),
        (fhir.observation(valueBoolean="yes"), "valueBoolean"),
        (fhir.observation(component=3), "component"),
        (fhir.condition(clinicalStatus="active"), "clinicalStatus"),
        (fhir.medication(authoredOn="01/02/2020"), "authoredOn"),
        (fhir.patient("q", birthDate=["1950"]), "birthDate"),
        (fhir.patient("q", birthDate="2140-01-01"), "birthDate"),
    ],
)
def test_wrong_types_are_faults_with_their_path(resource: dict[str, Any], path: str) -> None:
    with pytest.raises(Fault) as caught:
        read(resource)
    assert caught.value.path == f"Bundle.entry[1].resource.{path}"


SOUND = [
    fhir.observation(valueQuantity=fhir.quantity(1), component=[{"code": {"text": "x"}, "valueInteger": 1}]),
    fhir.condition(stage=[{"summary": {"text": "ISS I"}}]),
    fhir.medication("MedicationStatement", effectivePeriod={"start": "2020-01-01"}, dosage=[{"text": "x"}]),
    fhir.medication("MedicationAdministration", status="completed", effectiveDateTime="2020-01-01", dosage={"dose": {"value": 1}}),
    fhir.procedure(),
    fhir.allergy(),
    fhir.related(),
    fhir.document(url="x"),
    fhir.patient("q", identifier=[{"value": "1"}], communication=[{"language": {"text": "x"}}]),
]


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, -1, True, "", "x", "\ud800", [], {}, [None], [[]], [{"x": 1}], {"coding": "x"}, {"reference": 1}, 10**30]
)


def paths(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way] * bool(way) + [p for key, inner in steps for p in paths(inner, (*way, key))]


def test_every_reader_is_among_the_mutated() -> None:
    assert {r["resourceType"] for r in SOUND} | {"MedicationRequest", "Patient"} >= READERS.keys()


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_a_resource_with_any_element_spoiled_is_read_or_refused(resource: dict[str, Any], data: st.DataObject) -> None:
    spoiled = copy.deepcopy(resource)
    way = data.draw(st.sampled_from(paths(spoiled)))
    inner = spoiled
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = data.draw(JUNK)
    with suppress(Fault):
        read(spoiled)
