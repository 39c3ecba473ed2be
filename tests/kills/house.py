"""Real processes over the database of this test: Celery workers, the poller; and the ways to end them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2


def environment(*, mail: str, redis: str) -> dict[str, str]:
    """As the worker's login, over this test's clone of the database."""
    url = urlsplit(os.environ["DATABASE_WORKER_URL"])
    database = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    mine = {
        "DATABASE_URL": database,
        "DATABASE_WORKER_URL": database,
        "REDIS_URL": redis,
        "EMAIL_URL": mail,
        "OUTBOX_LEASE_SECONDS": str(LEASE),
        "DJANGO_SETTINGS_MODULE": "carecoord.settings",
    }
    return {**os.environ, **mine}


class Process:
    """A process in a session of its own, so that it can be ended with all its children."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as out:
            self.child = subprocess.Popen(command, env=env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)

    def senders(self) -> list[psutil.Process]:
        """The process itself if it has no children, else those: whoever may be talking to the mail server."""
        with contextlib.suppress(psutil.Error):
            me = psutil.Process(self.child.pid)
            return me.children(recursive=True) or [me]
        return []

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(10)

    def stop(self) -> None:
        self.child.terminate()
        try:
            self.child.wait(10)
        finally:
            self.kill()


def say(figure: str) -> None:
    """A figure for the reader of a test run with `-s` or `-rP`."""
    sys.stdout.write(figure + "\n")


def celery(env: dict[str, str], log: Path, *, concurrency: int = 2) -> Process:
    words = ["worker", "--pool=prefork", f"--concurrency={concurrency}", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Process([sys.executable, "-m", "celery", "-A", "carecoord", *words], env, log)


def poller(env: dict[str, str], log: Path, *words: str) -> Process:
    return Process([sys.executable, "manage.py", "poll_outbox", *words], env, log)


def sender_on(port: int, processes: list[Process]) -> psutil.Process | None:
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
