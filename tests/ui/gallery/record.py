"""The record: therapy as a chart, crowded once, and results."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from carecoord.ui.charts import Bar, Line, TherapyChart, Transplant, Trend
from carecoord.ui.parts import (
    Side,
)
from carecoord.ui.pieces import Tab
from tests.ui.gallery.frame import BANNER, STAFF, TODAY, at


def trend(*values: float, low: float | None = None, high: float | None = None) -> Trend:
    return Trend(tuple((at(-150 + index * 30), value) for index, value in enumerate(values)), low, high)


def therapy() -> TherapyChart:
    return TherapyChart(
        (
            Line(
                "Line 1",
                (
                    Bar(date(2019, 5, 20), date(2020, 1, 15), "VRd ×6", "VGPR"),
                    Bar(date(2020, 4, 1), date(2022, 8, 10), "Lenalidomide maintenance", "VGPR, then progressed", progressed=True),
                ),
            ),
            Line("Line 2", (Bar(date(2022, 9, 5), date(2024, 11, 20), "DKd", "PR, then progressed", progressed=True),)),
            Line("Line 3", (Bar(date(2025, 1, 13), date(2026, 3, 2), "Pd + elotuzumab", "MR, then progressed", progressed=True),)),
            Line("Line 4", (Bar(date(2026, 4, 6), date(2026, 11, 18), "KCd", "SD"),)),
        ),
        TODAY,
        (Transplant(date(2020, 2, 19)),),
    )


def crowded() -> TherapyChart:
    """Six short lines in two years: where labels fight for room."""
    bars = [
        Bar(
            date(2025, 1, 1) + timedelta(days=110 * n),
            date(2025, 1, 1) + timedelta(days=110 * n + 95),
            name,
            "PD",
            progressed=True,
            side=Side.CENTER,
        )
        for n, name in enumerate(
            ("Teclistamab step-up and weekly", "Talquetamab", "Selinexor, bortezomib, dex", "Dara", "Iberdomide trial", "Melflufen")
        )
    ]
    return TherapyChart(tuple(Line(f"Line {n + 4}", (bar,)) for n, bar in enumerate(bars)), TODAY)


def record() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "banner": BANNER,
        "tabs": [
            Tab("Summary", "#", current=True),
            Tab("Pathway", "#"),
            Tab("Results", "#"),
            Tab("Documents", "#"),
            Tab("Who looked", "#"),
        ],
        "chart": therapy(),
        "crowded": crowded(),
        "lines": [
            ("Line 4", "KCd", date(2026, 4, 6), date(2026, 11, 18), "SD", "Referred", "Not known"),
            ("Line 3", "Pd + elotuzumab", date(2025, 1, 13), date(2026, 3, 2), "MR", "Progression", "Pomalidomide, elotuzumab"),
        ],
        "results": [
            ("Free light chain ratio", "48.2", "", "high", "0.26–1.65", trend(12, 15, 20, 28, 36, 48.2, low=0.26, high=1.65), TODAY),
            ("Hemoglobin", "9.4", "g/dL", "low", "12.0–15.5", trend(11, 10.8, 10.4, 9.9, 9.7, 9.4, low=12, high=15.5), TODAY),
            ("Creatinine clearance", "71", "mL/min", "normal", "≥ 60", trend(74, 75, 73, 76, 72, 71, low=60), TODAY),
            ("Ferritin", "212", "ng/mL", "normal", "11–307", trend(212, low=11, high=307), TODAY),
        ],
    }
