"""FHIR resources for tests, as small as R4 allows."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def patient(id_: str = "p1", **more: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": id_,
        "name": [{"family": "Reyes", "given": ["Maria", "Luz"]}],
        "gender": "female",
        "birthDate": "1958-03-04",
        **more,
    }


def bundle(*resources: Json, kind: str = "transaction") -> Json:
    entries = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} if "id" in r else {"resource": r} for r in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def about(id_: str = "p1") -> Json:
    return {"subject": {"reference": f"Patient/{id_}"}}


def coded(system: str, code: str, display: str = "") -> Json:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def loinc(code: str, display: str = "") -> Json:
    return coded("http://loinc.org", code, display)


def observation(id_: str = "o1", **more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": loinc("718-7", "Hemoglobin"),
        "effectiveDateTime": "2024-05-06T07:08:09Z",
        **about(),
        **more,
    }


def quantity(value: float, unit: str = "g/dL", **more: Any) -> Json:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit, **more}


def condition(id_: str = "c1", code: str = "109989006", display: str = "Multiple myeloma (disorder)", **more: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": id_,
        "code": coded("http://snomed.info/sct", code, display),
        "onsetDateTime": "2021-02-03",
        **about(),
        **more,
    }


def medication(
    kind: str = "MedicationRequest", id_: str = "m1", name: str = "Lenalidomide 10 MG", rxnorm: str = "342369", **more: Any
) -> Json:
    return {
        "resourceType": kind,
        "id": id_,
        "status": "active",
        "medicationCodeableConcept": coded("http://www.nlm.nih.gov/research/umls/rxnorm", rxnorm, name),
        **about(),
        **more,
    }


def procedure(id_: str = "x1", **more: Any) -> Json:
    return {
        "resourceType": "Procedure",
        "id": id_,
        "status": "completed",
        "code": coded("http://snomed.info/sct", "49401003", "Bone marrow biopsy"),
        "performedDateTime": "2024-01-02",
        **about(),
        **more,
    }


def allergy(id_: str = "a1", **more: Any) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": id_,
        "code": {"text": "Penicillin"},
        "criticality": "high",
        "reaction": [{"manifestation": [{"text": "Hives"}]}],
        "patient": {"reference": "Patient/p1"},
        **more,
    }


def related(id_: str = "r1", **more: Any) -> Json:
    return {
        "resourceType": "RelatedPerson",
        "id": id_,
        "patient": {"reference": "Patient/p1"},
        "name": [{"text": "Leo Reyes"}],
        "relationship": [{"text": "Son"}],
        "telecom": [{"system": "phone", "value": "555-0101"}],
        **more,
    }


def document(id_: str = "d1", **attachment: Any) -> Json:
    return {
        "resourceType": "DocumentReference",
        "id": id_,
        "status": "current",
        "type": loinc("11488-4", "Consult note"),
        "date": "2024-02-03T10:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain", "title": "note.txt", **attachment}}],
        **about(),
    }
