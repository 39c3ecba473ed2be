"""The swim-lane: words never touch, nothing leaves the frame, the table says all of it, names are words and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from carecoord.ui.charts.lanes import (
    Anchor,
    Confidence,
    Lane,
    LaneBar,
    LaneChart,
    LaneGate,
    MovedAnchor,
    MovedBar,
    Progress,
    lane_chart,
    lane_legend,
    lane_rows,
)
from carecoord.ui.charts.lanes.window import Axis
from carecoord.ui.charts.letters import fitted, text_width
from carecoord.ui.parts import Side
from carecoord.ui.templatetags.pictures import lanes_table
from tests.ui import svg
from tests.ui.gallery.journey import bent, months, preview, whole

DAY = date(2026, 5, 1)
NAMES = st.text("abcdefg WM", min_size=1, max_size=24)
DAYS = st.integers(-40, 400)
SIDES = st.sampled_from(list(Side))
HOSTILE = '"><script>alert(1)</script>'


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@st.composite
def bars(draw: st.DrawFn) -> LaneBar:
    start, length = draw(DAYS), draw(st.one_of(st.none(), st.integers(0, 300)))
    stop = None if length is None else after(start + length)
    return LaneBar(draw(SIDES), after(start), stop, draw(NAMES), draw(st.sampled_from(list(Progress))))


@st.composite
def charts(draw: st.DrawFn) -> LaneChart:
    code = st.sampled_from(["REF", "D0", "LD1", "RELAPSE", "HOME"])
    anchors = st.builds(lambda c, n, k: Anchor(c, "", after(n), k), code, DAYS, st.sampled_from(list(Confidence)))
    gates = st.builds(lambda s, n, g: LaneGate(s, f"G{n % 7 + 1}", "", after(n), g), SIDES, DAYS, st.booleans())
    moved = st.builds(lambda s, n, w: MovedBar(s, after(n), after(n + 9), w, "+9 d"), SIDES, DAYS, NAMES)
    moved_dates = st.builds(lambda c, n: MovedAnchor(c, "", after(n), "+9 d"), code, DAYS)
    return LaneChart(
        "A journey",
        tuple(Lane(side, draw(NAMES)) for side in Side),
        after(draw(DAYS)),
        DAY,
        after(draw(st.sampled_from([10, 84, 200, 380, 5500]))),
        tuple(draw(st.lists(bars(), max_size=10))),
        tuple(draw(st.lists(anchors, max_size=9))),
        tuple(draw(st.lists(gates, max_size=6))),
        tuple(draw(st.lists(moved, max_size=4))),
        tuple(draw(st.lists(moved_dates, max_size=4))),
        draw(st.one_of(st.none(), DAYS.map(after))),
    )


@settings(max_examples=60, deadline=None)
@given(charts())
def test_words_never_touch_nor_leave_the_picture(chart: LaneChart) -> None:
    for picture in svg.pictures(lane_chart(chart)):
        words = svg.words(picture)
        assert svg.touching(words) == []
        assert svg.outside(picture, words + svg.rects(picture, "solid", "hollow", "ghost")) == []


@settings(max_examples=60, deadline=None)
@given(charts())
def test_words_beside_a_bar_stand_on_no_other(chart: LaneChart) -> None:
    wide, _ = svg.pictures(lane_chart(chart))
    beside = [svg.box_of(text) for text in wide.iter("text") if text.get("class") in ("b sd halo", "gt halo")]
    bars = svg.rects(wide, "solid", "hollow", "ghost")
    assert [(words, bar) for words in beside for bar in bars if words.touches(bar)] == []


@settings(max_examples=40, deadline=None)
@given(charts())
def test_bars_of_a_lane_do_not_cover_each_other(chart: LaneChart) -> None:
    for picture in svg.pictures(lane_chart(chart)):
        whole = [(box.left, box.right, box.top, box.bottom) for box in svg.rects(picture, "hollow", "ghost")]
        assert len(set(whole)) == len(whole)


@pytest.mark.parametrize("chart", [preview(), months(), whole(), bent()])
def test_the_table_says_all_that_is_drawn(chart: LaneChart) -> None:
    shown = chart.shown()
    rows = lane_rows(chart)
    assert len(rows) == sum(map(len, (shown.bars, shown.anchors, shown.gates, shown.moved_bars, shown.moved_anchors)))
    said = render_to_string("components/lanes_table.html", lanes_table(chart))
    stretches: list[LaneBar | MovedBar] = [*shown.bars, *shown.moved_bars]
    for bar in stretches:
        assert str(bar.label) in said
        assert f'datetime="{bar.start}"' in said
        assert bar.stop is None or f'datetime="{bar.stop}"' in said
    days: list[Anchor | MovedAnchor | LaneGate] = [*shown.dates, *shown.gates]
    for one in days:
        assert one.code in said
        assert f'datetime="{one.on}"' in said


@settings(max_examples=30, deadline=None)
@given(charts())
def test_a_number_in_the_tall_picture_is_a_row_of_the_table(chart: LaneChart) -> None:
    _, tall = svg.pictures(lane_chart(chart))
    drawn = {int(box.words) for box in svg.words(tall) if box.words.isdigit() and len(box.words) < 3}
    assert drawn <= {row.number for row in lane_rows(chart)}


def test_what_is_outside_the_window_or_has_no_lane_is_neither_drawn_nor_told() -> None:
    late = LaneBar(Side.HOME, date(2030, 1, 1), None, "Much later")
    chart = replace(preview(), bars=(late,), lanes=preview().lanes[:1], moved_bars=(), moved_anchors=(), anchors=())
    assert "Much later" not in lane_chart(chart)
    assert [row.what for row in lane_rows(chart)] == [f"Gate: {gate.label} ({gate.code})" for gate in chart.gates]


def test_hostile_names_are_words() -> None:
    chart = LaneChart(
        HOSTILE,
        (Lane(Side.CENTER, HOSTILE, HOSTILE),),
        DAY,
        DAY,
        after(90),
        (LaneBar(Side.CENTER, DAY, None, HOSTILE),),
        (Anchor(HOSTILE, HOSTILE, DAY),),
        (LaneGate(Side.CENTER, HOSTILE, HOSTILE, DAY),),
        (MovedBar(Side.CENTER, DAY, None, HOSTILE, HOSTILE),),
        (MovedAnchor(HOSTILE, HOSTILE, DAY, HOSTILE),),
    )
    assert "<script" not in lane_chart(chart) + render_to_string("components/lanes_table.html", lanes_table(chart))
    svg.pictures(lane_chart(chart))


def test_nothing_is_drawn_of_nothing() -> None:
    empty = LaneChart("", (), DAY, DAY, after(10))
    backwards = replace(preview(), last=preview().first)
    for chart in (empty, backwards):
        assert lane_chart(chart) == ""
        assert lane_legend(chart) == ""
    assert lane_rows(empty) == ()


def test_a_running_bar_is_filled_up_to_today() -> None:
    chart = LaneChart("", (Lane(Side.CENTER),), after(30), DAY, after(90), (LaneBar(Side.CENTER, DAY, after(60), "A", Progress.RUNNING),))
    wide, tall = svg.pictures(lane_chart(chart))
    now = next(line for line in wide.iter("line") if line.get("class") == "now")
    assert svg.rects(wide, "solid")[0].right == pytest.approx(float(now.get("x1", "")), abs=1)
    down = next(line for line in tall.iter("line") if line.get("class") == "now")
    assert svg.rects(tall, "solid")[0].bottom == pytest.approx(float(down.get("y1", "")), abs=1)


def test_after_a_knee_days_are_smaller_and_the_picture_says_so() -> None:
    axis = Axis(DAY, after(4000), 0, 1000, after(400))
    places = [axis.at(after(n)) for n in range(-10, 4010)]
    assert places == sorted(places)
    assert (axis.at(DAY), axis.at(after(400)), axis.at(after(4000))) == (0, 620, 1000)
    assert lane_chart(bent()).count("From 14-Dec-2027 on, time is drawn smaller") == 2
    assert lane_chart(replace(bent(), knee=bent().last)) == lane_chart(whole())


def test_the_legend_names_only_signs_that_are_there() -> None:
    chart = replace(preview(), moved_bars=(), moved_anchors=(), gates=())
    assert "Would move" in lane_legend(preview())
    assert "Would move" not in lane_legend(chart)
    assert "Gate" not in lane_legend(chart)


@given(st.text(max_size=40), st.floats(0, 200))
def test_words_are_cut_to_their_room(words: str, room: float) -> None:
    cut = fitted(words, room)
    assert cut in ("", words) or (cut.endswith("…") and text_width(cut) <= room)
