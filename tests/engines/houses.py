"""Starting `manage.py up` as an operator does, in a process of its own, and seeing what it leaves behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
STOP_SECONDS = 10.0
PATIENCE = 120.0  # for machines that run everything else at the same time
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_WORKER_URL",
    "DATABASE_TEST_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "AUDIT_KEY",
    "IDP_PRIVATE_KEY",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **more: str) -> dict[str, str]:
    """What an operator's shell would have: none of the tests' own engines."""
    plain = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith(("CARECOORD_", "DJANGO_"))}
    return {**plain, "CARECOORD_VAR": str(var), **more}


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def refused(var: Path, *words: str, **more: str) -> str:
    """Start where a start cannot succeed; returns the one sentence it says."""
    done = subprocess.run(command("up", *words), env=environment(var, **more), capture_output=True, text=True, timeout=PATIENCE)
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(said) == 1, done.stderr
    return said[0]


class Started:
    """A house that answers; `log` has what it printed."""

    def __init__(self, var: Path) -> None:
        self.var, self.port, self.log = var, free_port(), var.parent / "up.log"
        began = time.monotonic()
        with self.log.open("wb") as out:
            env = environment(var, PORT=str(self.port), CARECOORD_SECURE="no")
            self.process = subprocess.Popen(command("up", "--no-demo"), env=env, stdout=out, stderr=subprocess.STDOUT)
        self.wait_for("is ready")
        self.seconds = time.monotonic() - began

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def ask(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def ends_when_asked(self, number: signal.Signals) -> bool:
        """In time, with a clean exit, and nothing of it is left."""
        began = time.monotonic()
        return self.ask(number) == 0 and time.monotonic() - began < STOP_SECONDS and self.left() == []

    def status(self, path: str) -> int:
        link = HTTPConnection("localhost", self.port, timeout=10)
        try:
            link.request("GET", path)
            return link.getresponse().status
        finally:
            link.close()

    def children(self) -> dict[str, psutil.Process]:
        """The processes directly under the supervisor, by what they are; one that is just ending is no child any more."""
        names = ("postgres", "valkey", "gunicorn", "worker", "beat", "poll_outbox")
        found = {}
        for child in psutil.Process(self.process.pid).children():
            try:
                words = [child.name(), *child.cmdline()]
            except psutil.Error:
                continue
            found[next((name for name in names if any(word.startswith(name) for word in words)), " ".join(words))] = child
        return found

    def left(self) -> list[str]:
        """Command lines of processes that belong to this folder."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                mine = str(self.var) in " ".join(process.cmdline()) or process.environ().get("CARECOORD_VAR") == str(self.var)
                if mine and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                    found.append(" ".join(process.cmdline()))
        return found

    def nothing_left(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.left()

    def force_end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.process.kill()
            self.process.wait()


class Home:
    """A state folder that has seen its first start, and the house in it while it is up.

    A start takes as long as a hundred other tests, so a house that a test leaves running is the next test's house.
    """

    def __init__(self, var: Path) -> None:
        self.var = var
        self.house: Started | None = Started(var)

    def up(self) -> Started:
        if self.house is None or self.house.process.poll() is not None:
            self.house = Started(self.var)
        return self.house

    def again(self) -> Started:
        """Another start, after a test has ended the house in its own way."""
        assert self.house is None or self.house.process.poll() is not None
        return self.up()

    def empty(self) -> None:
        if self.house is not None:
            self.house.force_end()
        self.house = None
