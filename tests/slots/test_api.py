"""Slots for programs: the same walls, versions and refusals as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from referrals.models import Booking
from referrals.slots.states import ResourceKind
from tests.cast import Cast
from tests.referrals.desk import window
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def post(client: Client, slot: Booking, verb: str, version: int | None, **given: Any) -> Any:
    headers = {"If-Match": f'"{version}"'} if version else {}
    return client.post(f"/api/v1/slots/{slot.pk}/{verb}/", given, content_type="application/json", headers=headers)


def test_a_list_names_whom_the_caller_may_see(cast: Cast) -> None:
    slot, journey, bo = story.free(story.resource(cast), 3), story.journey(cast), window(cast, "bo")
    story.free(slot.resource, 4)
    assert post(bo, slot, "hold", 1, journey=str(journey.pk)).status_code == 200
    path = f"/api/v1/slots/?from={story.ahead(1)}&until={story.ahead(9)}&kind=chair"
    rows = bo.get(path).json()
    assert [(row["state"], row["journey"], row["is_free"]) for row in rows] == [("held", str(journey.pk), False), ("free", None, True)]
    assert len(bo.get(path + "&free=1").json()) == 1
    story.restrict(cast, journey.patient_id)
    assert [row["journey"] for row in bo.get(path).json()] == [None, None]
    assert window(cast, "rae").get(path).status_code == 403
    assert window(cast, "dee").get(path).json() == []


@pytest.mark.parametrize("query", ["", "?from=2026-11-23", "?from=2026-11-23&until=2027-11-23", "?from=x&until=y", "?sofa=1"])
def test_a_list_needs_its_days(cast: Cast, query: str) -> None:
    assert window(cast, "bo").get(f"/api/v1/slots/{query}").status_code == 400


def test_offer_accept_confirm_release(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    bo, rae = window(cast, "bo"), window(cast, "rae")
    assert rae.get(f"/api/v1/slots/{slot.pk}/").status_code == 404
    assert post(bo, slot, "offer", None, journey=str(journey.pk)).status_code == 428
    assert post(bo, slot, "offer", 1, journey=str(journey.pk)).headers["ETag"] == '"2"'
    assert post(rae, slot, "hold", 2, journey=str(journey.pk)).json()["state"] == "held"
    assert post(rae, slot, "confirm", 3).status_code == 403
    assert post(bo, slot, "confirm", 3).json()["state"] == "confirmed"
    stale = post(bo, slot, "release", 3, reason="patient")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert post(bo, slot, "release", 4, reason="expired").status_code == 400
    assert post(bo, slot, "release", 4, reason="patient").json()["state"] == "released"


def test_somebody_was_faster(cast: Cast) -> None:
    slot, bo = story.free(story.resource(cast)), window(cast, "bo")
    post(bo, slot, "hold", 1, journey=str(story.journey(cast).pk))
    late = post(bo, slot, "hold", 1, journey=str(story.another(cast).pk))
    assert (late.status_code, late.json()["code"]) == (409, "taken")
    assert post(bo, slot, "hold", 1, journey=str(slot.pk)).status_code == 404


def test_exchange_and_move(cast: Cast) -> None:
    line, bo = story.resource(cast, ResourceKind.MANUFACTURING, "Line A"), window(cast, "bo")
    slots = [story.free(line, day) for day in (4, 8)]
    for slot, journey in zip(slots, (story.journey(cast), story.another(cast)), strict=True):
        assert post(bo, slot, "hold", 1, journey=str(journey.pk)).status_code == 200
    done = post(bo, slots[0], "swap", 2, other=str(slots[1].pk), other_version=2).json()
    with truth():
        new = Booking.objects.select_related("resource", "center").get(pk=done["slot"]["id"])
    start = story.at(story.ahead(12))
    moved = post(bo, new, "move-by-maker", new.version, start=start.isoformat(), end=(start.replace(hour=14)).isoformat()).json()
    assert (moved["anchor"], moved["on"], moved["slot"]["state"]) == ("SLOT", story.ahead(12).isoformat(), "held")
