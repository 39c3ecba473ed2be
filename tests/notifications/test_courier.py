"""A message that hangs holds up nobody, is sent once, and its answer is put down whenever it comes; batches and rates."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from carecoord.notifications import Channel, courier, delivery, pace, tally
from carecoord.notifications.channels import Letter, Refusal, registry
from carecoord.notifications.models import Bucket, Notification, Tally
from carecoord.notifications.states import State
from carecoord.notifications.worker import as_worker
from tests.cast import Cast
from tests.notifications.stage import ago, as_worker_role, notice, now
from tests.truth import truth

FOREVER = 30.0  # seconds; nothing here waits for it


class Slow:
    """A provider that hangs on some messages until it is told to go on."""

    hanging: set[UUID] = set()
    refusing: set[UUID] = set()
    sent: list[UUID] = []
    go_on = threading.Event()
    knows_repeats = False

    def __enter__(self) -> Slow:
        return self

    def __exit__(self, *fault: object) -> None: ...

    def cut(self) -> None:
        self.go_on.set()

    def send(self, letter: Letter) -> str | None:
        if letter.id in self.hanging:
            self.go_on.wait(FOREVER)
        if letter.id in self.refusing:
            raise Refusal("no")
        self.sent.append(letter.id)
        return f"p{len(self.sent)}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Slow]]:
    tally.counts.clear()  # what another test of this process sent and has not written down
    for name in ("hanging", "refusing"):
        monkeypatch.setattr(Slow, name, set())
    monkeypatch.setattr(Slow, "sent", [])
    monkeypatch.setattr(Slow, "go_on", threading.Event())
    monkeypatch.setattr(registry, "sender", lambda name: Slow)
    monkeypatch.setattr(courier, "PATIENCE", 0.05)
    yield Slow
    Slow.go_on.set()
    courier.late.finish()


def row_of(notice: Notification) -> Notification:
    with transaction.atomic():
        return now(notice)


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.mark.parametrize("refused", [False, True])
def test_what_hangs_goes_on_alone_and_its_answer_is_put_down(people: Cast, slow: type[Slow], refused: bool) -> None:
    with transaction.atomic():
        bad, *good = [notice(people.bo, is_urgent=not n) for n in range(6)]
    slow.hanging = {bad.pk}
    slow.refusing = {bad.pk} if refused else set()
    with as_worker():
        assert delivery.deliver() == 5
        assert row_of(bad).state == State.LEASED
        assert {row_of(row).state for row in good} == {State.SENT}
        assert delivery.deliver() == 0
        slow.go_on.set()
        courier.late.finish()
    assert row_of(bad).state == (State.FAILED if refused else State.SENT)
    assert slow.sent.count(bad.pk) == (0 if refused else 1)
    assert slow.sent.count(good[0].pk) == 1


def test_a_provider_that_hangs_altogether_is_left_alone_and_cut_in_the_end(
    people: Cast, slow: type[Slow], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        rows = [notice(people.bo) for _ in range(9)]
    slow.hanging = {row.pk for row in rows}
    monkeypatch.setattr(courier, "DEADLINE", FOREVER)
    with as_worker():
        delivery.deliver()
        assert courier.late.is_full(Channel.EMAIL)
        states = [row_of(row).state for row in rows]
        assert (states.count(State.LEASED), states.count(State.DUE)) == (courier.MOST_LATE, 9 - courier.MOST_LATE)
        assert delivery.deliver() == 0
        for _, timer in list(courier.late.errands.values()):
            timer.function()  # the deadline
        courier.late.finish()
        assert delivery.deliver() == 9 - courier.MOST_LATE
    assert sorted(slow.sent) == sorted(row.pk for row in rows)


@pytest.mark.django_db
def test_a_provider_that_knows_repeats_is_recorded_in_batches(
    cast: Cast, slow: type[Slow], monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(slow, "knows_repeats", True)
    for name in ("TURN", "FRESH"):  # however slow this machine is
        monkeypatch.setattr(delivery, name, FOREVER)
    rows = [notice(cast.bo) for _ in range(120)]
    with as_worker_role(), django_assert_max_num_queries(80):
        assert delivery.deliver() == 120
    assert {now(row).state for row in rows} == {State.SENT}
    assert now(rows[0]).provider_id == f"p{slow.sent.index(rows[0].pk) + 1}"
    with truth():
        assert [(t.channel, t.answer, t.count) for t in Tally.objects.all()] == [("email", "sent", 120)]
    assert not tally.counts


@pytest.mark.django_db
def test_processes_share_one_rate(cast: Cast, slow: type[Slow], settings: Any) -> None:
    settings.OUTBOX_RATE = {"email": 3.0}
    rows = [notice(cast.bo) for _ in range(5)]
    with truth():  # somebody else took one; nothing flows in before the bucket's instant
        Bucket.objects.create(channel=Channel.EMAIL, tokens=2, given=1, at=ago(hours=-1))
    with as_worker_role():
        assert delivery.Round(Channel.EMAIL).turn(FOREVER + time.monotonic()) == 2
        assert pace.take(Channel.EMAIL, 10, until=0.0) == 0
    assert [now(row).state for row in rows].count(State.SENT) == 2


@pytest.mark.django_db
def test_tokens_that_were_not_needed_are_given_back(cast: Cast, slow: type[Slow], settings: Any) -> None:
    settings.OUTBOX_RATE = {"email": 50.0}
    notice(cast.bo)
    with as_worker_role():
        assert delivery.Round(Channel.EMAIL).turn(FOREVER + time.monotonic()) == 1
        with connection.cursor() as cursor:
            cursor.execute("select tokens >= 48 from notifications_bucket")
            assert cursor.fetchone()[0]


@pytest.mark.django_db
def test_without_a_rate_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert pace.take(Channel.EMAIL, 100, 0.0) == 100
