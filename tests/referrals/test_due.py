"""What is late reminds whoever holds the ball, then who leads there; asked as the worker asks it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.accounts.hours import Hours, after
from carecoord.accounts.models import Membership, User
from referrals import due
from referrals.ladders import OF_STAGE
from referrals.models import Referral
from referrals.states import OPEN, STAGES, Side, Stage
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


def found(now: datetime, suffix: str = "") -> list[tuple[int, set[int]]]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return [(one.rung, set(one.to)) for one in due.overdue_steps(now) if one.rope.endswith(":waiting") is bool(suffix)]


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_the_owner_then_the_team_then_who_leads(cast: Cast, stage: Stage) -> None:
    """Each rung when its working time is over, not a second before; every open stage has a ladder."""
    referral = desk.at(cast, stage)
    is_ours = STAGES[stage].ball == Side.SENDER
    owner, team, lead = (cast.rae.pk, {cast.rae.pk}, cast.ana.pk) if is_ours else (cast.bo.pk, {cast.bo.pk, cast.nan.pk}, cast.chen.pk)
    with truth():
        at = Referral.objects.get(pk=referral.pk).due_at
        zone = cast.organizations["cedar" if is_ours else "lakeside"].time_zone
    assert at is not None
    told = [(1, {owner}), (2, {owner, *team}), (3, {owner, lead})]
    for number, rung in enumerate(OF_STAGE[stage].rungs):
        comes = after(Hours(zone), at, rung.wait)
        assert found(comes - timedelta(seconds=1)) == told[:number]
        assert found(comes) == told[: number + 1]


def test_what_has_ended_reminds_nobody(cast: Cast) -> None:
    for stage in (Stage.CLOSED, Stage.CANCELLED, Stage.LOST, Stage.ENTERED_IN_ERROR):
        desk.at(cast, stage)
    assert found(timezone.now() + timedelta(days=10)) == []


def test_without_an_owner_it_falls_to_the_team(cast: Cast) -> None:
    referral = desk.at(cast, Stage.SUBMITTED)
    with truth():
        Referral.objects.filter(pk=referral.pk).update(to_owner=None)
    assert found(timezone.now() + timedelta(days=7))[0] == (1, {cast.bo.pk, cast.nan.pk})


@pytest.mark.parametrize("gone", ["inactive", "departed"])
def test_who_left_owns_nothing(cast: Cast, gone: str) -> None:
    desk.at(cast, Stage.SUBMITTED)
    with truth():
        if gone == "inactive":
            User.objects.filter(pk=cast.bo.pk).update(is_active=False)
        else:
            Membership.objects.filter(user=cast.bo).update(until=timezone.now())
    assert found(timezone.now() + timedelta(days=7))[0] == (1, {cast.nan.pk})


def test_without_a_team_it_falls_to_who_leads_and_without_a_lead_back_to_the_team(cast: Cast) -> None:
    desk.at(cast, Stage.SUBMITTED)
    later = timezone.now() + timedelta(days=14)
    with truth():
        Membership.objects.filter(user__in=(cast.bo, cast.nan)).update(until=timezone.now())
    assert found(later) == [(1, {cast.chen.pk}), (2, {cast.chen.pk}), (3, {cast.chen.pk})]
    with truth():
        Membership.objects.filter(user__in=(cast.bo, cast.nan)).update(until=None)
        Membership.objects.filter(user=cast.chen).update(until=timezone.now())
    assert found(later)[-1] == (3, {cast.bo.pk, cast.nan.pk})


def test_the_practice_hears_that_the_center_is_late(cast: Cast) -> None:
    referral = desk.at(cast, Stage.SUBMITTED)
    with truth():
        at = Referral.objects.get(pk=referral.pk).due_at
    assert at is not None
    assert found(at + timedelta(minutes=1), ":waiting") == []
    assert found(at + timedelta(days=7), ":waiting") == [(1, {cast.rae.pk})]
