"""A line that grows on a terminal, and nothing anywhere else.

Room: patients.importing.
"""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 30


class Progress:
    """Call `step` after each piece; `close` leaves a clean line behind."""

    def __init__(self, stream: TextIO, total: int, what: str) -> None:
        self.stream = stream
        self.total = total
        self.what = what
        self.done = 0
        self.started = time.monotonic()
        self.is_shown = total > 1 and stream.isatty()

    def step(self) -> None:
        self.done += 1
        if not self.is_shown:
            return
        filled = WIDTH * self.done // self.total
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        bar = "#" * filled + "." * (WIDTH - filled)
        self.stream.write(f"\r[{bar}] {self.done} of {self.total} {self.what}, about {left:.0f} s left ")
        self.stream.flush()

    def close(self) -> None:
        if self.is_shown:
            self.stream.write("\r" + " " * 79 + "\r")
            self.stream.flush()
