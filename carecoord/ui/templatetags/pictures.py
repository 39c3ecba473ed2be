"""The tags of pictures of time: swim-lane, calendars, courses, boards; each with the table or list that says the same. Built in.

Room: carecoord.ui. A tag takes one declared value; signs and small parts are in `ui.py`.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from carecoord.ui.board import Board
from carecoord.ui.charts import calendar
from carecoord.ui.charts.course import CourseChart, course_chart, course_days
from carecoord.ui.charts.course import course_legend as legend_of_course
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


@register.inclusion_tag("components/calendar_month.html")
def calendar_month(month: calendar.Month) -> dict[str, Any]:
    """{% calendar_month page.month %}: a grid of weeks; a list of days where there is no room."""
    return {
        "calendar": month,
        "title": calendar.month_words(month.month, for_patient=month.for_patient),
        "heads": calendar.month_heads(month),
        "weeks": calendar.month_weeks(month),
        "days": calendar.listed_days(month),
        "nothing": calendar.nothing(month),
    }


@register.inclusion_tag("components/calendar_week.html")
def calendar_week(week: calendar.Week) -> dict[str, Any]:
    """{% calendar_week page.week %}: a row for each resource, a column for each day."""
    return {
        "calendar": week,
        "title": f"{staff_day(week.days[0])} to {staff_day(week.days[-1])}",
        "heads": calendar.week_heads(week),
        "rows": calendar.week_rows(week),
        "days": calendar.listed_days(week),
        "nothing": calendar.nothing(week),
    }


@register.inclusion_tag("components/calendar_day.html")
def calendar_day(day: calendar.Day) -> dict[str, Any]:
    """{% calendar_day page.day %}: a row for each resource, a column for each hour."""
    return {
        "calendar": day,
        "title": staff_day(day.day, weekday=True),
        "width": (day.closes - day.opens) * 2,
        "hours": range(day.opens, day.closes),
        "benches": calendar.day_benches(day),
        "days": calendar.listed_days(day),
        "nothing": calendar.nothing(day),
    }


@register.simple_tag
def course(chart: CourseChart) -> SafeString:
    """{% course page.chart %}: temperature and grades, a column a day."""
    return course_chart(chart)


@register.simple_tag
def course_legend(chart: CourseChart) -> SafeString:
    """{% course_legend page.chart %}: what its signs mean; stands in the foot of the card."""
    return legend_of_course(chart)


@register.inclusion_tag("components/course_table.html")
def course_table(chart: CourseChart) -> dict[str, Any]:
    """{% course_table page.chart %}: the same in words."""
    names = [row.name for row in chart.rows]
    return {"about": chart.about, "names": names, "days": course_days(chart), "has_given": bool(chart.shown_given)}


@register.inclusion_tag("components/board.html")
def board(given: Board) -> dict[str, Any]:
    """{% board page.board %}: a column a stage, a card a person."""
    return {"board": given}
