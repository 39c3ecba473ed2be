"""The broker stopped, the database connection cut: people go on working, reminders go out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse

from carecoord.access.actor import acting
from carecoord.engines.valkey import Valkey
from carecoord.notifications import Channel, Kind, ladders, nudge, post
from carecoord.notifications.models import Heartbeat, Notification
from carecoord.notifications.states import State
from carecoord.notifications.sweep import Caller
from faults import processes, rows
from faults.sink import Server, Sink
from faults.stage import Eye, Stage
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, notice, now
from tests.truth import truth

pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dead_broker(broker: Valkey, settings: Any) -> Iterator[Valkey]:
    """This process talks to a broker and a cache that are then stopped."""
    settings.CELERY_BROKER_URL = broker.url.replace("unix://", "redis+socket://")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": broker.url}}
    nudge.caller.cache_clear()
    broker.stop()
    yield broker
    nudge.caller.cache_clear()


def test_people_work_and_reminders_go_out_while_the_broker_is_away(
    cast: Cast, dead_broker: Valkey, stage: Stage, mail: Server, sink: Sink
) -> None:
    with truth():
        Heartbeat.objects.create(name=Caller.BEAT, at=ago(seconds=15))  # beat called a moment ago, and then the broker went
    client, row = client_of(cast, "bo"), notice(cast.bo, channel=Channel.INAPP)
    waits = []
    for n in range(5):
        began = time.monotonic()
        with acting(cast.actor("rae")):
            post(Kind.MENTIONED, to=cast.bo, key=f"while-away-{n}")
        waits.append(time.monotonic() - began)
    assert max(waits) < 0.5, waits
    assert client.get(reverse("notices:list")).status_code == 200
    assert client.post(reverse("notices:open", args=[row.pk])).status_code == 302
    assert now(row).read_at is not None
    env, eye = stage.sender(mail=mail.url, lease=2), Eye(stage)
    with processes.ended([processes.poller(env, stage.log("poller"), "--pause=0.5")]):
        took = processes.until(lambda: eye.count("sent") == 5, seconds=60)
    say(f"broker away: slowest post {max(waits) * 1000:.0f} ms, 5 messages out {took:.1f} s later")
    assert sink.extra == 0


def test_the_poller_idles_while_beat_calls(cast: Cast, stage: Stage, mail: Server, sink: Sink) -> None:
    with truth():
        Heartbeat.objects.create(name=Caller.BEAT, at=ago(seconds=-10))
    rows.fill(cast.bo, 3)
    env, eye = stage.sender(mail=mail.url, lease=2), Eye(stage)
    with processes.ended([processes.poller(env, stage.log("poller"), "--pause=0.2")]):
        time.sleep(4)
        assert eye.count("sent") == 0
        with truth():
            Heartbeat.objects.update(at=ago(seconds=60))
        processes.until(lambda: eye.count("sent") == 3, seconds=15)


def test_connections_cut_in_mid_send(cast: Cast, stage: Stage, mail: Server, sink: Sink) -> None:
    sink.delay = (0.02, 0.1)
    wanted = rows.fill(cast.bo, 80)
    env, eye = stage.sender(mail=mail.url, lease=2), Eye(stage)
    cuts = 0
    with processes.ended([processes.poller(env, stage.log("poller"), "--pause=0.2")]) as senders:
        processes.until(lambda: eye.count("sent") > 0, seconds=20)
        for _ in range(5):
            cuts += cut()
            time.sleep(0.7)
        took = processes.until(lambda: eye.count("sent") == len(wanted), seconds=60)
        assert senders[0].child.poll() is None, "the poller ended"
    say(f"{cuts} connections cut: {len(set(wanted) - set(sink.copies))} lost, {sink.extra} extra, done {took:.1f} s later")
    assert set(sink.copies) == set(wanted)
    assert sink.extra <= cuts


def say(figure: str) -> None:
    """A figure for the reader of a test run with `-s` or `-rP`."""
    sys.stdout.write(figure + "\n")


def cut() -> int:
    """End every connection of the worker's login to this test's database, as a restart of the server would."""
    with closing(psycopg2.connect(os.environ["DATABASE_TEST_URL"])) as link, link.cursor() as cursor:
        link.autocommit = True
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s and usename = 'carecoord_worker'",
            [connection.settings_dict["NAME"]],
        )
        [(count,)] = cursor.fetchall()
    return int(count)


def test_reminders_are_found_without_a_broker(cast: Cast, dead_broker: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep itself asks the ladders, so a reminder that falls due during the outage is written during the outage."""
    from carecoord.notifications.sweep import sweep
    from carecoord.notifications.worker import as_worker

    due = ladders.Due("step:1", 0, Kind.TRIAGE_DUE, [cast.bo.pk], ago(minutes=1))
    monkeypatch.setattr(ladders, "SOURCES", {"one": lambda now: [due]})
    with as_worker():
        assert sweep(Caller.POLLER).reminders == 1
        assert sweep(Caller.POLLER).reminders == 0
    with truth():
        assert Notification.objects.filter(kind=Kind.TRIAGE_DUE, state=State.SENT).count() == 1
