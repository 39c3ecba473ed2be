"""One terminal for several processes: whole lines, each behind the name of who said it. No decisions here."""

from __future__ import annotations

import os
import sys

COLORS = {"web": "36", "worker": "35", "beat": "34", "poller": "31", "setup": "33", "house": "32"}
WIDTH = 7
MOST_PENDING = 65_536


class TerminalGone(Exception):
    """Nobody reads what we print any more."""


class Terminal:
    """Writes to standard output; colours only where a person looks at it."""

    def __init__(self) -> None:
        self.colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.pending: dict[str, bytes] = {}

    def say(self, name: str, text: str) -> None:
        """Print text, each line behind its prefix."""
        label = f"{name:<{WIDTH}}|"
        if self.colored:
            label = f"\x1b[{COLORS.get(name, '0')}m{label}\x1b[0m"
        try:
            sys.stdout.write("".join(f"{label} {line}\n" for line in text.splitlines() or [""]))
            sys.stdout.flush()
        except OSError as fault:
            raise TerminalGone from fault

    def feed(self, name: str, data: bytes) -> None:
        """Take what a process wrote; an unfinished line waits for its end."""
        *lines, rest = (self.pending.get(name, b"") + data).split(b"\n")
        if len(rest) > MOST_PENDING:
            lines, rest = [*lines, rest], b""
        self.pending[name] = rest
        for line in lines:
            self.say(name, line.decode(errors="replace"))

    def finish(self, name: str) -> None:
        """Print the last line of a process that ended without a line end."""
        rest = self.pending.pop(name, b"")
        if rest:
            self.say(name, rest.decode(errors="replace"))
