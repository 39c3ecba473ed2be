"""Channels beside each other: each has its own lock, its own claims and, where several have something due, its own thread.

So a mail server that hangs holds up no text message. What a lane does is in `delivery`; nothing is decided here.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from carecoord.notifications.states import Channel

Run = Callable[[Channel], int]
LOCKS: defaultdict[Channel, threading.Lock] = defaultdict(threading.Lock)


def one_at_a_time(channel: Channel, run: Run) -> int:
    """A process sends one message of a channel at a time; 0 at once if it is doing so already."""
    lock = LOCKS[channel]
    if not lock.acquire(blocking=False):
        return 0
    try:
        return run(channel)
    finally:
        lock.release()


def beside_each_other(channels: Sequence[Channel], run: Run) -> int:
    """Run every lane and wait for all. Inside a transaction they come one after the other: other connections would not see its rows."""
    if len(channels) < 2 or connection.in_atomic_block:
        return sum(one_at_a_time(channel, run) for channel in channels)
    login = connection.settings_dict
    with ThreadPoolExecutor(len(channels), thread_name_prefix="lane") as threads:
        return sum(threads.map(lambda channel: as_we_are(login, lambda: one_at_a_time(channel, run)), channels))


def as_we_are(login: dict[str, Any], act: Callable[[], int]) -> int:
    """In a thread of its own with a connection of its own: the same database, the same login."""
    connection.settings_dict = login
    try:
        return act()
    finally:
        connection.close()
