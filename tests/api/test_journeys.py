"""Each call of the road: it works, who may not, versions, refusals with their field, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carecoord.access.models import Grant, Scope, Source
from carecoord.audit.models import Event
from patients.models import Patient
from referrals.models import Journey, JourneyFlag, JourneyStep, Referral
from referrals.pathway.compiled import protocol_for
from referrals.states import Side, Stage
from tests.api.callers import REFERRALS, Caller, machine, person, statements
from tests.cast import Cast
from tests.house.world import signed_in_afresh
from tests.referrals import desk
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db
LIST = "/api/v1/journeys/"


@pytest.fixture
def journey(cast: Cast) -> Journey:
    return trip.started(cast)


@pytest.fixture
def at(journey: Journey) -> str:
    return f"{LIST}{journey.pk}/"


def read(caller: Caller, path: str) -> Any:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def act(caller: Caller, at: str, path: str, body: Any = None) -> Any:
    """On the version that the address gives."""
    return caller.post(f"{at}{path}", body, version=read(caller, at)["version"])


def test_start_with_a_key(cast: Cast) -> None:
    referral, bo = desk.at(cast, Stage.ACCEPTED), person(cast, "bo")
    where, body = f"{REFERRALS}{referral.pk}/journey/", {"protocol": trip.protocol().pk}
    assert bo.post(where, body).status_code == 400
    made = bo.post(where, body, key="journey-0001")
    assert (made.status_code, made.headers["ETag"]) == (201, f'"{made.json()["version"]}"')
    assert bo.post(where, body, key="journey-0001").json()["id"] == made.json()["id"]
    assert bo.post(where, {"protocol": trip.protocol(trip.IDE).pk}, key="journey-0001").json()["code"] == "key_reused"
    assert bo.post(where, body, key="journey-0002").json()["code"] == "already_started"
    assert person(cast, "rae").post(where, body, key="journey-0003").status_code == 403
    assert person(cast, "cy").post(where, body, key="journey-0004").status_code == 404


def test_the_list_and_its_filters(cast: Cast, journey: Journey) -> None:
    bo = person(cast, "bo")
    row = read(bo, LIST)["results"][0]
    assert (row["patient"]["family_name"], row["state"], row["protocol"]["code"]) == ("Okafor", "active", trip.CILTA)
    assert read(bo, f"{LIST}?phase={journey.phase}")["results"] == [row]
    assert read(bo, f"{LIST}?phase=follow_up")["results"] == []
    assert read(bo, f"{LIST}?state=completed")["results"] == []
    with truth():
        yesterday = timezone.now() - timedelta(days=1)
        Journey.objects.filter(pk=journey.pk).update(next_due_at=yesterday)
        JourneyStep.objects.filter(journey=journey, state="ready").update(due_on=yesterday.date(), due_at=yesterday)
    assert read(bo, f"{LIST}?late=1")["results"][0]["is_late"]
    for wrong in ("colour=red", "state=lost", "late=no", "after=x"):
        assert bo.get(f"{LIST}?{wrong}").status_code == 400, wrong
    assert read(person(cast, "rae"), LIST)["results"][0]["id"] == str(journey.pk)
    for who in ("cy", "dee"):
        assert read(person(cast, who), LIST)["results"] == []


def test_outsiders_and_persons(cast: Cast, at: str) -> None:
    for path in ("", "steps/", "anchors/", "gates/", "gates/G3/", "branches/", "flags/", "events/"):
        for who, status in {"cy": 404, "dee": 404, "pat": 403, "ida": 403, "pia": 403, "uma": 403, "rae": 200}.items():
            assert person(cast, who).get(f"{at}{path}").status_code == status, (who, path)
    assert machine("Reader", "Lakeside", "patients.read").get(at).status_code == 403
    assert machine("Stranger", "Hillcrest").get(at).status_code == 404


def test_a_step_is_taken_given_and_done(cast: Cast, journey: Journey, at: str) -> None:
    bo = person(cast, "bo")
    one = f"{at}steps/{trip.step(journey, 'book_consult').pk}/"
    step = read(bo, one)
    assert step["title"].startswith("Consult booked")
    assert step["rule_source"]["title"]
    assert bo.post(f"{one}claim/").status_code == 428
    assert act(bo, one, "claim/").json()["state"] == "in_progress"
    stale = bo.post(f"{one}release/", version=step["version"])
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert act(bo, one, "release/").json()["state"] == "ready"
    assert act(bo, one, "assign/", {"user": cast.nan.pk}).json()["assignee_id"] == cast.nan.pk
    refused = act(bo, one, "assign/", {"user": cast.rae.pk})
    assert (refused.status_code, refused.json()["field"]) == (409, "user")
    refused = act(bo, one, "complete/", {"answers": {}})
    assert (refused.status_code, refused.json()["field"]) == (409, "consult_on")
    given = {"consult_on": timezone.localdate().isoformat(), "patient_confirmed": "yes"}
    assert act(bo, one, "complete/", {"answers": {**given, "colour": "red"}}).json()["code"] == "unknown_field"
    done = act(bo, one, "complete/", {"answers": given})
    assert (done.status_code, done.json()["state"], done.json()["answers"]) == (200, "done", given)
    assert done.json()["journey_version"] == read(bo, at)["version"]


def test_a_step_is_opened_again_failed_and_skipped(cast: Cast, journey: Journey, at: str) -> None:
    bo = person(cast, "bo")
    one = f"{at}steps/{trip.step(journey, 'book_consult').pk}/"
    given = {"consult_on": timezone.localdate().isoformat(), "patient_confirmed": "yes"}
    assert act(bo, one, "complete/", {"answers": given}).status_code == 200
    assert act(bo, one, "reopen/", {"reason": "By mistake."}).json()["state"] == "ready"
    assert act(bo, one, "fail/", {"reason": "No chair."}).json()["state"] == "failed"
    assert act(bo, one, "retry/").json()["state"] == "ready"
    assert act(bo, one, "skip/", {"reason": "Seen elsewhere."}).json()["state"] == "skipped"
    assert act(person(cast, "rae"), one, "reopen/", {"reason": "No."}).status_code == 403
    assert person(cast, "cy").post(f"{one}claim/", version=1).status_code == 404


def test_steps_come_in_pages(cast: Cast, journey: Journey, at: str) -> None:
    bo, seen, path = person(cast, "bo"), [], f"{at}steps/"
    while path:
        page = read(bo, path)
        assert len(page["results"]) <= 100
        seen += [row["id"] for row in page["results"]]
        path = page["next"]
    with truth():
        assert len(seen) == len(set(seen)) == JourneyStep.objects.filter(journey=journey).count()
    assert {row["state"] for row in read(bo, f"{at}steps/?state=ready")["results"]} == {"ready"}
    assert {row["phase"] for row in read(bo, f"{at}steps/?phase=consult")["results"]} == {"consult"}
    assert bo.get(f"{at}steps/?state=lost").status_code == 400
    assert bo.get(f"{at}steps/?after=nothing").status_code == 400


def test_a_date_is_looked_at_and_moved(cast: Cast, journey: Journey, at: str) -> None:
    bo, one = person(cast, "bo"), f"{at}anchors/APH/"
    on = trip.days(journey)["APH"] + timedelta(days=14)
    body = {"on": on.isoformat(), "confidence": "confirmed", "source": "Portal"}
    before = read(bo, at)["version"]
    foreseen = bo.post(f"{one}?preview=true", body).json()
    assert foreseen["count"] > 10
    assert {"APH", "D0"} <= {shift["code"] for shift in foreseen["shifts"] if shift["is_anchor"]}
    assert read(bo, at)["version"] == before
    assert trip.days(journey)["APH"] == on - timedelta(days=14)
    assert bo.post(one, body).status_code == 428
    assert bo.post(one, body, version=before - 1).json()["code"] == "stale"
    moved = bo.post(one, body, version=before)
    assert (moved.status_code, moved.json()["on"], moved.json()["source"]) == (200, on.isoformat(), "Portal")
    assert moved.json()["changes"][0]["new_on"] == on.isoformat()
    refused = bo.post(one, {"on": "2020-01-01"}, version=read(bo, at)["version"])
    assert (refused.status_code, refused.json()["field"]) == (409, "on")
    rae = person(cast, "rae")
    assert rae.post(f"{one}?preview=true", body).status_code == 403
    assert rae.post(one, body, version=read(rae, at)["version"]).status_code == 403
    assert bo.get(f"{at}anchors/NOWHERE/").status_code == 404
    assert bo.post(f"{one}?preview=perhaps", body).status_code == 400


def test_only_a_person_signs_and_afresh(cast: Cast, at: str) -> None:
    chen = person(cast, "chen")
    gate = read(chen, f"{at}gates/G2/")
    assert gate["items_met"] < gate["items_needed"]
    body = {"decision": "override", "reason": "Decided by phone.", "sha256": gate["sha256"]}
    sign = f"{at}gates/G2/sign/"
    assert chen.post(sign, body, version=read(chen, at)["version"]).status_code == 403
    program = machine("Lakeside road", "Lakeside")
    assert program.post(sign, body, version=read(program, at)["version"]).status_code == 403
    signed_in_afresh(chen.client, cast.users["chen"])
    assert chen.post(sign, body).status_code == 428
    other = chen.post(sign, {**body, "sha256": "0" * 64}, version=read(chen, at)["version"])
    assert other.json()["code"] == "changed_meanwhile"
    early = chen.post(sign, {**body, "decision": "go"}, version=read(chen, at)["version"])
    assert (early.status_code, early.json()["field"]) == (409, "decision")
    signed = chen.post(sign, body, version=read(chen, at)["version"])
    assert (signed.status_code, signed.json()["is_passed"]) == (200, True)
    assert signed.json()["signatures"][0]["sha256"] == gate["sha256"]
    assert {row["code"]: row["is_passed"] for row in read(chen, f"{at}gates/")}["G2"]


def test_failures_and_flags(cast: Cast, journey: Journey, at: str) -> None:
    bo, rae = person(cast, "bo"), person(cast, "rae")
    body = {"code": "F10", "reason_code": "no_reason", "step": str(trip.step(journey, "caregiver_plan").pk)}
    refused = bo.post(f"{at}branches/", body, version=read(bo, at)["version"])
    assert (refused.status_code, refused.json()["field"]) == (409, "reason_code")
    assert bo.post(f"{at}branches/", body).status_code == 428
    rule = journey_rule(journey, "F10")
    opened = bo.post(f"{at}branches/", {**body, "reason_code": rule.reasons[0][0]}, version=read(bo, at)["version"])
    assert (opened.status_code, opened.json()["title"]) == (201, rule.title)
    assert [row["id"] for row in read(rae, f"{at}branches/")] == [opened.json()["id"]]
    resolve = f"{at}branches/{opened.json()['id']}/resolve/"
    assert bo.post(resolve, {"way": "nothing"}, version=read(bo, at)["version"]).json()["field"] == "way"
    done = bo.post(resolve, {"way": next(iter(opened.json()["ways"]))}, version=read(bo, at)["version"])
    assert done.json()["resolved_at"]
    with truth():
        flag = JourneyFlag.objects.create(journey=journey, words="Progression")
    assert read(rae, f"{at}flags/")[0]["words"] == "Progression"
    assert rae.post(f"{at}flags/{flag.pk}/seen/").status_code == 403
    assert bo.post(f"{at}flags/{flag.pk}/seen/").json()["seen_at"]
    assert bo.post(f"{at}flags/{flag.pk}/seen/").json()["code"] == "already_seen"


def journey_rule(journey: Journey, code: str) -> Any:
    with truth():
        return protocol_for(trip.now(journey)).branch(code)


def test_another_protocol_the_chain_id_and_the_end(cast: Cast, at: str) -> None:
    bo = person(cast, "bo")
    other = {"protocol": trip.protocol(trip.IDE).pk, "reason": "A slot came free."}
    assert act(bo, at, "choose-protocol/", other).json()["protocol"]["code"] == trip.IDE
    assert act(bo, at, "choose-protocol/", other).json()["code"] == "same_protocol"
    stored = act(bo, at, "chain-id/", {"chain_id": "COI-1", "issuer": "Maker"}).json()
    assert stored["collections"][0]["chain_id"] == "COI-1"
    assert act(bo, at, "chain-id/", {"chain_id": "COI-2", "issuer": "Maker"}).json()["field"] == "chain_id"
    assert bo.post(f"{at}end/", {"code": "lost"}).status_code == 428
    assert act(bo, at, "end/", {"code": "nowhere"}).json()["field"] == "code"
    assert act(bo, at, "end/", {"code": "lost"}).json()["state"] == "ended"
    assert read(bo, f"{at}events/")[0]["verb"] == "end"
    assert read(bo, f"{LIST}?state=ended")["results"][0]["id"] in at


def test_every_read_is_told(cast: Cast, at: str) -> None:
    bo = machine("Lakeside road", "Lakeside")
    for path in ("", "steps/", "anchors/", "gates/", "events/"):
        with truth():
            before = Event.objects.filter(client_id=bo.client_id, patient_ids__contains=[cast.denise.pk]).count()
        read(bo, f"{at}{path}")
        with truth():
            assert Event.objects.filter(client_id=bo.client_id, patient_ids__contains=[cast.denise.pk]).count() == before + 1, path


def crowd(cast: Cast, first: int, count: int) -> None:
    """So many journeys at Lakeside, without steps: the list reads none."""
    cedar, lakeside, version = cast.organizations["cedar"], cast.organizations["lakeside"], trip.protocol()
    sides = {"from_org": cedar, "to_org": lakeside, "stage": Stage.ACCEPTED, "ball": Side.RECEIVER}
    with truth():
        for number in range(first, first + count):
            patient = Patient.objects.create(custodian=cedar, family_name=f"Row{number:03}", given_name="A")
            referral = Referral.objects.create(patient=patient, is_open=True, due_at=timezone.now(), **sides)
            for place, scope in ((cedar, Scope.CUSTODY), (lakeside, Scope.PATHWAY)):
                Grant.objects.create(patient_id=patient.pk, organization=place, scope=scope, source=Source.REFERRAL)
            road = {"practice": cedar, "center": lakeside, "protocol": version, "phase": "consult"}
            Journey.objects.create(patient=patient, referral=referral, next_due_at=timezone.now(), **road)


def cost(caller: Caller, path: str) -> list[str]:
    read(caller, path)
    with CaptureQueriesContext(connection) as said:
        read(caller, path)
    return statements(said)


def test_the_list_costs_the_same_at_1_and_50(cast: Cast) -> None:
    bo = person(cast, "bo")
    crowd(cast, 0, 1)
    one = cost(bo, LIST)
    crowd(cast, 1, 49)
    fifty = cost(bo, LIST)
    assert len(read(bo, LIST)["results"]) == 20
    assert len(fifty) == len(one) <= 6, "\n".join(fifty)
    assert len(read(bo, read(bo, LIST)["next"])["results"]) == 20


@pytest.mark.parametrize(("path", "most"), [("", 7), ("steps/", 9), ("anchors/", 9), ("gates/", 15), ("gates/G3/", 15), ("branches/", 7)])
def test_what_one_journey_costs(cast: Cast, at: str, path: str, most: int) -> None:
    asked = cost(person(cast, "bo"), f"{at}{path}")
    assert len(asked) <= most, "\n".join(asked)
