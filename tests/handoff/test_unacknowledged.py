"""Two working days without an acknowledgement alert the center, three ask somebody to call; asked as the worker asks it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from carecoord.access.actor import Actor, acting
from carecoord.accounts.hours import Hours, Wait, after
from carecoord.notifications import Kind
from referrals.handoff import ladder
from referrals.models import HandOff
from tests.cast import Cast
from tests.handoff.test_hand_off import acknowledged, sent
from tests.monitoring import stage
from tests.notifications.stage import as_worker_role
from tests.truth import truth

pytestmark = pytest.mark.django_db


def found(now: datetime) -> list[tuple[int, Kind, set[int]]]:
    with as_worker_role(), acting(Actor(job="ladders")):
        return [(one.rung, one.kind, set(one.to)) for one in ladder.unacknowledged(now)]


def test_the_desk_after_two_days_and_physicians_after_three(cast: Cast) -> None:
    row = sent(cast, stage.journey(cast, days=20))
    assert row.ack_due_at is not None
    assert found(row.ack_due_at - timedelta(minutes=1)) == []
    bo, nan, chen = cast.bo.pk, cast.nan.pk, cast.chen.pk
    assert found(row.ack_due_at + timedelta(minutes=1)) == [(1, Kind.HAND_OFF_UNREAD, {bo})]
    assert found(after(Hours("America/Chicago"), row.ack_due_at, Wait(hours=4)))[-1] == (2, Kind.HAND_OFF_UNREAD, {bo, nan})
    assert found(row.ack_due_at + timedelta(days=7))[-1] == (3, Kind.HAND_OFF_CALL, {bo, chen})


def test_an_acknowledgement_ends_it(cast: Cast) -> None:
    row = acknowledged(cast, stage.journey(cast, days=20))
    with truth():
        at = HandOff.objects.get(pk=row.pk).ack_due_at
    assert at is not None
    assert found(at + timedelta(days=5)) == []
