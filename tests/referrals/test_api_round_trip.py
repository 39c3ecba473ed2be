"""The whole round through the API alone, by four callers; the same refusals as the pages."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from patients.models import DocumentKind
from tests.cast import Cast
from tests.house.world import client_of
from tests.referrals import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
LIST = "/api/v1/referrals/"
Act = Callable[..., dict[str, Any]]


class Caller:
    """One person's API client that remembers the newest version it saw."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def post(self, path: str, body: dict[str, Any] | None = None, *, version: int | None = None, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.client.post(path, body or {}, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(path)


@pytest.fixture
def callers(cast: Cast) -> dict[str, Caller]:
    return {who: Caller(client_of(cast, who)) for who in ("rae", "ana", "bo", "chen", "cy")}


def started(cast: Cast, callers: dict[str, Caller]) -> dict[str, Any]:
    with truth():
        story.complete_record(cast)
    body = {"patient": str(cast.denise.pk)}
    first = callers["rae"].post(LIST, body, key="key-0001")
    again = callers["rae"].post(LIST, body, key="key-0001")
    assert first.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    made: dict[str, Any] = first.json()
    return made


def saved(cast: Cast, rae: Caller, at: str) -> None:
    """What the practice says, typed over the API."""
    said: dict[str, Any] = {"to_org": cast.organizations["lakeside"].pk, "reason": "Fourth relapse.", "products": ["cilta-cel"]}
    said["agreed_on"] = timezone.localdate().isoformat()
    answer = rae.client.patch(at, said, content_type="application/json", headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.json()


def actor_at(at: str, callers: dict[str, Caller]) -> Act:
    """`act("bo", "receive")` does one verb on the newest version and returns the referral as it then is."""

    def act(who: str, verb: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        version = callers[who].get(at).json()["version"]
        answer = callers[who].post(f"{at}{verb}/", body, version=version)
        assert answer.status_code == 200, answer.json()
        assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
        told: dict[str, Any] = answer.json()
        return told

    return act


def test_round_trip(cast: Cast, callers: dict[str, Caller]) -> None:
    at = f"{LIST}{started(cast, callers)['id']}/"
    saved(cast, callers["rae"], at)
    act = actor_at(at, callers)
    practice_sends_and_answers(act, callers["rae"], at)
    center_decides(cast, act)
    assert act("ana", "acknowledge_outcome")["ball"] == "receiver"
    assert act("bo", "close")["stage"] == "closed"
    verbs = [event["verb"] for event in callers["ana"].get(f"{at}events/").json()]
    assert verbs[0] == "close"
    assert verbs[-1] == "submit"


def practice_sends_and_answers(act: Act, rae: Caller, at: str) -> None:
    assert act("rae", "submit")["stage"] == "submitted"
    assert act("bo", "receive")["stage"] == "received"
    assert act("bo", "request_info", {"items": [{"label": "Echo report", "document_kind": "echo"}]})["stage"] == "info_requested"
    question = rae.get(f"{at}questions/").json()[0]
    answered = rae.post(f"{at}questions/{question['id']}/answer/", {"text": "Done on Monday, 60 percent."})
    assert answered.status_code == 200
    assert act("rae", "answer")["stage"] == "received"


def center_decides(cast: Cast, act: Act) -> None:
    by = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()
    assert act("chen", "accept", {"urgency": "routine", "consult_by": by})["stage"] == "accepted"
    soon = (timezone.now() + datetime.timedelta(days=4)).isoformat()
    assert act("bo", "book_consult", {"at": soon})["stage"] == "consult_scheduled"
    note = story.document(cast, DocumentKind.CONSULT_NOTE, at="lakeside")
    assert act("chen", "record_consult", {"note": str(note.pk)})["stage"] == "consulted"
    assert act("chen", "find_not_eligible", {"reason_code": "progression"})["stage"] == "not_eligible"
    assert act("chen", "send_outcome", {"text": "Not now.", "follow_up_owner": "Dr. Ortiz"})["ball"] == "sender"


def test_refusals(cast: Cast, callers: dict[str, Caller]) -> None:
    at = f"{LIST}{story.submitted(cast).pk}/"
    assert callers["bo"].post(f"{at}receive/").status_code == 428
    stale = callers["bo"].post(f"{at}receive/", version=1)
    assert stale.status_code == 409
    assert stale.json()["code"] == "stale"
    assert callers["cy"].get(at).status_code == 404
    assert callers["bo"].post(f"{at}receive/", {"colour": "red"}, version=3).status_code == 400
    assert callers["rae"].post(f"{at}receive/", version=3).status_code == 403
    assert callers["rae"].get(f"{LIST}?colour=red").status_code == 400
    assert callers["rae"].get(f"{LIST}?tab=nowhere").status_code == 400


def test_actions_say_what_stands_in_the_way(cast: Cast, callers: dict[str, Caller]) -> None:
    at = f"{LIST}{story.submitted(cast).pk}/"
    acts = {act["verb"]: act for act in callers["rae"].get(f"{at}actions/").json()}
    assert acts["withdraw"]["may"]
    assert acts["receive"]["obstacle"] == "Lakeside does this."
    assert {act["verb"] for act in callers["bo"].get(f"{at}actions/").json() if act["may"]} >= {"receive", "lose"}
