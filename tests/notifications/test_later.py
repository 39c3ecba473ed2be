"""A check may put a message off instead of stopping it; and each channel goes its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from carecoord.notifications import Channel, checks, delivery, lanes, leases
from carecoord.notifications.checks import Candidate, Later
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role, notice, now

pytestmark = pytest.mark.django_db


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


def asked(monkeypatch: pytest.MonkeyPatch, *answers: Mapping[UUID, str | Later]) -> None:
    def answering(answer: Mapping[UUID, str | Later]) -> checks.Check:
        def check(rows: Sequence[Candidate]) -> Mapping[UUID, str | Later]:
            return {row.id: answer[row.id] for row in rows if row.id in answer}

        return check

    monkeypatch.setattr(checks, "CHECKS", [answering(answer) for answer in answers])


def test_a_message_that_is_put_off_is_due_again_later_and_counts_no_attempt(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    morning = timezone.now() + timedelta(hours=7)
    row, other = notice(cast.bo, attempts=3), notice(cast.chen)
    asked(monkeypatch, {row.pk: Later(morning, "quiet_hours")})
    assert deliver() == 1
    after = now(row)
    assert (after.state, after.try_at, after.attempts, after.lease_token) == (State.DUE, morning, 3, None)
    assert (after.last_error_class, after.due_at) == ("quiet_hours", row.due_at)
    assert now(other).state == State.SENT


def test_a_reason_to_stop_outweighs_a_later_instant(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = notice(cast.bo)
    asked(monkeypatch, {row.pk: Later(timezone.now() + timedelta(hours=1), "quiet_hours")}, {row.pk: "deceased"})
    assert deliver() == 0
    assert (now(row).state, now(row).last_error_class) == (State.CANCELLED, "deceased")


def test_the_latest_of_several_instants_counts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    soon, late = (timezone.now() + timedelta(hours=hours) for hours in (1, 9))
    row = notice(cast.bo)
    asked(monkeypatch, {row.pk: Later(late, "away")}, {row.pk: Later(soon, "quiet_hours")})
    deliver()
    assert (now(row).try_at, now(row).last_error_class) == (late, "away")


def test_a_claim_takes_from_its_own_channel_alone(cast: Cast) -> None:
    row = notice(cast.bo)
    notice(cast.bo, channel=Channel.INAPP)
    with as_worker_role():
        assert leases.claim(uuid4(), channel=Channel.INAPP, limit=10) == 0
        assert leases.channels_due([Channel.EMAIL]) == [Channel.EMAIL]
        assert leases.claim(uuid4(), channel=Channel.EMAIL, limit=10) == 1
        assert leases.channels_due([Channel.EMAIL]) == []
    assert now(row).state == State.LEASED


def test_a_claim_takes_urgent_ones_first_however_late_the_others_are(cast: Cast) -> None:
    old = [notice(cast.bo, try_at=ago(days=2)) for _ in range(3)]
    urgent = notice(cast.bo, is_urgent=True)
    notice(cast.bo, is_urgent=True, try_at=ago(hours=-1))
    with as_worker_role():
        assert leases.claim(uuid4(), channel=Channel.EMAIL, limit=2) == 2
    assert now(urgent).state == State.LEASED
    assert [now(row).state for row in old].count(State.LEASED) == 1


def test_a_busy_lane_is_left_alone() -> None:
    with lanes.LOCKS[Channel.EMAIL]:
        assert lanes.one_at_a_time(Channel.EMAIL, lambda channel: 1) == 0
    assert lanes.one_at_a_time(Channel.EMAIL, lambda channel: 1) == 1
