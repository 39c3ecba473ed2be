"""How fast messages go out: rows found, claimed, rechecked and recorded against the same statements without Python, mail against a bare
Celery task, and finding what is due among a million rows.

script/bench --sending
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench.outbox_rows import flood, renew
from faults.ground import Ground
from faults.shown import Teller

if TYPE_CHECKING:
    from faults.sink import Sink
    from faults.stage import Stage

ROWS, BATCH, ROUNDS = 10_000, 100, 3
MAILS, MAIL_ROUNDS = 2000, 2
MANY = 1_000_000


def measure(folder: Path, port: int) -> bool:
    """Prints the ratios; False where one is missed."""
    ways: dict[str, Callable[[Ground, Stage], bool]] = {"recorded": recorded, "delivered": delivered, "found": found}
    good = []
    with Ground(folder, port) as ground:
        for name, way in ways.items():
            with ground.stage(f"bench_{name}", Teller()) as stage:
                good.append(way(ground, stage))
    return all(good)


def told(words: str, ratio: float, wanted: float, *, at_most: bool = False) -> bool:
    sys.stdout.write(f"{words}; ratio {ratio:.2f}, to reach {'<=' if at_most else '>='} {wanted}\n")
    sys.stdout.flush()
    return ratio <= wanted if at_most else ratio >= wanted


class Taker:
    """A provider that takes everything at once and knows a message that comes again."""

    knows_repeats = True

    def __enter__(self) -> Taker:
        return self

    def __exit__(self, *fault: object) -> None:
        return None

    def send(self, letter: object) -> None:
        return None


def recorded(ground: Ground, stage: Stage) -> bool:
    """The product's own loop before a provider that costs nothing; then its statements alone, on the rows as they were before."""
    from faults import rows

    rows.fill(rows.person("robin@bench.example"), ROWS)
    with taking():
        deliver_all(ground, stage)  # plans are made, modules are loaded
        ours = [deliver_all(ground, stage) for _ in range(ROUNDS)]
        with kept() as statements:
            deliver_all(ground, stage)
    bare = [replay(ground, stage, statements) for _ in range(ROUNDS)]
    mine, floor = ROWS / median(ours), ROWS / median(bare)
    words = f"found, claimed, rechecked, recorded in hundreds: {mine:,.0f} rows a second in {len(statements)} statements"
    return told(f"{words}; the same statements alone {floor:,.0f}", mine / floor, 0.2) and mine >= 1000


@contextmanager
def taking() -> Iterator[None]:
    """Everything goes to the provider that costs nothing; back to the real one afterwards."""
    from carecoord.notifications.channels import registry

    real, channels = registry.sender, registry
    channels.sender = lambda name: Taker
    try:
        yield
    finally:
        registry.sender = real


def deliver_all(ground: Ground, stage: Stage) -> float:
    """Seconds for all rows, as the worker's login, in this process."""
    from carecoord.notifications import delivery
    from carecoord.notifications.worker import as_worker

    renew(ground, stage)
    with as_worker():
        began, sent = time.perf_counter(), 0
        while taken := delivery.deliver():
            sent += taken
        took = time.perf_counter() - began
    assert sent == ROWS, sent
    return took


