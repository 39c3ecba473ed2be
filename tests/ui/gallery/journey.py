"""A journey as a swim-lane: with a move previewed, over fifteen years, and with more than there is room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

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
)
from carecoord.ui.parts import Banner, Side
from tests.ui.gallery.frame import STAFF, TODAY

BANNER = Banner("VELASQUEZ, Teresa", date(1967, 1, 19), 59, "Female", "5518840", "Lakeside")
LANES = (
    Lane(Side.CENTER, "Lakeside"),
    Lane(Side.PRACTICE, "Cedar Valley"),
    Lane(Side.MAKER, "cilta-cel"),
    Lane(Side.HOME, "Teresa + Luis"),
)
BARS = (
    LaneBar(Side.CENTER, date(2026, 10, 26), date(2026, 10, 28), "Apheresis", Progress.HAPPENED),
    LaneBar(Side.CENTER, date(2026, 12, 9), date(2026, 12, 12), "Chemo"),
    LaneBar(Side.CENTER, date(2026, 12, 14), date(2026, 12, 28), "Daily checks, nearby"),
    LaneBar(Side.PRACTICE, date(2026, 11, 2), date(2026, 12, 2), "Bridging, 2 cycles", Progress.RUNNING),
    LaneBar(Side.PRACTICE, date(2027, 1, 4), None, "Weekly CBC"),
    LaneBar(Side.MAKER, date(2026, 10, 27), date(2026, 11, 27), "Making the cells", Progress.RUNNING),
    LaneBar(Side.MAKER, date(2026, 11, 27), date(2026, 11, 30), "Shipping"),
    LaneBar(Side.HOME, date(2026, 12, 7), date(2026, 12, 28), "Lodging near Lakeside"),
)
ANCHORS = (
    Anchor("APH", "Apheresis", date(2026, 10, 26), Confidence.ACTUAL),
    Anchor("RCV", "Cells at Lakeside", date(2026, 11, 30)),
    Anchor("LD1", "Chemo day 1", date(2026, 12, 9), Confidence.CONFIRMED),
    Anchor("D0", "Infusion", date(2026, 12, 14)),
    Anchor("HOME", "Home", date(2026, 12, 29)),
)
GATES = (
    LaneGate(Side.CENTER, "G3", "Collection may start", date(2026, 10, 26), signed=True),
    LaneGate(Side.CENTER, "G4", "Chemo may start", date(2026, 12, 9)),
    LaneGate(Side.CENTER, "G5", "Infusion may start", date(2026, 12, 14)),
    LaneGate(Side.CENTER, "G6", "Home may take over", date(2026, 12, 29)),
)
MOVED_BARS = (
    MovedBar(Side.CENTER, date(2026, 12, 16), date(2026, 12, 19), "Chemo", "+7 d"),
    MovedBar(Side.CENTER, date(2026, 12, 21), date(2027, 1, 4), "Daily checks", "+7 d"),
    MovedBar(Side.PRACTICE, date(2026, 12, 2), date(2026, 12, 9), "Bridging", "+7 d"),
    MovedBar(Side.MAKER, date(2026, 11, 27), date(2026, 12, 4), "Making the cells", "+7 d"),
    MovedBar(Side.MAKER, date(2026, 12, 4), date(2026, 12, 7), "Shipping", "+7 d"),
    MovedBar(Side.HOME, date(2026, 12, 28), date(2027, 1, 4), "Lodging near Lakeside", "+7 d"),
)
MOVED_ANCHORS = tuple(
    MovedAnchor(code, label, on, "+7 d")
    for code, label, on in (
        ("RCV", "Cells at Lakeside", date(2026, 12, 7)),
        ("LD1", "Chemo day 1", date(2026, 12, 16)),
        ("D0", "Infusion", date(2026, 12, 21)),
        ("HOME", "Home", date(2027, 1, 5)),
    )
)


def preview() -> LaneChart:
    about = "Pathway from apheresis to home"
    return LaneChart(
        about, LANES, TODAY, date(2026, 10, 19), date(2027, 1, 11), BARS, ANCHORS, GATES, moved_bars=MOVED_BARS, moved_anchors=MOVED_ANCHORS
    )


def whole() -> LaneChart:
    """Sixteen anchors within half a year, follow-up over fifteen."""
    codes = ("REF", "ACC", "CON", "DEC", "AUTH", "SLOT", "APH", "SHIP", "REL", "RCV", "LD1", "D0", "DISCH", "HOME")
    days = (0, 3, 12, 16, 30, 34, 60, 61, 92, 95, 104, 109, 119, 139)
    first = date(2026, 8, 27)
    anchors = tuple(
        Anchor(code, code.title(), first + timedelta(days=day), Confidence.ACTUAL if day < 88 else Confidence.PLANNED)
        for code, day in zip(codes, days, strict=True)
    )
    later = (
        LaneBar(Side.PRACTICE, date(2027, 1, 13), date(2028, 1, 13), "Monthly labs, IVIG"),
        LaneBar(Side.PRACTICE, date(2027, 6, 13), date(2029, 1, 13), "Vaccines"),
        LaneBar(Side.CENTER, date(2027, 1, 13), date(2031, 12, 14), "Visits, year 1 to 5"),
        LaneBar(Side.CENTER, date(2031, 12, 14), None, "Long-term follow-up, once a year"),
        LaneBar(Side.HOME, date(2026, 12, 14), date(2027, 2, 8), "No driving for 8 weeks"),
    )
    return LaneChart("The whole pathway", LANES, TODAY, date(2026, 8, 1), date(2041, 12, 31), (*BARS, *later), anchors, GATES)


def bent() -> LaneChart:
    """The same with the first year and a half at a scale of its own."""
    return replace(whole(), knee=date(2027, 12, 14))


def months() -> LaneChart:
    """Lanes with long names, bars on top of each other, a year and a half."""
    long = (
        Lane(Side.CENTER, "Lakeside Cell Therapy Center and University Hospital"),
        Lane(Side.PRACTICE, "Hillcrest Oncology of the Three Rivers"),
    )
    bars = tuple(
        LaneBar(
            (Side.CENTER, Side.PRACTICE)[n % 2],
            date(2026, 5, 1) + timedelta(days=17 * n),
            date(2026, 5, 20) + timedelta(days=29 * n),
            f"Step {n} with a name of some length",
            Progress.HAPPENED if n < 4 else Progress.RUNNING if n < 10 else Progress.PLANNED,
        )
        for n in range(16)
    )
    anchors = tuple(Anchor(f"A{n}", "", date(2026, 9, 1) + timedelta(days=9 * n), Confidence.CONFIRMED) for n in range(12))
    gates = tuple(LaneGate(Side.CENTER, f"G{n}", "", date(2026, 9, 1) + timedelta(days=9 * n)) for n in range(6))
    return LaneChart("A crowded year", long, TODAY, date(2026, 5, 1), date(2027, 10, 31), bars, anchors, gates)


def journey() -> dict[str, Any]:
    named = {"19-Oct-2026 to 11-Jan-2027": preview(), "Crowded": months(), "Whole road": bent(), "Whole road, one scale": whole()}
    return {"shell": STAFF, "banner": BANNER, "charts": named.items()}
