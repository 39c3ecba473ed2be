"""Whoever carries one message at a time to a provider, in a thread with a connection of its own, so that a message that hangs holds up
nobody: after PATIENCE its courier is left alone with it and another one goes on with the rest.

The one left alone has until DEADLINE; then its connection is cut, which is an answer as well. Nothing of rows is decided here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from django.db import connection

from carecoord.notifications import lanes
from carecoord.notifications.channels import Letter, Sender

PATIENCE = 2.0  # seconds that a message may hold up its neighbours
DEADLINE = 20.0  # seconds for a whole message; below the lease and below what a container gives a process to end
MOST_LATE = 4  # messages that may hang at a time; a provider that hangs more is left alone until some are through


class Errand:
    """One letter on its way, and what became of it."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.provider_id = ""
        self.fault: Exception | None = None
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.afterwards: Callable[[Errand], None] | None = None

    def carry(self, sender: Sender) -> None:
        try:
            self.provider_id = sender.send(self.letter) or ""
        except Exception as fault:  # whatever it is, the row behind it harms itself alone
            self.fault = fault

    def end(self) -> None:
        with self.lock:
            self.over.set()
        if self.afterwards:
            self.afterwards(self)

    def waits_no_longer(self, afterwards: Callable[[Errand], None]) -> bool:
        """Whoever waited goes on, and `afterwards` is called by the courier; False if the errand has just ended."""
        with self.lock:
            if not self.over.is_set():
                self.afterwards = afterwards
        return self.afterwards is not None


class Courier:
    """One connection to a provider; where we stand in a transaction it carries in this very thread, which sees what was written there."""

    def __init__(self, make: Callable[[], Sender]) -> None:
        self.sender = make()
        self.inbox: SimpleQueue[Errand | None] = SimpleQueue()
        self.is_here = connection.in_atomic_block
        if self.is_here:
            self.sender.__enter__()
        else:
            login = connection.settings_dict
            threading.Thread(target=lanes.as_we_are, args=(login, self.work), name="courier", daemon=True).start()

    def work(self) -> None:
        with self.sender as sender:
            while errand := self.inbox.get():
                errand.carry(sender)
                errand.end()

    def take(self, letter: Letter) -> Errand:
        """Hand over one letter and wait, at most PATIENCE; see `errand.over`."""
        errand = Errand(letter)
        if self.is_here:
            errand.carry(self.sender)
            errand.end()
        else:
            self.inbox.put(errand)
            errand.over.wait(PATIENCE)
        return errand

    def leave(self) -> None:
        """No more letters: the connection is closed when the one in hand is through."""
        if self.is_here:
            self.sender.__exit__(None, None, None)
        self.inbox.put(None)

    def cut(self) -> None:
        """End the connection under the message in hand. A sender without `cut` has time limits of its own."""
        getattr(self.sender, "cut", lambda: None)()


class Late:
    """The messages that hang, over all channels of this process."""

    def __init__(self) -> None:
        self.errands: dict[Errand, tuple[str, threading.Timer]] = {}
        self.lock = threading.Lock()

    def add(self, errand: Errand, channel: str, courier: Courier) -> None:
        timer = threading.Timer(DEADLINE - PATIENCE, courier.cut)
        timer.daemon = True
        with self.lock:
            self.errands[errand] = (channel, timer)
        timer.start()

    def remove(self, errand: Errand) -> None:
        with self.lock:
            _, timer = self.errands.pop(errand, ("", None))
        if timer:
            timer.cancel()

    def is_full(self, channel: str) -> bool:
        with self.lock:
            return sum(name == channel for name, _ in self.errands.values()) >= MOST_LATE

    def finish(self, seconds: float = DEADLINE + 2) -> None:
        """Before the process ends: wait for what is still on its way."""
        until = time.monotonic() + seconds
        while self.errands and time.monotonic() < until:
            time.sleep(0.05)


late = Late()
