"""The queue for programs: the order with its reasons, a place taken once, the verbs with their versions, the log, and who may not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from carecoord.audit.models import Event as AuditEvent
from referrals.models import Journey, QueueEntry
from referrals.slots import verbs
from tests.cast import Cast
from tests.referrals.desk import window
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/slots/queue/"
WHY = "Her brother can care for her only in December."


@pytest.fixture
def code(cast: Cast) -> str:
    """One criterion in force."""
    row = story.run(cast, "bo", verbs.propose_criterion, words="No bridging works any more", points=5)
    story.run(cast, "chen", verbs.approve_criterion, row.pk)
    return str(row.code)


def enter(client: Client, journey: Journey, *, key: str = "", values: dict[str, bool] | None = None) -> Any:
    given = {"journey": str(journey.pk), "kind": "chair", "values": values or {}}
    return client.post(QUEUE, given, content_type="application/json", headers={"Idempotency-Key": key or str(uuid4())})


def act(client: Client, entry: dict[str, Any], verb: str, version: int | None, **given: Any) -> Any:
    headers = {"If-Match": f'"{version}"'} if version else {}
    return client.post(f"{QUEUE}{entry['id']}/{verb}/", given, content_type="application/json", headers=headers)


def test_the_order_with_its_reasons(cast: Cast, code: str) -> None:
    bo = window(cast, "bo")
    first = enter(bo, story.journey(cast)).json()
    second = enter(bo, story.another(cast), values={code: True}).json()
    rows = bo.get(f"{QUEUE}?kind=chair").json()
    assert [(row["id"], row["place"], row["waiting"], row["points"]) for row in rows] == [(second["id"], 1, 2, 5), (first["id"], 2, 2, 0)]
    assert rows[0]["parts"] == [{"words": "No bridging works any more", "points": 5}]
    assert "No bridging works any more (5)" in rows[0]["why"]
    assert bo.get(f"{QUEUE}?kind=bed").json() == []
    assert [one["code"] for one in bo.get(f"{QUEUE}criteria/").json()] == [code]


@pytest.mark.parametrize("query", ["", "?kind=sofa", "?kind=chair&after=2"])
def test_a_list_says_for_what(cast: Cast, query: str) -> None:
    assert window(cast, "bo").get(f"{QUEUE}{query}").status_code == 400


def test_a_place_is_taken_once(cast: Cast, code: str) -> None:
    bo, journey, key = window(cast, "bo"), story.journey(cast), str(uuid4())
    made = enter(bo, journey, key=key, values={code: True})
    again = enter(bo, journey, key=key, values={code: True})
    assert (made.status_code, again.status_code, made.json()["id"]) == (201, 201, again.json()["id"])
    assert enter(bo, story.another(cast), key=key).json()["code"] == "key_reused"
    assert enter(bo, journey).json()["code"] == "waits_already"
    assert enter(bo, story.another(cast, 2), values={"tea": True}).json()["code"] == "unknown_criterion"
    with truth():
        assert QueueEntry.objects.count() == 1
        assert AuditEvent.objects.filter(action="queue.enter", patient_ids__contains=[journey.patient_id]).count() == 1


def test_exception_answers_and_leaving_with_their_log(cast: Cast, code: str) -> None:
    bo, chen = window(cast, "bo"), window(cast, "chen")
    entry = enter(bo, story.journey(cast)).json()
    assert act(bo, entry, "override", 1, tier=-1, reason=WHY).status_code == 403
    assert act(chen, entry, "override", None, tier=-1, reason=WHY).status_code == 428
    assert act(chen, entry, "override", 1, tier=-1, reason="ok").json()["code"] == "reason_needed"
    done = act(chen, entry, "override", 1, tier=-1, reason=WHY)
    assert (done.json()["tier"], done.headers["ETag"]) == (-1, '"2"')
    assert WHY in done.json()["why"]
    stale = act(bo, entry, "answer", 1, values={code: True})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert act(bo, entry, "answer", 2, values={code: True}).json()["points"] == 5
    left = act(bo, entry, "leave", 3, reason="Another center had a chair sooner.")
    assert (left.json()["state"], left.json()["place"]) == ("left", None)
    assert act(bo, entry, "leave", 4, reason="Another center had a chair sooner.").json()["code"] == "not_waiting"
    log = bo.get(f"{QUEUE}{entry['id']}/log/").json()
    assert [(one["verb"], one["actor_name"]) for one in log][1:] == [
        ("answer", cast.bo.name),
        ("override", "Dr. Wei Chen"),
        ("enter", cast.bo.name),
    ]
    assert log[0]["reason"] == "Another center had a chair sooner."


def test_both_sides_read_a_place_and_strangers_none(cast: Cast, code: str) -> None:
    entry = enter(window(cast, "bo"), story.journey(cast)).json()
    at = f"{QUEUE}{entry['id']}/"
    assert {who: window(cast, who).get(at).status_code for who in ("bo", "rae", "cy", "dee", "pia")} == {
        "bo": 200,
        "rae": 200,
        "cy": 404,
        "dee": 404,
        "pia": 403,
    }
    assert window(cast, "rae").get(f"{QUEUE}?kind=chair").status_code == 403
    assert act(window(cast, "rae"), entry, "leave", 1, reason="Another center had a chair sooner.").status_code == 403
    assert enter(window(cast, "rae"), story.another(cast)).status_code == 403


def test_places_of_records_that_are_not_open_are_counted_not_listed(cast: Cast, code: str) -> None:
    bo, hidden = window(cast, "bo"), story.journey(cast)
    enter(bo, hidden, values={code: True})
    mine = enter(bo, story.another(cast)).json()
    story.restrict(cast, hidden.patient_id)
    rows = bo.get(f"{QUEUE}?kind=chair").json()
    assert [(row["id"], row["place"], row["waiting"]) for row in rows] == [(mine["id"], 2, 2)]
