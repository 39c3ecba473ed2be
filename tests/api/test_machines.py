"""A machine client's whole journey: registers and refers at the practice; another receives and accepts at the center."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from carecoord.audit.models import Event
from tests.api.callers import PATIENTS, REFERRALS, Caller, machine
from tests.api.test_facts import SAMPLES
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
PERSON = {
    "family_name": "Lindqvist",
    "given_name": "Astrid",
    "birth_on": "1958-03-09",
    "sex": "female",
    "mrn": "4411",
    "zip_code": "52402",
    "phone": "555-0142",
}
DIAGNOSIS = {**SAMPLES["diagnoses"], "diagnosed_on": "2019-05-03", "myeloma_type": "igg_kappa"}
LINE = {**SAMPLES["lines"], "best_response": "VGPR", "stopped_on": "2022-08-10", "stop_reason": "progression"}
NEEDED = {**SAMPLES, "diagnoses": DIAGNOSIS, "lines": LINE}


def deeds(caller: Caller) -> list[str]:
    with truth():
        return list(Event.objects.filter(client_id=caller.client_id, user_id=None).order_by("at").values_list("action", flat=True))


def registered(ehr: Caller) -> str:
    """A patient with the facts that a packet needs."""
    patient: str = ehr.post(PATIENTS, PERSON, key="person-01").json()["id"]
    for kind in ("diagnoses", "lines", "performance", "medications", "caregivers"):
        answer = ehr.post(f"{PATIENTS}{patient}/facts/{kind}/", NEEDED[kind], key=f"fact-{kind}")
        assert answer.status_code == 201, answer.json()
    return patient


def referred(ehr: Caller, patient: str) -> str:
    """Sent to Lakeside, whom the directory names; the referral's address."""
    draft = ehr.post(REFERRALS, {"patient": patient}, key="referral-01")
    assert draft.status_code == 201, draft.json()
    at = f"{REFERRALS}{draft.json()['id']}/"
    lakeside = next(one["id"] for one in ehr.get("/api/v1/directory/").json() if one["name"].startswith("Lakeside"))
    wanted = {"to_org": lakeside, "reason": "Fourth relapse.", "products": ["cilta-cel"], "agreed_on": timezone.localdate().isoformat()}
    assert ehr.patch(at, wanted, version=draft.json()["version"]).status_code == 200
    act(ehr, at, "submit")
    return at


def act(caller: Caller, at: str, verb: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = caller.post(f"{at}{verb}/", body, version=caller.get(at).json()["version"])
    assert answer.status_code == 200, answer.json()
    told: dict[str, Any] = answer.json()
    return told


def test_from_one_machine_to_another(cast: Cast) -> None:
    ehr, center = machine("Cedar EHR", "Cedar Valley"), machine("Lakeside intake", "Lakeside")
    patient = registered(ehr)
    assert center.get(f"{PATIENTS}{patient}/").status_code == 404
    at = referred(ehr, patient)
    assert [row["patient"]["family_name"] for row in center.get(REFERRALS).json()["results"]] == ["Lindqvist"]
    assert center.get(f"{PATIENTS}{patient}/").json()["opens_chart"] is False
    assert act(center, at, "receive")["stage"] == "received"
    by = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()
    assert act(center, at, "accept", {"urgency": "routine", "consult_by": by})["stage"] == "accepted"
    assert ehr.get(at).json()["stage"] == "accepted"
    assert [event["actor_name"] for event in ehr.get(f"{at}events/").json()] == ["Lakeside intake", "Lakeside intake", "Cedar EHR"]
    assert {"patient.register", "diagnosis.added", "referral.submit", "read referrals_api:one"} <= set(deeds(ehr))
    assert {"referral.receive", "referral.accept", "read patients_api:one"} <= set(deeds(center))


def test_a_stopped_client_is_refused_at_the_next_call(cast: Cast) -> None:
    ehr = machine("Cedar EHR", "Cedar Valley")
    assert ehr.get(PATIENTS).status_code == 200
    call_command("revoke_client", ehr.client_id, stdout=StringIO())
    answer = ehr.get(PATIENTS)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("patients.write", "GET", PATIENTS),
        ("referrals.write", "GET", PATIENTS),
        ("patients.read", "POST", PATIENTS),
        ("patients.read", "POST", PATIENTS + "{0}/facts/allergies/"),
        ("patients.read", "POST", PATIENTS + "{0}/documents/"),
        ("patients.read", "PATCH", PATIENTS + "{0}/"),
        ("patients.write", "GET", PATIENTS + "{0}/fhir/"),
        ("patients.read", "GET", REFERRALS),
        ("referrals.read", "POST", REFERRALS),
    ],
)
def test_a_scope_too_few(cast: Cast, scope: str, method: str, path: str) -> None:
    caller = machine("Reader", "Cedar Valley", scope)
    answer = caller.send(method, path.format(cast.denise.pk), {"patient": str(cast.denise.pk)}, 1, "key-0001")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    with truth():
        denied = Event.objects.get(client_id=caller.client_id, outcome="denied")
    assert denied.user_id is None


def test_a_machine_invites_nobody(cast: Cast) -> None:
    """It names a caregiver, which opens nothing; who signs in is for people to decide."""
    ehr = machine("Cedar EHR", "Cedar Valley")
    at = f"{PATIENTS}{cast.denise.pk}/facts/caregivers/"
    row = ehr.post(at, SAMPLES["caregivers"], key="key-0001").json()
    assert row["state"] == "named"
    assert ehr.post(f"{at}{row['id']}/correct/", {"phone": "1"}, version=1).status_code == 403
    assert ehr.post(at, {**SAMPLES["caregivers"], "state": "confirmed"}, key="key-0002").status_code == 400
