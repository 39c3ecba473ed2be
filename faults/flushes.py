"""Redis emptied again and again while mail goes out and somebody is signed in: no row is lost, the session holds, beat is still heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import redis
from django.utils import timezone

from faults import people, rows, web
from faults.processes import SEND, beat, celery, ended, poller, ticking, until
from faults.shown import Shown
from faults.sink import Sink, serving
from faults.stage import Eye, Stage


@dataclass
class Size:
    sends: int
    every: float  # seconds between two times that Redis is emptied
    spread: float  # seconds over which the rows fall due
    is_real_time: bool


SHORT, FULL = Size(60, 2.0, 6.0, is_real_time=False), Size(1000, 20.0, 100.0, is_real_time=True)


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink, eye, town = (FULL if full else SHORT), Sink(delay=(0.05, 0.3)), Eye(stage), people.town()
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        env = stage.environment(mail=server.url)
        port = stack.enter_context(web.serving(stage, env))
        crew(stage, stack, stage.sender(mail=server.url), size)
        visitor = web.People(port, town, readers=0)
        visitor.ask("GET", "/notices/")
        wanted = spread(size)
        emptied = stack.enter_context(emptying(stage, visitor, size.every))
        until(lambda: seen(stage, eye, size, emptied) >= size.sends, seconds=600)
        until(lambda: eye.count("leased") == 0, seconds=30)
    return report(sink, visitor.visits, wanted, len(emptied))


def crew(stage: Stage, stack: ExitStack, env: dict[str, str], size: Size) -> None:
    processes = stack.enter_context(ended([]))
    processes += [celery(env, stage.log("worker")), poller(env, stage.log("poller"))]
    if size.is_real_time:
        processes.append(beat(env, stage.log("beat")))
        stack.enter_context(ticking(stage.broker, 1.0, task=SEND))
    else:
        stack.enter_context(ticking(stage.broker))


def spread(size: Size) -> list[str]:
    now, gap = timezone.now(), timedelta(seconds=size.spread / size.sends)
    to = rows.person("robin@flushes.example")
    return rows.write(rows.mail(to, due_at=now + n * gap) for n in range(size.sends))


@contextmanager
def emptying(stage: Stage, visitor: web.People, every: float) -> Iterator[list[int]]:
    """FLUSHALL every so many seconds, each followed by a page for the same cookie; gives the statuses."""
    done, statuses = threading.Event(), list[int]()

    def work() -> None:
        while not done.wait(every):
            with redis.Redis.from_url(stage.broker.url) as client:
                client.flushall()
            statuses.append(visitor.ask("GET", "/notices/"))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield statuses
    finally:
        done.set()
        thread.join()


def seen(stage: Stage, eye: Eye, size: Size, emptied: list[int]) -> int:
    sent = eye.count("sent")
    stage.tell(f"{sent} of {size.sends} sent, emptied {len(emptied)} times")
    return sent


def report(sink: Sink, visits: web.Visits, wanted: list[str], times: int) -> Shown:
    lost, gone = len(set(wanted) - set(sink.copies)), sum(visits.statuses.values()) - visits.statuses[200]
    made = Shown(
        f"Redis emptied {times} times during {len(wanted)} sends: {lost} lost, {sink.extra} extra, "
        f"{visits.statuses[200]} pages of one session answered, {gone} not",
        {"times": times, "sends": len(wanted), "lost": lost, "extra": sink.extra, "sessions_lost": gone},
    )
    made.want(not lost, f"{lost} lost")
    made.want(not sink.extra, f"{sink.extra} sent twice")
    made.want(not gone, f"the session did not hold: {dict(visits.statuses)}")
    made.want(times > 0, "Redis was never emptied")
    return made
