"""The way home on the page: written, signed after asking who somebody is, sent, acknowledged; and by programs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from referrals.handoff.demo import fill
from referrals.handoff.states import HandOffState
from referrals.models import HandOff, VisitNote
from tests.cast import Cast
from tests.handoff.test_hand_off import FILLED, acknowledged, sent, written
from tests.house.world import client_of, signed_in_afresh
from tests.monitoring import stage
from tests.monitoring.test_pages import text
from tests.referrals.desk import statements, window
from tests.truth import truth

pytestmark = pytest.mark.django_db
JSON: dict[str, Any] = {"content_type": "application/json"}


def test_from_draft_to_acknowledgement(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    base, bo, rae = f"/journeys/{journey.pk}/home/", window(cast, "bo"), window(cast, "rae")
    address = bo.post(f"{base}draft/").headers["Location"]
    for version, (code, values) in enumerate(FILLED.items(), start=1):
        known = {**shown(cast)["content"][code]["fields"], **values}
        assert bo.post(f"{address}sections/{code}/", {**known, "version": version}).status_code == 302
    chen = client_of(cast, "chen")
    assert "reauthenticate" in chen.post(f"{address}do/sign/", {"version": 6}).headers["Location"]
    assert state(cast) == HandOffState.DRAFT
    signed_in_afresh(chen, cast.users["chen"])
    assert chen.post(f"{address}do/sign/", {"version": 6}).status_code == 302
    assert rae.get(address).status_code == 404
    assert bo.post(f"{address}do/send/", {"version": 7}).status_code == 302
    assert "Acknowledge the hand-off" in text(rae.get(address))
    day = (stage.today() + timedelta(days=5)).isoformat()
    typed = {"version": 8, "first_visit_on": day, "can_take_over": "yes", "questions": "IgG?"}
    assert rae.post(f"{address}do/acknowledge/", typed).status_code == 302
    assert "Rae Martin" in text(bo.get(base))
    assert state(cast) == HandOffState.ACKNOWLEDGED
    assert rae.get(f"{address}handoff.pdf").content.startswith(b"%PDF")
    assert json.loads(rae.get(f"{address}handoff.json").content)["type"] == "document"


def shown(cast: Cast) -> dict[str, Any]:
    with truth():
        return {"content": HandOff.objects.get().content}


def state(cast: Cast) -> str:
    with truth():
        return HandOff.objects.get().state


def test_a_stale_or_incomplete_act_says_so(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = written(cast, journey)
    bo = window(cast, "bo")
    page = bo.post(f"/journeys/{journey.pk}/home/{row.pk}/do/discard/", {"version": 1})
    assert page.status_code == 409
    assert "changed while you had it open" in text(page)


def test_what_is_signed_has_no_edit_and_the_practice_none_at_all(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    row = sent(cast, journey)
    for who in ("bo", "rae"):
        assert "Edit" not in text(window(cast, who).get(f"/journeys/{journey.pk}/home/{row.pk}/"))
    assert window(cast, "rae").get(f"/journeys/{journey.pk}/home/{row.pk}/sections/pending/").status_code == 403


def test_a_visit_note_and_its_correction(cast: Cast) -> None:
    journey = stage.journey(cast, days=30)
    rae, base = window(cast, "rae"), f"/journeys/{journey.pk}/home/"
    typed = {"visit_on": stage.today().isoformat(), "anc": "300", "nerves": ["handwriting"], "ecog": "1"}
    page = rae.post(f"{base}visits/new/", typed)
    assert page.status_code == 302, text(page)
    home = text(window(cast, "chen").get(base))
    assert "Nerve or thinking signs at a visit" in home
    assert "300 /µL" in home
    with truth():
        note = VisitNote.objects.get()
    form = rae.get(f"{base}visits/{note.pk}/correct/")
    assert 'value="300"' in text(form)
    assert rae.post(f"{base}visits/{note.pk}/correct/", {**typed, "anc": "1300", "version": "2"}).status_code == 302
    assert "Corrected by a later note" in text(rae.get(base))
    assert window(cast, "bo").get(f"{base}visits/new/").status_code == 403


def asked(client: Client, address: str) -> int:
    with statements() as sent_:
        assert client.get(address).status_code == 200
    return len(sent_)


def test_pages_ask_a_fixed_number_of_statements(cast: Cast) -> None:
    journey = stage.journey(cast, days=30)
    acknowledged(cast, journey)
    client, address = window(cast, "bo"), f"/journeys/{journey.pk}/home/"
    asked(client, address)
    few = asked(client, address)
    for _ in range(4):
        window(cast, "rae").post(f"{address}visits/new/", {"visit_on": stage.today().isoformat(), "anc": "900"})
    asked(client, address)  # looking marks the notices of these notes as read: a statement of its own, once
    assert asked(client, address) == few
    assert few <= 22


def test_the_same_by_program(cast: Cast) -> None:
    journey = stage.journey(cast, days=20)
    bo, rae, base = window(cast, "bo"), window(cast, "rae"), f"/api/v1/journeys/{journey.pk}/home/"
    made = bo.post(f"{base}handoffs/", **JSON)
    assert made.status_code == 201, made.content
    one = f"{base}handoffs/{made.json()['id']}/"
    assert rae.get(one).status_code == 404
    body = {"section": "pending", "values": {"items": "none"}}
    assert bo.patch(one, body, **JSON).status_code == 428
    patched = bo.patch(one, body, headers={"If-Match": '"1"'}, **JSON)
    assert (patched.status_code, patched.headers["ETag"]) == (200, '"2"')
    assert bo.post(f"{one}send/", {}, headers={"If-Match": '"2"'}, **JSON).status_code == 409
    assert bo.get(f"{one}fhir/").json()["resourceType"] == "Bundle"
    assert len(bo.get(f"{base}handoffs/").json()) == 1
    note = {"visit_on": stage.today().isoformat(), "answers": {"infection": True}}
    sent_ = rae.post(f"{base}visits/", note, headers={"Idempotency-Key": "visit-one"}, **JSON)
    assert (sent_.status_code, sent_.json()["concerns"][0]["code"]) == (201, "infection")
    fixed = rae.post(f"{base}visits/{sent_.json()['id']}/correct/", note, headers={"If-Match": '"4"'}, **JSON)
    assert fixed.status_code == 201, fixed.content
    assert len(bo.get(f"{base}visits/").json()) == 2


def test_the_demonstration_has_one(cast: Cast) -> None:
    journey = stage.journey(cast, days=40)
    with truth():
        row = fill(journey)
    assert row is not None
    assert row.state == HandOffState.ACKNOWLEDGED
    page = text(window(cast, "ana").get(f"/journeys/{journey.pk}/home/{row.pk}/"))
    assert "Handwriting" in page or "handwriting" in page
