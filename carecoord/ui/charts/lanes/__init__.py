"""The swim-lane of one journey: lanes of both sites, manufacturer and home; bars, flags, gates, today, and what a move would change.

Room: carecoord.ui. `given.py` holds the values, `wide.py` and `tall.py` the two pictures, `twin.py` the table that says the same.
"""

from __future__ import annotations

from django.utils.safestring import SafeString

from carecoord.ui.charts.lanes.given import (
    Anchor,
    Confidence,
    Lane,
    LaneBar,
    LaneChart,
    LaneGate,
    MovedAnchor,
    MovedBar,
    Progress,
)
from carecoord.ui.charts.lanes.legend import lane_legend
from carecoord.ui.charts.lanes.tall import tall
from carecoord.ui.charts.lanes.twin import LaneRow, lane_rows
from carecoord.ui.charts.lanes.wide import wide
from carecoord.ui.markup import markup

__all__ = [
    "Anchor",
    "Confidence",
    "Lane",
    "LaneBar",
    "LaneChart",
    "LaneGate",
    "LaneRow",
    "MovedAnchor",
    "MovedBar",
    "Progress",
    "lane_chart",
    "lane_legend",
    "lane_rows",
]


def lane_chart(chart: LaneChart) -> SafeString:
    """Both pictures; the sheet shows the one that the place is wide enough for. Nothing where there is no lane or no time."""
    if chart.is_empty:
        return markup("")
    shown = chart.shown()
    return markup(
        f'<div class="cc-lanes"><div class="cc-lanes__wide">{wide(shown)}</div><div class="cc-lanes__tall">{tall(shown)}</div></div>'
    )