@contextmanager
def kept() -> Iterator[list[str]]:
    """What the block sends to the database, with its values in it. `as_worker` opens a connection, so every cursor is listened to."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    seen: list[str] = []
    real: Any = DatabaseWrapper.make_cursor
    wrapped: Any = DatabaseWrapper

    def listening(self: Any, cursor: Any) -> Any:
        made = real(self, cursor)
        run = made.execute

        def execute(sql: Any, params: Any = None) -> Any:
            seen.append(cursor.mogrify(sql, params).decode())
            return run(sql, params)

        made.execute = execute
        return made

    wrapped.make_cursor = listening
    try:
        yield seen
    finally:
        wrapped.make_cursor = real


def replay(ground: Ground, stage: Stage, statements: list[str]) -> float:
    """Seconds for the same statements by psycopg2 alone, as the same login, each committed by itself."""
    import psycopg2

    renew(ground, stage)
    link = psycopg2.connect(stage.address("DATABASE_WORKER_URL"))
    link.autocommit = True
    cursor = link.cursor()
    began = time.perf_counter()
    for sql in statements:
        cursor.execute(sql)
        if cursor.description:
            cursor.fetchall()
    took = time.perf_counter() - began
    link.close()
    return took


def delivered(ground: Ground, stage: Stage) -> bool:
    """Mail a second of one sending process each: the product's worker, and a worker of bare tasks."""
    from faults.sink import Sink, serving

    ours, bare = list[float](), list[float]()
    for number in range(MAIL_ROUNDS):
        for found, crew in ((ours, product), (bare, tasks)):
            with serving(Sink()) as server, ExitStack() as stack:
                crew(stage, stack, server.url, number)
                found.append(pace(server.sink))
    words = f"mail delivered a second: {median(ours):,.0f}, bare tasks {median(bare):,.0f}"
    return told(words, median(ours) / median(bare), 0.8)


def product(stage: Stage, stack: ExitStack, mail: str, number: int) -> None:
    from faults import rows
    from faults.processes import SEND, celery, ended, ticking

    rows.fill(rows.person(f"robin-{number}@bench.example"), MAILS)
    stack.enter_context(ended([celery(stage.sender(mail=mail), stage.log("worker"), concurrency=1)]))
    stack.enter_context(ticking(stage.broker, 0.2, task=SEND))


def tasks(stage: Stage, stack: ExitStack, mail: str, number: int) -> None:
    from bench import bare
    from faults.processes import CELERY, Process, ended

    words = [*CELERY[:-1], "bench.bare", "worker", "--pool=prefork", "--concurrency=1", "--without-gossip", "--without-mingle"]
    stack.enter_context(ended([Process([*words, "--without-heartbeat"], stage.sender(mail=mail), stage.log("bare"))]))
    bare.app.conf.update(broker_url=stage.broker.url.replace("unix://", "redis+socket://"))
    for one in range(MAILS):
        bare.send.delay(f"robin-{one}@bench.example")


def pace(sink: Sink) -> float:
    """Mails a second from the first to the last."""
    from faults.processes import until

    until(lambda: len(sink.received) >= MAILS, seconds=300, every=0.05)
    at = [one.at for one in sink.received]
    return (len(at) - 1) / (max(at) - min(at))


def found(ground: Ground, stage: Stage) -> bool:
    """All due rows claimed in hundreds and the claims rolled back: among the due rows alone, and among a million others, in turns."""
    from faults import rows

    times: dict[str, list[float]] = {stage.database: []}
    rows.fill(rows.person("robin@bench.example"), ROWS)
    with ground.stage("bench_million", Teller()) as large:
        times[large.database] = []
        rows.fill(rows.person("robin@bench.example"), ROWS)
        flood(ground, large, MANY - ROWS)
        for _ in range(ROUNDS + 2):
            for name, taken in times.items():
                taken.append(claim_all(name))
        point(large.database)
    few, many = (min(taken) for taken in times.values())
    words = f"{ROWS:,} due found among {ROWS:,} rows in {few:.2f} s, among {MANY:,} in {many:.2f} s"
    return told(words, many / few, 1.3, at_most=True)


def point(database: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def claim_all(database: str) -> float:
    """Seconds until nothing due is left to claim; rolled back."""
    from django.db import connection, transaction

    from carecoord.notifications import Channel, leases
    from carecoord.notifications.worker import as_worker

    point(database)
    with as_worker(), transaction.atomic():
        leases.claim(uuid4(), channel=Channel.EMAIL, limit=1)  # connected, and the plan is made
        began = time.perf_counter()
        while leases.claim(uuid4(), channel=Channel.EMAIL, limit=BATCH):
            pass
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    connection.close()
    return took
