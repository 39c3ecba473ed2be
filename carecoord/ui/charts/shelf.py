"""Rows in which things keep apart: each takes the first row where it touches nothing.

Room: carecoord.ui. Positions only; what is put on a shelf is the business of the picture that has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Span = tuple[float, float]


@dataclass(slots=True)
class Shelf:
    """Rows of spans. A span without width is a pole: it may stand at the end of another span, not inside."""

    rows: list[list[Span]] = field(default_factory=list)

    def is_free(self, row: int, span: Span) -> bool:
        return row >= len(self.rows) or all(span[0] >= end or start >= span[1] for start, end in self.rows[row])

    def take(self, *ways: Span) -> tuple[int, int]:
        """Row and number of the first way that fits, lowest row first."""
        row = 0
        while True:
            for number, span in enumerate(ways):
                if self.is_free(row, span):
                    self.put(row, span)
                    return row, number
            row += 1

    def put(self, row: int, span: Span) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].append(span)


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Positions, given in order, moved on until each is a gap away from the one before."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + gap) if found else place)
    return found
