"""A provider of text messages and of push on this machine: takes what it is given, refuses, never answers, or answers a byte a second."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4


class Manner(StrEnum):
    """How it treats a message; a number or a device names it by its last digits or its path."""

    GOOD = "0100"
    REFUSING = "0101"
    SILENT = "0102"
    DRIPPING = "0103"

    @property
    def number(self) -> str:
        return f"+1319555{self}"

    @property
    def device(self) -> str:
        return f"https://fcm.googleapis.com/fcm/send/{uuid4()}/{self}"


class Provider(ThreadingHTTPServer):
    """`taken` counts messages by where they went."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: Counter[str] = Counter()
        self.ends = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def do_POST(self) -> None:
        given = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        to = self.path if "/fcm/" in self.path else parse_qs(given.decode())["To"][0]
        manner = next(one for one in Manner if to.endswith(one))
        if manner is Manner.SILENT:
            self.server.ends.wait()
            return
        if manner is Manner.REFUSING:
            self.reply(503, b"{}")
            return
        self.server.taken[to] += 1
        self.reply(201, json.dumps({"sid": "SM" + "0" * 32}).encode(), drips=manner is Manner.DRIPPING)

    def reply(self, status: int, words: bytes, *, drips: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(400 if drips else len(words)))
        self.end_headers()
        for byte in words.ljust(400) if drips else ():
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(1)
        if not drips:
            self.wfile.write(words)

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone
            super().handle()

    def log_message(self, *words: Any) -> None:
        """Says nothing: a scenario has one line."""


@contextlib.contextmanager
def providing() -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.ends.set()
        made.shutdown()
        made.server_close()
        thread.join()
