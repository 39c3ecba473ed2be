"""What a scenario hands back: whether the promise held, one line with its figures, and the figures themselves."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

Number = int | float


@dataclass
class Shown:
    """`faults` says in a few words what did not hold; empty when all did."""

    figure: str
    numbers: dict[str, Number] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        return not self.faults

    def want(self, holds: bool, words: str) -> None:
        if not holds:
            self.faults.append(words)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"kept": self.kept}


class Teller:
    """Progress on one line of a terminal; plain lines, seldom, anywhere else."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet, self.last = quiet, 0.0
        self.tty = sys.stderr.isatty()

    def __call__(self, words: str) -> None:
        gap = 0.2 if self.tty else 15.0
        if self.quiet or time.monotonic() - self.last < gap:
            return
        self.last = time.monotonic()
        sys.stderr.write(f"\r\033[K  {words}" if self.tty else f"  ... {words}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.tty and not self.quiet:
            sys.stderr.write("\r\033[K")
        self.last = 0.0
