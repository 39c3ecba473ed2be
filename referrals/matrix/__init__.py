"""The matrix of notices, as data: what happens, who is told, how urgently, when, and what ends it. docs/matrix.md is made of it.

Room: referrals. It tells nobody anything itself: each line names the place that does; tests/house/test_matrix.py holds them together.
"""

from __future__ import annotations

from referrals.matrix import after, beside, loop, road
from referrals.matrix.shape import Line

LINES: tuple[Line, ...] = (*loop.LINES, *road.LINES, *after.LINES, *beside.LINES)
