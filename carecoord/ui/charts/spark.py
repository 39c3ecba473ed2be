"""The sparkline of one test: a line over the reference band, ending in a dot in range, in an arrow out of range.

Room: carecoord.ui. One line of one measure; anything with axes is a chart of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from carecoord.ui.markup import markup

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 96.0, 24.0, 3.0, 90.0, 7.0, 17.0


@dataclass(frozen=True, slots=True)
class Trend:
    """Values in the order taken, in one unit, with the reference range in that unit. A missing bound is open."""

    points: tuple[tuple[datetime, float], ...]
    low: float | None = None
    high: float | None = None

    @property
    def last(self) -> float:
        return self.points[-1][1]

    @property
    def is_high(self) -> bool:
        return self.high is not None and self.last > self.high

    @property
    def is_low(self) -> bool:
        return self.low is not None and self.last < self.low


def sparkline(trend: Trend) -> SafeString:
    """The SVG; nothing when there is no value. Hidden from readers: the row says value, flag and range in words."""
    if not trend.points:
        return markup("")
    place = vertical(trend)
    xs = across([at for at, _ in trend.points])
    line = " ".join(f"{x:.1f},{place(value):.1f}" for x, (_, value) in zip(xs, trend.points, strict=True))
    drawn = (
        band(trend, place) + (f'<polyline class="stroke" points="{line}"/>' if len(xs) > 1 else "") + end(trend, xs[-1], place(trend.last))
    )
    return markup(f'<svg class="cc-svg cc-spark" viewBox="0 0 96 24" aria-hidden="true">{drawn}</svg>')


def vertical(trend: Trend) -> Callable[[float], float]:
    """A function from value to y; the span holds all values and both bounds."""
    seen = [value for _, value in trend.points] + [bound for bound in (trend.low, trend.high) if bound is not None]
    low, span = min(seen), (max(seen) - min(seen)) or 1.0
    middle = max(seen) == min(seen)
    return lambda value: (TOP + BOTTOM) / 2 if middle else BOTTOM - (value - low) / span * (BOTTOM - TOP)


def across(moments: list[datetime]) -> list[float]:
    """x of each moment, in proportion to time."""
    first, span = moments[0], (moments[-1] - moments[0]).total_seconds()
    if not span:
        return [RIGHT for _ in moments]
    return [LEFT + (at - first).total_seconds() / span * (RIGHT - LEFT) for at in moments]


def band(trend: Trend, place: Callable[[float], float]) -> str:
    """The reference range; an open bound runs to the edge."""
    if trend.low is None and trend.high is None:
        return ""
    top = place(trend.high) if trend.high is not None else 1.0
    bottom = place(trend.low) if trend.low is not None else HEIGHT - 1
    return f'<rect class="band" y="{top:.1f}" width="96" height="{max(bottom - top, 2.0):.1f}"/>'


def end(trend: Trend, x: float, y: float) -> str:
    if trend.is_high:
        return f'<path class="chev" d="M{x - 4:.1f} {max(y - 2, 5):.1f}l4 -4 4 4"/>'
    if trend.is_low:
        return f'<path class="chev" d="M{x - 4:.1f} {min(y + 2, HEIGHT - 5):.1f}l4 4 4 -4"/>'
    return f'<circle class="flag" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'
