"""Whom a notice is about: named in the center of those who may see the referral, and put down as seen."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from carecoord.audit.models import Event
from carecoord.notifications import Channel, Kind, subjects
from referrals.states import Stage
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import notice
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "stage", "sees"),
    [
        ("bo", Stage.SUBMITTED, True),
        ("rae", Stage.SUBMITTED, True),
        ("bo", Stage.DRAFT, False),
        *[(who, Stage.SUBMITTED, False) for who in ("cy", "pat", "ida", "uma")],
    ],
)
def test_named_for_those_who_may_see_it(cast: Cast, who: str, stage: Stage, sees: bool) -> None:
    referral = desk.at(cast, stage)
    with acting(cast.actor(who)) as actor:
        labels = subjects.told(actor, {referral.pk})
    assert labels == ({referral.pk: "OKAFOR, Denise"} if sees else {})
    assert actor.seen == ({cast.denise.pk} if sees else set())


def test_the_center_names_the_patient_and_the_log_says_so(cast: Cast) -> None:
    referral = desk.at(cast, Stage.SUBMITTED)
    notice(cast.bo, kind=Kind.REFERRAL_SENT, channel=Channel.INAPP, about=referral.pk, patient_id=cast.denise.pk)
    page = client_of(cast, "bo").get("/notices/").content.decode()
    assert "OKAFOR, Denise" in page
    with truth():
        assert Event.objects.get(action="read notices:list").patient_ids == [cast.denise.pk]
