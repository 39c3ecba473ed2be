"""What is late reminds whoever holds the ball, then who leads there; asked as the worker asks it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from referrals import due
from referrals.due import LADDERS
from referrals.models import Referral
from referrals.states import OPEN, STAGES, Side, Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


def rungs(now: datetime) -> list[tuple[int, set[int]]]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return [(one.rung, set(one.to)) for one in due.overdue_steps(now)]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage in OPEN and stage in LADDERS])
def test_the_owner_first_then_who_leads(cast: Cast, stage: Stage) -> None:
    referral = desk.at(cast, stage)
    owner, lead = ("rae", "ana") if STAGES[stage].ball == Side.SENDER else ("bo", "chen")
    with truth():
        at = Referral.objects.get(pk=referral.pk).due_at
    assert at is not None
    assert rungs(at - timedelta(minutes=1)) == []
    assert rungs(at + timedelta(minutes=1)) == [(1, {cast.users[owner].pk})]
    assert {number for number, _ in rungs(at + timedelta(days=5))} == {1, 2}
    assert {cast.users[owner].pk, cast.users[lead].pk} <= rungs(at + timedelta(days=5))[-1][1]


def test_what_has_ended_reminds_nobody(cast: Cast) -> None:
    for stage in (Stage.CLOSED, Stage.CANCELLED, Stage.LOST, Stage.ENTERED_IN_ERROR):
        desk.at(cast, stage)
    assert rungs(timezone.now() + timedelta(days=10)) == []


def test_without_an_owner_the_whole_desk(cast: Cast) -> None:
    referral = desk.at(cast, Stage.SUBMITTED)
    with truth():
        Referral.objects.filter(pk=referral.pk).update(to_owner=None)
    assert rungs(timezone.now() + timedelta(days=4))[0] == (1, {cast.users["bo"].pk, cast.users["nan"].pk})
