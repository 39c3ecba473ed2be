"""A gate before the application that the browser tests talk to. No page's knowledge here.

A page that was just closed may have asked for something a moment before. The gate is shut after each test and waits until whoever is
inside is out again, so that nothing of one test reads or writes the rows of the next.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

SHUT, OPEN = "/the-gate/shut", "/the-gate/open"
PATIENCE = 60.0  # seconds
BESIDE = ("letter", "text")  # threads that go on after the answer, see carecoord/accounts/letters.py

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gate:
    """Open at first. While it is shut, whoever comes late is refused with 503."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.changed = threading.Condition()
        self.inside = 0
        self.is_open = True

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path in (SHUT, OPEN):
            return plain(start, "200 OK" if self.turn(is_open=path == OPEN) else "504 Gateway Timeout")
        if not self.enter():
            return plain(start, "503 Service Unavailable")
        try:
            return Body(self.application(environ, start), self.leave)
        except BaseException:
            self.leave()
            raise

    def turn(self, *, is_open: bool) -> bool:
        """Whether it is so: shutting waits for whoever is inside."""
        with self.changed:
            self.is_open = is_open
            return is_open or (self.changed.wait_for(lambda: self.inside == 0, PATIENCE) and nobody_beside())

    def enter(self) -> bool:
        with self.changed:
            self.inside += self.is_open
            return self.is_open

    def leave(self) -> None:
        with self.changed:
            self.inside -= 1
            self.changed.notify_all()


class Body:
    """An answer that says once when it is over: Django's connections are given back when it is closed."""

    def __init__(self, parts: Iterable[bytes], over: Callable[[], None]) -> None:
        self.parts, self.over = parts, over

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        over, self.over = self.over, lambda: None
        with contextlib.ExitStack() as stack:
            stack.callback(over)
            if hasattr(self.parts, "close"):
                self.parts.close()


def plain(start: Callable[..., Any], status: str) -> list[bytes]:
    start(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


def nobody_beside() -> bool:
    deadline = time.monotonic() + PATIENCE
    while any(one.name in BESIDE for one in threading.enumerate()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
