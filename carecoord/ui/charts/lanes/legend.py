"""What the signs of a swim-lane mean, each beside its word; only signs that the picture has.

Room: carecoord.ui. A new sign of `shapes.py` gets its line here.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString

from carecoord.ui.charts.lanes import shapes
from carecoord.ui.charts.lanes.given import Confidence, LaneChart, Progress
from carecoord.ui.markup import markup


def lane_legend(chart: LaneChart) -> SafeString:
    """A list for the foot of the card; nothing where nothing is drawn."""
    shown = chart.shown()
    items = [*of_bars(shown), *of_anchors(shown), *of_gates(shown)]
    drawn = "".join(f"<li>{sample(drawing)}{escape(words)}</li>" for drawing, words in items)
    return markup(f'<ul class="cc-legend">{drawn}</ul>' if drawn and not chart.is_empty else "")


def sample(drawing: str) -> str:
    return f'<svg class="cc-svg is-center" viewBox="0 0 22 16" aria-hidden="true">{drawing}</svg>'


def of_bars(chart: LaneChart) -> Iterator[tuple[str, str]]:
    progress = {bar.progress for bar in chart.bars}
    if progress & {Progress.HAPPENED, Progress.RUNNING}:
        yield shapes.box("solid", 1, 3, 20, 10, 3), "Happened"
    if progress & {Progress.PLANNED, Progress.RUNNING}:
        yield shapes.box("hollow", 1, 3, 20, 10, 3), "Planned"
    if chart.moved_bars or chart.moved_anchors:
        yield shapes.box("ghost", 1, 3, 20, 10, 3), "Would move to"


def of_anchors(chart: LaneChart) -> Iterator[tuple[str, str]]:
    words = {Confidence.ACTUAL: "Date that happened", Confidence.CONFIRMED: "Date confirmed", Confidence.PLANNED: "Date planned"}
    known = {anchor.confidence for anchor in chart.anchors}
    yield from ((shapes.flag(2, 0.5, 18, confidence), word) for confidence, word in words.items() if confidence in known)


def of_gates(chart: LaneChart) -> Iterator[tuple[str, str]]:
    for signed, word in ((True, "Gate signed"), (False, "Gate open")):
        if any(gate.signed is signed for gate in chart.gates):
            yield shapes.diamond(11, 8, 7, signed), word
