"""Beginning a plan from the referral's page."""

from __future__ import annotations

import pytest

from referrals.models import Journey
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import desk
from tests.referrals.desk import window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_the_center_starts_it_from_the_referral(cast: Cast) -> None:
    referral, version = desk.at(cast, Stage.ACCEPTED), trip.protocol()
    client, path = window(cast, "bo"), f"/referrals/{referral.pk}/journey/"
    assert path in client.get(f"/referrals/{referral.pk}/").content.decode()
    assert version.title in client.get(path).content.decode()
    assert client.post(path, {"protocol": ""}).status_code == 422
    made = client.post(path, {"protocol": version.pk, "coordinator": cast.users["nan"].pk})
    with truth():
        journey = Journey.objects.get()
    assert made["Location"] == f"/journeys/{journey.pk}/"
    assert journey.coordinator_id == cast.users["nan"].pk
    for who in ("bo", "rae"):
        assert f"/journeys/{journey.pk}/" in window(cast, who).get(f"/referrals/{referral.pk}/").content.decode()
        assert window(cast, who).get(path)["Location"] == f"/journeys/{journey.pk}/"


def test_not_before_it_is_accepted(cast: Cast) -> None:
    referral, version = desk.at(cast, Stage.RECEIVED), trip.protocol()
    client, path = window(cast, "bo"), f"/referrals/{referral.pk}/journey/"
    assert path not in client.get(f"/referrals/{referral.pk}/").content.decode()
    refused = client.post(path, {"protocol": version.pk})
    assert refused.status_code == 409
    assert "once the referral is accepted" in refused.content.decode()


def test_who_may_not(cast: Cast) -> None:
    referral, version = desk.at(cast, Stage.ACCEPTED), trip.protocol()
    path = f"/referrals/{referral.pk}/journey/"
    assert "starts the plan" in window(cast, "rae").get(path).content.decode()
    assert window(cast, "rae").post(path, {"protocol": version.pk}).status_code in (403, 422)
    for who in ("cy", "dee", "pat"):
        assert window(cast, who).get(path).status_code == 404
        assert window(cast, who).post(path, {"protocol": version.pk}).status_code == 404
    with truth():
        assert not Journey.objects.exists()
