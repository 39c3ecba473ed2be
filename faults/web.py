"""The real web process, and people in front of it who read and move things all the time."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.request import urlopen

from django.conf import settings

from faults.people import Town
from faults.processes import ROOT, Process
from faults.stage import Stage

TOKEN = "f" * 32  # a browser's own; the cookie and the header must agree
PAGES = ("/worklist/", "/notices/", "/worklist/?tab=all")


@contextlib.contextmanager
def serving(stage: Stage, env: dict[str, str], *, workers: int = 1) -> Iterator[int]:
    """Gunicorn as an installation runs it; gives its port."""
    collect(env)
    port = free_port()
    words = [sys.executable, "-m", "gunicorn", "-c", "python:carecoord.engines.web", "carecoord.wsgi", "--log-level", "warning"]
    more = {"PORT": str(port), "WEB_WORKERS": str(workers), "WEB_THREADS": "4"}
    server = Process(words, env | more, stage.log("web"))
    try:
        wait(server, port)
        yield port
    finally:
        server.stop()


def collect(env: dict[str, str]) -> None:
    """The static files, once for each state of them; in a process of its own, because tests have another storage."""
    listing = settings.STATIC_ROOT / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (ROOT / "static").rglob("*"))
    if not listing.exists() or listing.stat().st_mtime < newest:
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, env=env, check=True)
        listing.touch()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(server: Process, port: int) -> None:
    for _ in range(600):
        time.sleep(0.1)
        with contextlib.suppress(OSError):
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)  # our own server
            return
        if server.child.poll() is not None:
            break
    raise AssertionError(f"The web process did not start: {server.heard()}")


@dataclass
class Visits:
    """Answers by status, and seconds of each; a broken connection counts as status 0."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    moves: int = 0

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500 or not status)

    @property
    def refused(self) -> int:
        return sum(count for status, count in self.statuses.items() if 400 <= status < 500)

    def p95(self, first: int = 0) -> float:
        """Milliseconds, of the answers from number `first` on."""
        found = sorted(self.seconds[first:])
        return found[int(len(found) * 0.95)] * 1000 if found else 0.0


class People:
    """Threads that read pages in turn, and receive referrals as long as there are any, until they are sent home."""

    def __init__(self, port: int, town: Town, to_receive: Sequence[str] = (), *, pause: float = 0.2, readers: int = 2) -> None:
        self.port, self.town, self.pause, self.visits = port, town, pause, Visits()
        self.to_receive, self.home, self.lock = list(to_receive), threading.Event(), threading.Lock()
        self.cookie = f"{town.cookie(town.bo)}; csrftoken={TOKEN}"
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(readers)]

    def __enter__(self) -> People:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.home.set()
        for thread in self.threads:
            thread.join(35)

    def work(self) -> None:
        count = 0
        while not self.home.wait(self.pause):
            count += 1
            with self.lock:
                row = self.to_receive.pop() if self.to_receive and count % 4 == 0 else ""
            if row:
                self.ask("POST", f"/api/v1/referrals/{row}/receive/", {"If-Match": '"1"'})
            else:
                self.ask("GET", PAGES[count % len(PAGES)])

    def ask(self, method: str, path: str, more: dict[str, str] | None = None) -> int:
        """One request on a connection of its own; a redirect to the door means that the session is gone, which is a refusal."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/json", **(more or {})}
        began, status = time.perf_counter(), 0
        link = HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.suppress(OSError, HTTPException):
            link.request(method, path, json.dumps({}) if method == "POST" else None, headers)
            answer = link.getresponse()
            answer.read()
            status = 401 if "/accounts/" in (answer.getheader("Location") or "") else answer.status
        link.close()
        with self.lock:
            self.visits.seconds.append(time.perf_counter() - began)
            self.visits.statuses[status] += 1
            self.visits.moves += method == "POST" and status == 200
        return status
