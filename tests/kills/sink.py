"""A real SMTP server that takes its time, remembers every copy it was given, and says who is in the middle of sending."""

from __future__ import annotations

import asyncio
import email
import logging
import queue
import random
from collections import Counter
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)
POISON = "poison@nowhere.example"


class Sink:
    """Handler of aiosmtpd. A copy counts as received before the reply, as with any real server that crashes or is crashed."""

    def __init__(self, *, delay: tuple[float, float] = (0.0, 0.0)) -> None:
        self.delay = delay
        self.copies: Counter[str] = Counter()
        self.in_the_middle: queue.Queue[int] = queue.Queue()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802  # aiosmtpd looks for this name
        if address == POISON:
            return "451 4.7.1 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd looks for this name
        content = envelope.content
        assert isinstance(content, bytes)
        self.copies[str(email.message_from_bytes(content)["Message-ID"])] += 1
        peer: Any = session.peer
        self.in_the_middle.put(peer[1])
        await asyncio.sleep(random.uniform(*self.delay))
        return "250 OK"

    @property
    def extra(self) -> int:
        return sum(self.copies.values()) - len(self.copies)

    def drain(self) -> None:
        """Forget who was in the middle: they may be through."""
        while not self.in_the_middle.empty():
            self.in_the_middle.get_nowait()


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
