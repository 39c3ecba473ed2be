"""Workers killed in mid-send, many at once, and with bad neighbours: nothing lost, nothing sent twice without a crash.

The short form runs with every test run; `CARECOORD_KILLS=200` makes it the long one.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from celery import Celery
from django.db import transaction

from carecoord.accounts.models import User
from carecoord.engines.valkey import Valkey
from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.kills import house
from tests.kills.sink import POISON, Server, Sink
from tests.notifications.stage import ago
from tests.truth import truth

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("CARECOORD_KILLS", "20"))


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


def fill(to: User, count: int) -> list[str]:
    """Due e-mails; returns their Message-IDs."""
    rows = [
        Notification(kind=Kind.NOTE_WRITTEN, recipient=to, channel=Channel.EMAIL, key=f"n{n}", due_at=ago(minutes=1), try_at=ago(minutes=1))
        for n in range(count)
    ]
    with truth():
        Notification.objects.bulk_create(rows)
    return [f"<{row.pk}@localhost>" for row in rows]


def sent() -> int:
    with transaction.atomic(), truth():
        return Notification.objects.filter(state=State.SENT).count()


@contextmanager
def ticking(broker: Valkey, every: float = 0.3) -> Iterator[None]:
    """Beat in fast motion."""
    app = Celery("tick", broker=broker.url.replace("unix://", "redis+socket://"), set_as_current=False)
    done = threading.Event()

    def tick() -> None:
        while not done.wait(every):
            app.send_task("carecoord.notifications.tasks.sweep_all", expires=5)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        app.close()


def kill_one_in_the_middle(sink: Sink, workers: list[house.Process]) -> bool:
    """SIGKILL to whoever has handed over a message and not yet heard the reply."""
    try:
        port = sink.in_the_middle.get(timeout=1)
    except queue.Empty:
        return False
    victim = house.sender_on(port, workers)
    if victim is None:
        return False
    try:
        victim.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def test_workers_killed_in_mid_send(cast: Cast, broker: Valkey, mail: Server, sink: Sink, tmp_path: Path) -> None:
    sink.delay = (0.05, 0.3)
    wanted = fill(cast.bo, KILLS * 6)
    env = house.environment(mail=mail.url, redis=broker.url)
    with house.ended([house.celery(env, tmp_path / "worker.log")]) as workers, ticking(broker):
        kills = 0
        while kills < KILLS and sent() < len(wanted):
            sink.drain()
            if kills % 5 == 4:  # the whole worker, parent and children
                busy = len(workers[0].senders())
                workers[0].kill()
                kills += busy
                workers[0] = house.celery(env, tmp_path / "worker.log")
            else:
                kills += kill_one_in_the_middle(sink, workers)
        took = house.until(lambda: sent() == len(wanted), seconds=90)
    house.say(
        f"{kills} kills, {len(wanted)} messages: {len(set(wanted) - set(sink.copies))} lost, {sink.extra} extra, done {took:.1f} s later"
    )
    assert kills >= KILLS
    assert set(sink.copies) == set(wanted)
    assert sink.extra <= kills


def test_four_senders_send_each_once(cast: Cast, broker: Valkey, mail: Server, sink: Sink, tmp_path: Path) -> None:
    wanted = fill(cast.bo, 1000)
    env = house.environment(mail=mail.url, redis=broker.url)
    began = time.monotonic()
    while sent() < len(wanted) and time.monotonic() - began < 60:
        with house.ended([house.poller(env, tmp_path / f"{n}.log", "--once") for n in range(4)]) as senders:
            for sender in senders:
                assert sender.child.wait(60) == 0, sender.log.read_text()
    house.say(f"4 senders, 1,000 messages in {time.monotonic() - began:.1f} s: {sink.extra} extra")
    assert set(sink.copies) == set(wanted)
    assert sink.extra == 0


def test_a_poison_row_does_not_delay_the_others(cast: Cast, broker: Valkey, mail: Server, sink: Sink, tmp_path: Path) -> None:
    with truth():
        poisoned = User.objects.create_user(POISON, name="x")
    fill(poisoned, 1)
    with truth():
        Notification.objects.update(is_urgent=True, key="poison")
    wanted = fill(cast.bo, 100)
    env = house.environment(mail=mail.url, redis=broker.url)
    sender = house.poller(env, tmp_path / "poller.log", "--once")
    with house.ended([sender]):
        assert sender.child.wait(60) == 0, sender.log.read_text()
    assert set(sink.copies) == set(wanted)
    with truth():
        row = Notification.objects.get(key="poison")
    assert (row.state, row.attempts, row.last_error_class) == (State.RETRY, 1, "SMTPRecipientsRefused 451")
