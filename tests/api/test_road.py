"""From accepted to infused over the API: a machine at the practice, one at the center, and people where people are needed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from carecoord.audit.models import Event
from patients.models import DocumentKind
from tests.api.callers import REFERRALS, person
from tests.api.drive import Driver
from tests.cast import Cast
from tests.referrals import story
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def consulted(cast: Cast) -> str:
    """Accepted, seen and written up in the loop; the referral's id."""
    referral = story.accepted(cast)
    at = f"{REFERRALS}{referral.pk}/"
    bo, chen = person(cast, "bo"), person(cast, "chen")

    def act(caller: Any, verb: str, body: dict[str, Any]) -> None:
        answer = caller.post(f"{at}{verb}/", body, version=caller.get(at).json()["version"])
        assert answer.status_code == 200, answer.json()

    act(bo, "book_consult", {"at": (timezone.now() + datetime.timedelta(days=1)).isoformat()})
    act(chen, "record_consult", {"note": str(story.document(cast, DocumentKind.CONSULT_NOTE, at="lakeside").pk)})
    return str(referral.pk)


def test_from_accepted_to_infused(cast: Cast) -> None:
    referral = consulted(cast)
    road = Driver(cast, referral, trip.protocol().pk)
    for anchor in ("DEC", "APH", "RCV", "LD1", "D0"):
        road.until(anchor)
    assert road.journey()["phase"] in ("infusion", "monitoring")
    assert person(cast, "bo").get(f"{REFERRALS}{referral}/").json()["stage"] == "infused"
    verbs = [event["verb"] for event in road.practice.get(f"{road.at}events/").json()]
    assert {"start", "complete", "sign_gate", "store_chain_id", "check_identity"} <= set(verbs)
    assert sorted(names(road, "complete")) == ["Cedar road", "Dr. Wei Chen", "Lakeside road"]
    with truth():
        mine = Event.objects.filter(client_id=road.practice.client_id).values_list("action", flat=True)
        assert {"journey.complete", "read journeys_api:step"} <= set(mine)


def names(road: Driver, verb: str) -> set[str]:
    events = road.center.get(f"{road.at}events/").json()
    return {event["actor_name"] for event in events if event["verb"] == verb}
