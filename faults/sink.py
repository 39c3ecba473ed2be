"""A real SMTP server that takes its time, remembers every copy it was given, and says who is in the middle of sending.

It can hold a reply until told, never answer certain addresses, or answer them one byte a second.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)
POISON = "poison@nowhere.example"
SILENT = "silent@nowhere.example"
DRIPPING = "dripping@nowhere.example"
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
LONG_REPLY = b"250-" + b"x" * 400


@dataclass
class Sending:
    """One message handed over by whoever speaks from `port`; a held one is answered after `release`."""

    id: str
    to: str
    port: int
    at: float
    answer: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop | None = None

    def release(self) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.answer.set)


class Sink:
    """Handler of aiosmtpd. A copy counts as received before the reply, as with any real server that crashes or is crashed."""

    def __init__(self, *, delay: tuple[float, float] = (0.0, 0.0)) -> None:
        self.delay = delay
        self.copies: Counter[str] = Counter()
        self.received: list[Sending] = []
        self.in_the_middle: queue.Queue[int] = queue.Queue()
        self.held: queue.Queue[Sending] = queue.Queue()
        self.to_hold = 0
        self.is_silent = False

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802  # aiosmtpd looks for this name
        if address == POISON:
            return "451 4.7.1 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd looks for this name
        one = self.take(session, envelope)
        if self.is_silent or one.to == SILENT:
            await asyncio.Event().wait()
        if one.to == DRIPPING:
            await drip(server)
        if self.to_hold > 0:
            self.to_hold -= 1
            self.held.put(one)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(one.answer.wait(), 20)
        else:
            self.in_the_middle.put(one.port)
            await asyncio.sleep(random.uniform(*self.delay))  # noqa: S311  # a pace, no secret
        return "250 OK"

    def take(self, session: Session, envelope: Envelope) -> Sending:
        content, peer = envelope.content, session.peer
        assert isinstance(content, bytes)
        head: Any = peer
        found = MESSAGE_ID.search(content)
        name = found.group(1).decode() if found else ""
        one = Sending(name, envelope.rcpt_tos[0], head[1], time.time(), loop=asyncio.get_running_loop())
        self.copies[name] += 1
        self.received.append(one)
        return one

    @property
    def extra(self) -> int:
        return sum(self.copies.values()) - len(self.copies)

    def drain(self) -> None:
        """Forget who was in the middle: they may be through."""
        while not self.in_the_middle.empty():
            self.in_the_middle.get_nowait()


async def drip(server: SMTP) -> None:
    """A reply that never ends, a byte a second, so that no time limit for one read is ever met."""
    writer: Any = server._writer
    for byte in LONG_REPLY:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


class Server(Controller):
    """On a free port of this machine."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0)
        self.sink = sink

    def _trigger_server(self) -> None:
        """aiosmtpd knocks at the port it was given; with port 0 the real one is known only now."""
        listening: Any = self.server
        self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(sink: Sink) -> Any:
    server = Server(sink)
    server.start()
    try:
        yield server
    finally:
        server.stop()
