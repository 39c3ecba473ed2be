"""Workers killed by SIGKILL while they send: children in the middle of a message, children between the server's reply and the commit,
parents alone, whole workers. Nothing is lost; a kill costs one extra copy at most, with the same Message-ID.

The moment between reply and commit needs no hook in the product: a second connection holds the row, so that the commit waits.
"""

from __future__ import annotations

import itertools
import queue
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import psutil

from faults import rows
from faults.processes import SEND, Process, beat, celery, ended, sender_on, ticking, until
from faults.shown import Shown
from faults.sink import Server, Sink, serving
from faults.stage import Eye, Stage

WAITS = "select count(*) from pg_locks where not granted and %s = any (pg_blocking_pids(pid))"
LATEST = 90.0


@dataclass(frozen=True)
class Size:
    kills: int
    sends: int
    workers: int
    lease: int | None  # seconds; None: what an installation has


SHORT, FULL = Size(8, 60, 1, 2), Size(200, 2000, 2, None)


class Way(StrEnum):
    """Whom, and when."""

    MIDDLE = "children in mid-send"
    COMMIT = "between reply and commit"
    PARENT = "parents alone"
    WHOLE = "whole workers"


ORDER = (Way.COMMIT, Way.MIDDLE, Way.COMMIT, Way.MIDDLE, Way.PARENT, Way.MIDDLE, Way.COMMIT, Way.MIDDLE, Way.WHOLE, Way.MIDDLE)


@dataclass
class Raid:
    """Who is there to be killed, and what was done. A worker that lost its parent is started anew."""

    stage: Stage
    sink: Sink
    start: Callable[[int], Process]
    workers: list[Process]
    done: Counter[Way] = field(default_factory=Counter)
    restarted: float = 0.0

    def __post_init__(self) -> None:
        self.second = self.stage.link(autocommit=False)
        self.eye = Eye(self.stage)

    @property
    def kills(self) -> int:
        return self.done.total()

    def strike(self, way: Way, number: int) -> None:
        if way is Way.MIDDLE:
            self.done[way] += self.in_the_middle()
        elif way is Way.COMMIT:
            self.done[way] += self.before_the_commit()
        else:
            self.from_above(way, number % len(self.workers))

    def in_the_middle(self) -> bool:
        """SIGKILL to whoever has handed over a message and not yet heard the reply."""
        self.sink.drain()
        try:
            port = self.sink.in_the_middle.get(timeout=3)
        except queue.Empty:
            return False
        return self.kill(sender_on(port, self.workers))

    def before_the_commit(self) -> bool:
        """Hold a reply, lock its row, let the reply go, and kill the sender when its own statement waits for the lock."""
        self.sink.to_hold = 1
        try:
            sending = self.sink.held.get(timeout=3)
        except queue.Empty:
            self.sink.to_hold = 0
            return False
        victim = sender_on(sending.port, self.workers)
        cursor = self.second.cursor()
        cursor.execute("select 1 from notifications_notification where id = %s for update", [rows.key(sending.id)])
        sending.release()
        try:
            until(lambda: self.eye.one(WAITS, self.second.info.backend_pid) > 0, seconds=5, every=0.01)
            return self.kill(victim)
        except AssertionError:
            return False
        finally:
            self.second.rollback()

    def kill(self, victim: psutil.Process | None) -> bool:
        try:
            if victim is None:
                return False
            victim.kill()
        except psutil.NoSuchProcess:
            return False
        self.restarted = time.monotonic()  # a parent that lives starts another child at once
        return True

    def from_above(self, way: Way, number: int) -> None:
        """The parent first, its children a moment later; or all at once. Each that could send is one kill."""
        worker = self.workers[number]
        children = len(worker.senders())
        if way is Way.PARENT:
            worker.child.kill()
            time.sleep(0.3)
        worker.kill()
        self.done[way] += children + (way is Way.PARENT)
        self.workers[number] = self.start(number)
        self.restarted = time.monotonic()


def show(stage: Stage, *, full: bool) -> Shown:
    size, sink = (FULL if full else SHORT), Sink(delay=(0.05, 0.3))
    wanted = rows.fill(rows.person("robin@kills.example"), size.sends)
    with ExitStack() as stack:
        server = stack.enter_context(serving(sink))
        raid, took = assault(stage, stack, server, sink, size)
    return report(raid, sink, wanted, took)


def assault(stage: Stage, stack: ExitStack, server: Server, sink: Sink, size: Size) -> tuple[Raid, float]:
    """Kill in step with what is sent, so that the last kill comes near the end; returns seconds from the last restart to the end."""
    env = stage.sender(mail=server.url, lease=size.lease)
    workers = stack.enter_context(ended([]))

    def start(number: int) -> Process:
        return celery(env, stage.log(f"worker-{number}"))

    workers.extend(start(number) for number in range(size.workers))
    stack.enter_context(ended([beat(env, stage.log("beat"))]) if size.lease is None else ticking(stage.broker))
    stack.enter_context(ticking(stage.broker, 0.5, task=SEND))  # people's commits go on
    raid = Raid(stage, sink, start, workers)
    storm(raid, size)
    until(lambda: progress(raid, size) == size.sends, seconds=3 * LATEST)
    return raid, time.monotonic() - raid.restarted


def storm(raid: Raid, size: Size) -> None:
    """A kill for each so many messages, until there were enough."""
    ways = itertools.cycle(ORDER)
    for number in itertools.count():
        sent = progress(raid, size)
        if raid.kills >= size.kills or sent >= size.sends:
            return
        if sent * size.kills >= raid.kills * size.sends * 0.85:
            raid.strike(next(ways), number)
        else:
            time.sleep(0.1)


def progress(raid: Raid, size: Size) -> int:
    sent = raid.eye.count("sent")
    raid.stage.tell(f"{raid.kills} of {size.kills} kills, {sent} of {size.sends} sent")
    return sent


def report(raid: Raid, sink: Sink, wanted: list[str], took: float) -> Shown:
    lost, strangers = len(set(wanted) - set(sink.copies)), len(set(sink.copies) - set(wanted))
    ways = ", ".join(f"{count} {way}" for way, count in raid.done.items())
    numbers: dict[str, Any] = {"kills": raid.kills, "sends": len(wanted), "lost": lost, "extra": sink.extra, "seconds": round(took, 1)}
    made = Shown(
        f"{raid.kills} kills ({ways}) during {len(wanted)} sends: {lost} lost, {sink.extra} extra copies, "
        f"{strangers} with another Message-ID, all out {took:.0f} s after the last restart",
        numbers | {"strangers": strangers, "between_reply_and_commit": raid.done[Way.COMMIT]},
    )
    made.want(not lost, f"{lost} lost")
    made.want(sink.extra <= raid.kills, "more copies than kills")
    made.want(not strangers, "a copy had another Message-ID")
    made.want(took <= LATEST, f"out after {took:.0f} s")
    made.want(raid.done[Way.COMMIT] > 0, "no kill fell between reply and commit")
    return made
