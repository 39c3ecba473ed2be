"""One whole bundle about Maria Luz Reyes, and where what it brings is kept."""

from __future__ import annotations

import base64

from patients.models import (
    Patient,
)
from tests.patients_import import resources as fhir

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


def newcomer() -> Patient:
    return Patient.objects.get(family_name="Reyes")
