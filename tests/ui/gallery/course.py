"""The days after an infusion, with fever, grades, a missed day; and a board of everybody on the road."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from carecoord.ui.board import Board, Card, Column
from carecoord.ui.charts.course import CourseChart, Given, Graded, GradeRow, Reading
from carecoord.ui.parts import Age, Ball, Banner, Due, Side, When
from tests.ui.gallery.frame import STAFF

DAY_ZERO = date(2026, 11, 14)
BANNER = Banner("KOWALSKI, Irene", date(1952, 4, 27), 74, "Female", "4466120", "Lakeside")
VALUES = (36.8, 36.9, 37.1, 37.0, 38.4, 39.2, 38.9, 38.1, 37.6, 37.2, 0, 0, 0, 0, 37.0, 36.7, 36.9, 36.8)
MINE = Ball(Side.CENTER, "You", 5, mine=True)


def at(half_days: int) -> datetime:
    return datetime(2026, 11, 14, 14, 10, tzinfo=UTC) + timedelta(hours=12 * half_days)


CRS = (
    Graded(0, 0),
    Graded(1, 0),
    Graded(2, 1, "Fever 38.4 °C"),
    Graded(3, 2, "Fever 38.9 °C; 2 L oxygen"),
    Graded(4, 1),
    Graded(7, 0),
    Graded(8, 0),
)
ICANS = (
    Graded(0, 0),
    Graded(1, 0),
    Graded(2, 0),
    Graded(3, 1, "ICE 8 of 10"),
    Graded(4, 3, "Seizure"),
    Graded(7, None, "ICE not answered"),
    Graded(8, 0),
)
DRUGS = (Given(at(4), "Acetaminophen"), Given(at(5), "Tocilizumab"), Given(at(6), "Dexamethasone"), Given(at(7), "Dexamethasone"))
STAGES = ("Work-up", "Slot", "Apheresis", "Making", "Chemo", "Infusion", "Nearby", "Home")


def fever() -> CourseChart:
    readings = tuple(Reading(at(n), value) for n, value in enumerate(VALUES) if value)
    rows = (GradeRow("CRS", CRS), GradeRow("ICANS", ICANS))
    return CourseChart("After the infusion", DAY_ZERO, date(2026, 11, 23), readings, rows, DRUGS, 38.0, "Fever from 38.0 °C")


def course() -> dict[str, Any]:
    return {"shell": STAFF, "banner": BANNER, "chart": fever()}


def cards() -> tuple[Card, ...]:
    names = ("VELASQUEZ, Teresa", "OKAFOR, Denise", "VON DER HEYDEN-MONTGOMERY, Wilhelmina Alexandra", "TRAN, Minh", "HADDAD, Samir")
    late, theirs = Due(When.LATE, "1 working day late"), Ball(Side.PRACTICE, "Cedar Valley", 3)
    return tuple(
        Card(name, "#", "cilta-cel, Cedar Valley", Age(5 + 9 * n, 20), MINE if n % 2 else theirs, late if n > 2 else None)
        for n, name in enumerate(names)
    )


def board() -> dict[str, Any]:
    columns = [Column(stage.lower(), stage, cards()[: (7 - n) % 6]) for n, stage in enumerate(STAGES)]
    columns[2] = Column("apheresis", "Apheresis", cards(), count=214, late=30, href="#")
    columns[6] = Column("nearby", "Nearby", cards()[:2], "Day 0 to 14")
    return {"shell": STAFF, "board": Board("Everybody on the road, by stage", tuple(columns)), "none": Board("Nobody", ())}
