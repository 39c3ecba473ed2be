"""The tags of pictures of time: swim-lane, calendars, courses, boards; each with the table or list that says the same. Built in.

Room: carecoord.ui. A tag takes one declared value; signs and small parts are in `ui.py`.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from carecoord.ui.charts.lanes import LaneChart, lane_chart, lane_legend, lane_rows
from carecoord.ui.dates import staff_day

register = template.Library()


@register.simple_tag
def lanes(chart: LaneChart) -> SafeString:
    """{% lanes page.chart %}: the swim-lane, wide or tall as there is room."""
    return lane_chart(chart)


@register.simple_tag
def lanes_legend(chart: LaneChart) -> SafeString:
    """{% lanes_legend page.chart %}: what its signs mean; stands in the foot of the card."""
    return lane_legend(chart)


@register.inclusion_tag("components/lanes_table.html")
def lanes_table(chart: LaneChart) -> dict[str, Any]:
    """{% lanes_table page.chart %}: the same in words."""
    about = f"{chart.about}, from {staff_day(chart.first)} to {staff_day(chart.last)}; today is {staff_day(chart.today)}"
    return {"rows": lane_rows(chart), "caption": about}
