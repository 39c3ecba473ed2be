"""The shapes of a swim-lane, one function each, as SVG: text, flag, diamond, box. Classes carry the colours (static/css/lanes.css).

Room: carecoord.ui. No positions are decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape

from carecoord.ui.charts.lanes.given import Confidence
from carecoord.ui.icons import SIDES
from carecoord.ui.parts import Side

USUAL = 4.0  # radius of corners


def n(value: float) -> str:
    """A place in the picture to a tenth: "84", "189.2"."""
    return f"{value:.1f}".removesuffix(".0")


def text(x: float, y: float, words: object, kind: str = "", anchor: str = "") -> str:
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{n(x)}" y="{n(y)}"{end}>{escape(str(words))}</text>' if str(words) else ""


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"/>'


def lines(kind: str, ends: Iterable[tuple[float, float, float, float]]) -> str:
    """Upright or level lines as one path; nothing where there are none."""
    path = "".join(f"M{n(x1)} {n(y1)}" + (f"V{n(y2)}" if x1 == x2 else f"H{n(x2)}") for x1, y1, x2, y2 in ends)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def box(kind: str, x: float, y: float, width: float, height: float, radius: float = USUAL) -> str:
    round_by = min(radius, width / 2, height / 2)
    corners = "" if round_by == USUAL else f' rx="{n(round_by)}"'  # the sheet's
    return f'<rect class="{kind}" x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"{corners}/>'


def diamond(x: float, y: float, half: float, signed: bool) -> str:
    kind = "gated" if signed else "gate"
    return f'<path class="{kind}" d="M{n(x)} {n(y - half)}l{n(half)} {n(half)}-{n(half)} {n(half)}-{n(half)}-{n(half)}z"/>'


def flag(x: float, y: float, width: float, confidence: Confidence) -> str:
    """15 high, with a swallow tail; the hoist of a confirmed one is filled."""
    kind = "flag" if confidence is Confidence.ACTUAL else "flagh"
    cloth = f'<path class="{kind}" d="{flag_path(x, y, width)}"/>'
    return cloth + (f'<rect class="flag" x="{n(x)}" y="{n(y)}" width="4" height="15"/>' if confidence is Confidence.CONFIRMED else "")


def ghost_flag(x: float, y: float, width: float) -> str:
    return f'<path class="ghost" d="{flag_path(x, y, width)}"/>'


def flag_path(x: float, y: float, width: float) -> str:
    return f"M{n(x)} {n(y)}h{n(width)}l-4 7.5 4 7.5h-{n(width)}z"


def sign(side: Side, x: float, y: float) -> str:
    return f'<g class="sd" transform="translate({n(x)} {n(y)})">{SIDES[side]}</g>'
