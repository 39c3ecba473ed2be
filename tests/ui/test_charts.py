"""The geometry of pictures: bars where their dates are, labels that do not touch, nothing outside the frame."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.ui.charts import Bar, Line, TherapyChart, Transplant, Trend, sparkline, therapy_chart
from carecoord.ui.charts.lines import Rows, text_width
from tests.ui.gallery.record import crowded, therapy

START = date(2015, 1, 1)


def drawn(chart: TherapyChart) -> ElementTree.Element:
    return ElementTree.fromstring(str(therapy_chart(chart)))  # noqa: S314 - our own drawing


def labels(svg: ElementTree.Element) -> list[tuple[float, float, float]]:
    """Left, right and baseline of every name under the bars."""
    found = []
    for text in svg.iter("text"):
        if "halo" in text.get("class", "") and float(text.get("y", "0")) >= 92:
            width = text_width(text.text or "") - 10
            x = float(text.get("x", "0")) - (width if text.get("text-anchor") == "end" else 0)
            found.append((x, x + width, float(text.get("y", "0"))))
    return found


def touching(boxes: list[tuple[float, float, float]]) -> list[object]:
    return [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a[2] == b[2] and a[0] < b[1] and b[0] < a[1]]


@pytest.mark.parametrize("chart", [therapy(), crowded()])
def test_labels_do_not_touch(chart: TherapyChart) -> None:
    assert touching(labels(drawn(chart))) == []


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 900), st.text("abcdefgh ", min_size=1, max_size=30)), min_size=1, max_size=9))
def test_labels_never_touch_nor_leave_the_picture(regimens: list[tuple[int, int, str]]) -> None:
    day = START
    lines: list[Line] = []
    for pause, length, name in regimens:
        day += timedelta(pause)
        lines.append(Line(f"Line {len(lines) + 1}", (Bar(day, day + timedelta(length), name, "PR", progressed=True),)))
        day += timedelta(length)
    svg = drawn(TherapyChart(tuple(lines), day + timedelta(5), (Transplant(START + timedelta(40)),)))
    assert touching(labels(svg)) == []
    for rect in svg.iter("rect"):
        assert -0.1 <= float(rect.get("x", "0")) <= 1000
        assert float(rect.get("x", "0")) + float(rect.get("width", "0")) <= 1000.1
    assert all(box[1] <= 1001 for box in labels(svg))


def test_bars_stand_in_proportion_to_time() -> None:
    bars = (Bar(date(2020, 1, 1), date(2020, 7, 1), "A"), Bar(date(2021, 1, 1), date(2022, 1, 1), "B"))
    svg = drawn(TherapyChart((Line("Line 1", bars),), date(2022, 2, 1)))
    first, second = (rect for rect in svg.iter("rect") if rect.get("class") == "solid")
    assert float(first.get("x", "")) == 10.0
    assert float(second.get("width", "")) / float(first.get("width", "")) == pytest.approx(365 / 182, abs=0.01)


def test_a_line_still_given_runs_to_today() -> None:
    svg = drawn(TherapyChart((Line("Line 1", (Bar(date(2025, 1, 1), None, "A"),)),), date(2026, 1, 1)))
    bar = next(rect for rect in svg.iter("rect") if rect.get("class") == "solid")
    now = next(line for line in svg.iter("line") if line.get("class") == "now")
    assert float(bar.get("x", "")) + float(bar.get("width", "")) == pytest.approx(float(now.get("x1", "")), abs=0.2)


def test_hostile_names_are_words() -> None:
    chart = TherapyChart((Line("<b>", (Bar(date(2025, 1, 1), None, '"><script>alert(1)</script>', "<i>"),)),), date(2026, 1, 1))
    assert "<script" not in therapy_chart(chart)
    drawn(chart)


def test_nothing_is_drawn_of_nothing() -> None:
    assert therapy_chart(TherapyChart((), START)) == ""
    assert sparkline(Trend(())) == ""


def test_rows_are_used_again() -> None:
    rows = Rows()
    assert [rows.take(0, 50), rows.take(20, 50), rows.take(60, 10), rows.take(65, 10)] == [0, 1, 0, 2]


def trend(*values: float, low: float | None = None, high: float | None = None) -> Trend:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    return Trend(tuple((first + timedelta(days=n), value) for n, value in enumerate(values)), low, high)


@pytest.mark.parametrize(
    ("given_trend", "ending"),
    [
        (trend(1, 5, low=2, high=4), "l4 -4 4 4"),
        (trend(3, 1, low=2, high=4), "l4 4 4 -4"),
        (trend(1, 3, low=2, high=4), "<circle"),
        (trend(7), "<circle"),
    ],
)
def test_a_sparkline_ends_in_its_verdict(given_trend: Trend, ending: str) -> None:
    assert ending in sparkline(given_trend)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_a_sparkline_stays_in_its_box(values: list[float], low: float, span: float) -> None:
    svg = sparkline(trend(*values, low=low, high=low + span))
    for x, y in re.findall(r"([\d.-]+),([\d.-]+)", svg):
        assert 0 <= float(x) <= 96
        assert 0 <= float(y) <= 24
