"""The word to stop, heard by every process that was forked from the one that was told: a worker of processes is told in its parent alone.

Only the flag; who sets it is `carecoord.celery` and the poller, who heeds it are `delivery` and `pace`.
"""

from __future__ import annotations

import mmap
import threading


class Stopping:
    """Like `threading.Event`, over one byte of memory that forked children share. Made at import, before any fork."""

    def __init__(self) -> None:
        self.shared = mmap.mmap(-1, 1)
        self.here = threading.Event()

    def set(self) -> None:
        self.shared[0] = 1
        self.here.set()

    def clear(self) -> None:
        self.shared[0] = 0
        self.here.clear()

    def is_set(self) -> bool:
        return self.shared[0] == 1

    def wait(self, seconds: float) -> bool:
        """Ends early only in the process that was told; a forked child hears it when it looks."""
        return self.here.wait(seconds) or self.is_set()


stopping = Stopping()
