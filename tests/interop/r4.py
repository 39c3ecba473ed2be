"""What FHIR R4 (4.0.1) demands of the resources this house writes: elements that exist, that are required, that are lists, and bindings.

Taken from the resource definitions at https://hl7.org/fhir/R4/; only the elements that are ever written are listed, so anything else fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
INSTANT = re.compile(r"\d{4}(-\d\d(-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?|\d{4}-\d\d-\d\d")
URI = re.compile(r"\S+")
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")

# name: (type, is a list). A trailing ! marks a required element.
CODEABLE = {"coding": ("Coding", True), "text": ("string", False)}
TYPES: dict[str, dict[str, tuple[str, bool]]] = {
    "CodeableConcept": CODEABLE,
    "Coding": {"system": ("uri", False), "code": ("code", False), "display": ("string", False)},
    "Reference": {"reference": ("string", False)},
    "Period": {"start": ("dateTime", False), "end": ("dateTime", False)},
    "Quantity": {
        "value": ("decimal", False), "comparator": ("code", False), "unit": ("string", False), "system": ("uri", False),
        "code": ("code", False),
    },
    "Identifier": {"type": ("CodeableConcept", False), "system": ("uri", False), "value": ("string", False)},
    "HumanName": {"use": ("code", False), "family": ("string", False), "given": ("string", True), "text": ("string", False)},
    "ContactPoint": {"system": ("code", False), "value": ("string", False)},
    "Address": {"line": ("string", True), **dict.fromkeys(("city", "state", "postalCode"), ("string", False))},
    "Extension": {
        "url!": ("uri", False), "valueCode": ("code", False), "valueString": ("string", False), "valueBoolean": ("boolean", False),
    },
    "Annotation": {"text!": ("string", False)},
    "Communication": {"language!": ("CodeableConcept", False), "preferred": ("boolean", False)},
    "Stage": {"summary": ("CodeableConcept", False), "type": ("CodeableConcept", False)},
    "Range": {"low": ("Quantity", False), "high": ("Quantity", False)},
    "Reaction": {"manifestation!": ("CodeableConcept", True), "severity": ("code", False)},
    "Dosage": {"text": ("string", False)},
    "Content": {"attachment!": ("Attachment", False)},
    "Attachment": {
        "contentType": ("code", False), "title": ("string", False), "size": ("unsignedInt", False), "creation": ("dateTime", False),
    },
}  # fmt: skip  # a table: one row a line
SHARED = {"resourceType!": ("code", False), "id": ("id", False), "extension": ("Extension", True)}
RESOURCES: dict[str, dict[str, tuple[str, bool]]] = {
    "Patient": {
        "identifier": ("Identifier", True), "name": ("HumanName", True), "telecom": ("ContactPoint", True), "gender": ("code", False),
        "birthDate": ("date", False), "deceasedDateTime": ("dateTime", False), "address": ("Address", True),
        "communication": ("Communication", True),
    },
    "Condition": {
        "clinicalStatus": ("CodeableConcept", False), "verificationStatus": ("CodeableConcept", False),
        "category": ("CodeableConcept", True),
        "code": ("CodeableConcept", False), "subject!": ("Reference", False), "onsetDateTime": ("dateTime", False),
        "abatementDateTime": ("dateTime", False), "stage": ("Stage", True), "note": ("Annotation", True),
    },
    "Observation": {
        "status!": ("code", False), "category": ("CodeableConcept", True), "code!": ("CodeableConcept", False),
        "subject": ("Reference", False), "effectiveDateTime": ("dateTime", False), "valueQuantity": ("Quantity", False),
        "valueString": ("string", False), "valueInteger": ("integer", False), "interpretation": ("CodeableConcept", True),
        "referenceRange": ("Range", True),
    },
    "MedicationStatement": {
        "status!": ("code", False), "medicationCodeableConcept!": ("CodeableConcept", False), "subject!": ("Reference", False),
        "effectivePeriod": ("Period", False), "dosage": ("Dosage", True), "note": ("Annotation", True),
    },
    "AllergyIntolerance": {
        "clinicalStatus": ("CodeableConcept", False), "verificationStatus": ("CodeableConcept", False), "criticality": ("code", False),
        "code": ("CodeableConcept", False), "patient!": ("Reference", False), "reaction": ("Reaction", True),
    },
    "Procedure": {
        "status!": ("code", False), "code": ("CodeableConcept", False), "subject!": ("Reference", False),
        "performedDateTime": ("dateTime", False), "performedPeriod": ("Period", False), "bodySite": ("CodeableConcept", True),
    },
    "DocumentReference": {
        "status!": ("code", False), "type": ("CodeableConcept", False), "subject": ("Reference", False), "date": ("dateTime", False),
        "description": ("string", False), "content!": ("Content", True),
    },
    "RelatedPerson": {
        "patient!": ("Reference", False), "relationship": ("CodeableConcept", True), "name": ("HumanName", True),
        "telecom": ("ContactPoint", True), "communication": ("Communication", True),
    },
}  # fmt: skip  # a table: one row a line
BINDINGS = {  # required bindings, by path
    "Patient.gender": {"male", "female", "other", "unknown"},
    "Patient.name.use": {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
    "Observation.status": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"},
    "Observation.valueQuantity.comparator": {"<", "<=", ">=", ">"},
    "MedicationStatement.status": {
        "active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken",
    },
    "AllergyIntolerance.criticality": {"low", "high", "unable-to-assess"},
    "AllergyIntolerance.reaction.severity": {"mild", "moderate", "severe"},
    "Procedure.status": {
        "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown",
    },
    "DocumentReference.status": {"current", "superseded", "entered-in-error"},
    "Condition.clinicalStatus.coding.code": {"active", "recurrence", "relapse", "inactive", "remission", "resolved"},
    "Condition.verificationStatus.coding.code": {
        "unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error",
    },
    "AllergyIntolerance.clinicalStatus.coding.code": {"active", "inactive", "resolved"},
    "AllergyIntolerance.verificationStatus.coding.code": {"unconfirmed", "confirmed", "refuted", "entered-in-error"},
}  # fmt: skip  # a table: one row a line
PRIMITIVES = {
    "string": lambda v: isinstance(v, str) and bool(v.strip()),
    "code": lambda v: isinstance(v, str) and bool(re.fullmatch(r"[^\s]+(\s[^\s]+)*", v)),
    "uri": lambda v: isinstance(v, str) and bool(URI.fullmatch(v)),
    "id": lambda v: isinstance(v, str) and bool(ID.fullmatch(v)),
    "date": lambda v: isinstance(v, str) and bool(DATE.fullmatch(v)),
    "dateTime": lambda v: isinstance(v, str) and bool(INSTANT.fullmatch(v)),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "unsignedInt": lambda v: isinstance(v, int) and v >= 0,
    "decimal": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
}


def problems_of_bundle(bundle: Json) -> list[str]:
    """Everything R4 would say against a collection Bundle of ours; empty when it is sound."""
    found = [] if bundle.get("resourceType") == "Bundle" and bundle.get("type") == "collection" else ["not a collection Bundle"]
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    found += [f"{url} twice" for url in set(urls) if urls.count(url) > 1]
    for entry in bundle["entry"]:
        resource = entry["resource"]
        found += [f"fullUrl of {resource['id']}"] if entry["fullUrl"] != f"urn:uuid:{resource['id']}" else []
        found += problems(resource)
        found += [f"{ref} points nowhere" for ref in references(resource) if ref not in urls]
    return found


def problems(resource: Json) -> list[str]:
    kind = resource["resourceType"]
    return [*check(resource, {**SHARED, **RESOURCES[kind]}, kind), *invariants(resource)]


def check(value: Json, elements: dict[str, tuple[str, bool]], path: str) -> Iterator[str]:
    known = {name.rstrip("!"): rule for name, rule in elements.items()}
    yield from (f"{path}.{name.rstrip('!')} is required" for name in elements if name.endswith("!") and name.rstrip("!") not in value)
    for name, inner in value.items():
        if name not in known:
            yield f"{path}.{name} does not exist"
            continue
        kind, is_list = known[name]
        if isinstance(inner, list) != is_list or inner == []:
            yield f"{path}.{name} should {'' if is_list else 'not '}be a list with something in it"
            continue
        for item in inner if isinstance(inner, list) else [inner]:
            yield from check_one(item, kind, f"{path}.{name}")


def check_one(value: Any, kind: str, path: str) -> Iterator[str]:
    if kind in TYPES:
        if not isinstance(value, dict) or not value:
            yield f"{path} should be an object with something in it"
            return
        yield from check(value, TYPES[kind], path)
    elif not PRIMITIVES[kind](value):
        yield f"{path} is no {kind}: {value!r}"
    if path in BINDINGS and value not in BINDINGS[path]:
        yield f"{path} is {value!r}, which is not in its value set"


def invariants(resource: Json) -> Iterator[str]:
    """con-4: an abated condition is not active. obs-6 and the choice types: one value only."""
    if resource["resourceType"] == "Condition" and "abatementDateTime" in resource:
        states = {c["code"] for c in resource["clinicalStatus"]["coding"]}
        if not states & {"inactive", "resolved", "remission"}:
            yield "con-4: abated and active"
    for choice in ("value", "effective", "onset", "performed", "deceased"):
        if sum(bool(re.match(f"{choice}[A-Z]", name)) for name in resource) > 1:
            yield f"{resource['resourceType']} has two kinds of {choice}[x]"


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
