"""Meetings over the API: a program prepares and reads, a person decides; versions, refusals, walls."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.api.callers import machine, person
from tests.cast import Cast
from tests.referrals.pathway import trip
from tests.referrals.test_meetings import awaiting

pytestmark = pytest.mark.django_db
MEETINGS = "/api/v1/meetings/"


def test_a_program_prepares_and_a_person_decides(cast: Cast) -> None:
    journey, program, chen = awaiting(cast), machine("Lakeside road", "Lakeside"), person(cast, "chen")
    made = program.post(MEETINGS, {"on": timezone.localdate().isoformat()})
    assert (made.status_code, made.json()["waiting"]) == (201, [str(journey.pk)])
    at = f"{MEETINGS}{made.json()['id']}/"
    case = program.post(at, {"journey": str(journey.pk)}).json()["cases"][0]
    assert program.post(at, {"journey": str(journey.pk)}).json()["code"] == "on_agenda"
    decide, body = f"{MEETINGS}cases/{case['id']}/decide/", {"decision": "treat", "rationale": "Fit.", "product": "cilta-cel"}
    assert program.post(decide, body, version=1).status_code == 403
    assert chen.post(decide, body).status_code == 428
    assert chen.post(decide, {**body, "product": ""}, version=1).json()["field"] == "product"
    done = chen.post(decide, body, version=1)
    assert (done.status_code, done.json()["decision"], done.headers["ETag"]) == (200, "treat", '"2"')
    assert chen.post(decide, body, version=1).json()["code"] == "stale"
    assert trip.step(journey, "selection_meeting").state == "done"
    assert program.get(MEETINGS).json()[0]["decided"] == 1


def test_what_is_asked_for(cast: Cast) -> None:
    journey, chen = awaiting(cast), person(cast, "chen")
    at = f"{MEETINGS}{chen.post(MEETINGS, {'on': timezone.localdate().isoformat()}).json()['id']}/"
    case = chen.post(at, {"journey": str(journey.pk)}).json()["cases"][0]
    asked = chen.post(f"{MEETINGS}cases/{case['id']}/ask/", {"words": "New echo.", "side": "practice"}, version=1)
    assert (asked.status_code, asked.json()["owner_org_id"]) == (201, journey.practice_id)
    assert [one["words"] for one in chen.get(f"{MEETINGS}actions/").json()] == ["New echo."]


def test_outsiders(cast: Cast) -> None:
    chen = person(cast, "chen")
    at = f"{MEETINGS}{chen.post(MEETINGS, {'on': timezone.localdate().isoformat()}).json()['id']}/"
    for who, status in {"dee": 404, "rae": 403, "cy": 403, "pat": 403, "ida": 403, "pia": 403}.items():
        assert person(cast, who).get(at).status_code == status, who
