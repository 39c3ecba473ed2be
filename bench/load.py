"""A small closed-loop client: each connection sends its next request when the answer to the last is read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection

Send = Callable[[HTTPConnection], int]  # sends one request, returns the bytes of its answer


@dataclass
class Times:
    """Seconds of each answer, and the span they took together."""

    seconds: list[float] = field(default_factory=list)
    span: float = 0.0
    size: int = 0

    def at(self, share: float) -> float:
        """The percentile, in milliseconds."""
        rows = sorted(self.seconds)
        return rows[min(len(rows) - 1, int(len(rows) * share))] * 1000 if rows else float("nan")

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.span if self.span else 0.0

    def add(self, other: Times) -> None:
        self.seconds += other.seconds
        self.span += other.span
        self.size = other.size or self.size


def run(port: int, send: Send, *, connections: int, requests: int) -> Times:
    """`requests` in all over `connections`, each kept alive."""
    out, lock, left = Times(), threading.Lock(), [requests]

    def work() -> None:
        link = HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                if left[0] <= 0:
                    break
                left[0] -= 1
            began = time.perf_counter()
            size = send(link)
            took = time.perf_counter() - began
            with lock:
                out.seconds.append(took)
                out.size = size
        link.close()

    out.span = together(work, connections)
    return out


def together(work: Callable[[], None], times: int) -> float:
    """Seconds until all of them were through."""
    threads = [threading.Thread(target=work) for _ in range(times)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def asks(method: str, path: str, headers: dict[str, str], body: Callable[[], tuple[str, str, dict[str, str]]] | None = None) -> Send:
    """A sender of one kind of request. `body` gives path, content and more headers of the next one."""

    def send(link: HTTPConnection) -> int:
        where, content, more = body() if body else (path, "", {})
        link.request(method, where, content.encode() if content else None, {**headers, **more})
        answer = link.getresponse()
        data = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{method} {where} answered {answer.status}: {data[:300]!r}")
        return len(data)

    return send
