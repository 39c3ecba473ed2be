"""The shapes of a swim-lane, one function each, as SVG: text, flag, diamond, box. Classes carry the colours (static/css/lanes.css).

Room: carecoord.ui. No positions are decided here.
"""

from __future__ import annotations

from django.utils.html import escape

from carecoord.ui.charts.lanes.given import Confidence
from carecoord.ui.icons import SIDES
from carecoord.ui.parts import Side


def text(x: float, y: float, words: object, kind: str = "", anchor: str = "") -> str:
    end = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{end}>{escape(str(words))}</text>' if str(words) else ""


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def box(kind: str, x: float, y: float, width: float, height: float, radius: float = 4.0) -> str:
    round_by = min(radius, width / 2, height / 2)
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_by:.1f}"/>'


def diamond(x: float, y: float, half: float, signed: bool) -> str:
    kind = "gated" if signed else "gate"
    return f'<path class="{kind}" d="M{x:.1f} {y - half:.1f}l{half:.1f} {half:.1f}-{half:.1f} {half:.1f}-{half:.1f}-{half:.1f}z"/>'


def flag(x: float, y: float, width: float, confidence: Confidence) -> str:
    """15 high, with a swallow tail; the hoist of a confirmed one is filled."""
    kind = "flag" if confidence is Confidence.ACTUAL else "flagh"
    cloth = f'<path class="{kind}" d="{flag_path(x, y, width)}"/>'
    return cloth + (f'<rect class="flag" x="{x:.1f}" y="{y:.1f}" width="4" height="15"/>' if confidence is Confidence.CONFIRMED else "")


def ghost_flag(x: float, y: float, width: float) -> str:
    return f'<path class="ghost" d="{flag_path(x, y, width)}"/>'


def flag_path(x: float, y: float, width: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}l-4 7.5 4 7.5h-{width:.1f}z"


def sign(side: Side, x: float, y: float) -> str:
    return f'<g class="sd" transform="translate({x:.1f} {y:.1f})">{SIDES[side]}</g>'
