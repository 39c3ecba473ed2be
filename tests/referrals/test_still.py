"""What is over is not told any more: the check that is asked at the moment of sending."""

from __future__ import annotations

from uuid import uuid4

import pytest

from carecoord.accounts.models import User
from carecoord.notifications import Channel, Kind, delivery, leases
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from referrals.models import Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role, notice, now
from tests.referrals.desk import at

pytestmark = pytest.mark.django_db


def posted(referral: Referral, to: User, kind: Kind, **values: object) -> Notification:
    return notice(to, kind=kind, about=referral.pk, patient_id=referral.patient_id, **values)


def claimed() -> list[Notification]:
    """What may go out of what is due."""
    token = uuid4()
    with as_worker_role():
        leases.claim(token, channel=Channel.EMAIL, limit=20)
        return [Notification(pk=row.id) for row in delivery.look(token)]


@pytest.mark.parametrize(
    ("stage", "kind", "holds"),
    [
        (Stage.CONSULT_SCHEDULED, Kind.VISIT_BOOKED, True),
        (Stage.ACCEPTED, Kind.VISIT_BOOKED, False),
        (Stage.ACCEPTED, Kind.ROAD_NEWS, True),
    ],
)
def test_a_visit_is_announced_while_it_stands(cast: Cast, stage: Stage, kind: Kind, holds: bool) -> None:
    row = posted(at(cast, stage), cast.pat, kind)
    assert [one.pk for one in claimed()] == ([row.pk] if holds else [])
    assert now(row).state == (State.LEASED if holds else State.CANCELLED)


@pytest.mark.parametrize(("stage", "holds"), [(Stage.SUBMITTED, True), (Stage.RECEIVED, True), (Stage.CANCELLED, False)])
def test_a_withdrawn_referral_asks_for_nothing(cast: Cast, stage: Stage, holds: bool) -> None:
    row = posted(at(cast, stage), cast.bo, Kind.REFERRAL_SENT, organization_id=cast.organizations["lakeside"].pk)
    assert [one.pk for one in claimed()] == ([row.pk] if holds else [])
    assert holds or now(row).last_error_class == "no_longer_so"


def test_a_triage_that_is_done_reminds_nobody(cast: Cast) -> None:
    row = posted(at(cast, Stage.ACCEPTED), cast.bo, Kind.TRIAGE_DUE, organization_id=cast.organizations["lakeside"].pk)
    assert claimed() == []
    assert now(row).state == State.CANCELLED


def test_a_notice_about_something_else_is_let_go(cast: Cast) -> None:
    row = notice(cast.bo, kind=Kind.TRIAGE_DUE, about=uuid4(), patient_id=cast.denise.pk)
    assert [one.pk for one in claimed()] == [row.pk]
