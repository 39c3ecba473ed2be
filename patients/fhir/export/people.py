"""Patient and RelatedPerson.

Room: patients.fhir.export.
"""

from __future__ import annotations

from collections.abc import Iterable

from patients.fhir.export.parts import Json, about, at, codeable, on, present
from patients.fhir.people import INTERPRETER
from patients.importing.keep_people import MRN
from patients.models import Caregiver, Identifier, Patient

RECORD_NUMBER = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}


def patient(row: Patient, identifiers: Iterable[Identifier]) -> Json:
    interpreter = [{"url": INTERPRETER, "valueBoolean": True}] if row.needs_interpreter else []
    spoken = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": row.language}]}, "preferred": True} if row.language else None
    return present(
        resourceType="Patient",
        id=str(row.pk),
        extension=interpreter,
        identifier=[identifier(number) for number in identifiers],
        name=[present(use="official", family=row.family_name, given=[row.given_name] if row.given_name else [])],
        telecom=contact_points(row.phone, row.email),
        gender=row.sex,
        birthDate=on(row.birth_on),
        deceasedDateTime=at(row.deceased_at),
        address=[address] if (address := home(row)) else [],
        communication=[spoken] if spoken else [],
    )


def identifier(row: Identifier) -> Json:
    """The organization's own number is typed as a record number; others carry their system."""
    if row.system == MRN:
        return {"type": RECORD_NUMBER, "value": row.value}
    return {"system": row.system, "value": row.value}


def contact_points(phone: str, email: str) -> list[Json]:
    found = [("phone", phone), ("email", email)]
    return [{"system": system, "value": value} for system, value in found if value]


def home(row: Patient) -> Json:
    line = [row.address] if row.address else []
    return present(line=line, city=row.city, state=row.state, postalCode=row.zip_code)


def related_person(row: Caregiver) -> Json:
    return present(
        resourceType="RelatedPerson",
        id=str(row.pk),
        patient=about(row.patient_id),
        relationship=[codeable(row.relationship)] if row.relationship else [],
        name=[{"text": row.name}],
        telecom=contact_points(row.phone, row.email),
        communication=[{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": row.language}]}}] if row.language else [],
    )
