"""The product's own processes, started as an installation starts them, and the ways to end them."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
from celery import Celery

from carecoord.engines.process import kill_group, spawn
from carecoord.engines.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
CELERY = [sys.executable, "-W", "ignore:You're running the worker with superuser privileges", "-m", "celery", "--quiet", "-A", "carecoord"]
SWEEP = "carecoord.notifications.tasks.sweep_all"
SEND = "carecoord.notifications.tasks.send_now"


class Process:
    """A process in a session of its own, so that it can be ended with all its children."""

    def __init__(self, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as out:
            self.child = spawn(command, last_signal=signal.SIGKILL, env=env, output=out, cwd=ROOT)

    def senders(self) -> list[psutil.Process]:
        """The process itself if it has no children, else those: whoever may be talking to the mail server."""
        with contextlib.suppress(psutil.Error):
            me = psutil.Process(self.child.pid)
            return me.children(recursive=True) or [me]
        return []

    def kill(self) -> None:
        kill_group(self.child.pid)
        self.child.wait(10)

    def stop(self, seconds: float = 10) -> None:
        self.child.terminate()
        try:
            self.child.wait(seconds)
        finally:
            self.kill()

    def heard(self) -> str:
        """The end of its log, for whoever must find out why."""
        return self.log.read_text(errors="replace")[-3000:]


def celery(env: dict[str, str], log: Path, *, concurrency: int = 2, pool: str = "prefork") -> Process:
    """A worker with a name of its own, so that many of them work side by side."""
    name = f"--hostname={log.stem}-{os.urandom(3).hex()}@%h"
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    return Process([*CELERY, "worker", f"--pool={pool}", f"--concurrency={concurrency}", name, *quiet], env, log)


def beat(env: dict[str, str], log: Path) -> Process:
    return Process([*CELERY, "beat", "--scheduler=carecoord.engines.beat:Pulsing", "--pidfile=", "--loglevel=WARNING"], env, log)


def poller(env: dict[str, str], log: Path, *words: str) -> Process:
    return Process([sys.executable, "manage.py", "poll_outbox", *words], env, log)


def sender_on(port: int, processes: Sequence[Process]) -> psutil.Process | None:
    """Which process talks to the sink from this port."""
    for process in processes:
        for one in process.senders():
            with contextlib.suppress(psutil.Error):
                if any(link.laddr and link.laddr.port == port for link in one.net_connections("tcp")):
                    return one
    return None


def until(holds: Callable[[], bool], *, seconds: float, every: float = 0.1) -> float:
    """Wait; returns how long it took. Fails aloud."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(every)
    return time.monotonic() - began


@contextlib.contextmanager
def ended(processes: list[Process]) -> Iterator[list[Process]]:
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()


@contextlib.contextmanager
def ticking(broker: Valkey, every: float = 0.3, *, task: str = SWEEP) -> Iterator[None]:
    """Beat in fast motion; with SEND, the calls that people's commits make."""
    app = Celery("tick", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")  # its queues are where the workers listen
    app.conf.update(broker_url=broker.url.replace("unix://", "redis+socket://"))
    done = threading.Event()

    def tick() -> None:
        while not done.wait(every):
            with contextlib.suppress(Exception):  # the broker may be away: that is what beat meets, too
                app.send_task(task, expires=5, retry=False)

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        app.close()
