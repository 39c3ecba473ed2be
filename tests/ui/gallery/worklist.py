"""A worklist with what its rows may hold, a very long name too."""

from __future__ import annotations

from typing import Any

from carecoord.ui.due import due_label
from carecoord.ui.parts import (
    Age,
    Ball,
    Due,
    Side,
    Tone,
    When,
)
from carecoord.ui.pieces import BulkAct, Pick, Tab
from tests.ui.gallery.frame import NOW, STAFF, at

MINE, PRACTICE, HOME = Ball(Side.CENTER, "You", 5, mine=True), Ball(Side.PRACTICE, "Cedar Valley", 3), Ball(Side.HOME, "Caregiver", 0)
LATE, DUE_TODAY, SOON = due_label(at(-5), now=NOW), due_label(at(0, 5), now=NOW), due_label(at(2), now=NOW)
PEOPLE = {
    "MARSH, Raymond": "14-Mar-1958 · 68 M · 4471902",
    "HADDAD, Samir": "30-Aug-1963 · 63 M · 4479215",
    "VELASQUEZ, Teresa": "19-Jan-1967 · 59 F · 5518840",
    "OKAFOR, Denise": "02-Jun-1961 · 65 F · 5520184",
    "TRAN, Minh": "11-Nov-1955 · 71 M · 5519377",
    "KOWALSKI, Irene": "27-Apr-1952 · 74 F · 4466120",
    "PRUITT, Wanda": "08-Dec-1959 · 66 F · 5517702",
    "VANDERBILT-MONTGOMERY DE LA CRUZ, Maximiliana Alexandrina": "05-Feb-1970 · 56 F · 5516093",
}
LONG_NAME = list(PEOPLE)[-1]
TABS = [
    Tab("Needs me", "#", 9, Tone.YOU, current=True),
    Tab("Unacknowledged", "#", 3),
    Tab("Waiting on them", "#", 14),
    Tab("Overdue", "#", 4, Tone.LATE),
    Tab("Unassigned", "#", 2),
    Tab("Closed", "#", 41),
]
BULK = [
    BulkAct("Assign", "person", "assign"),
    BulkAct("Message", "message", "message"),
    BulkAct("Snooze", "clock", "snooze"),
    BulkAct("Export", "download", "export", rare=True),
    BulkAct("Huddle list", "print", "huddle", rare=True),
]


def worklist() -> dict[str, Any]:
    return {
        "shell": STAFF,
        "tabs": TABS,
        "picks": [Pick("Mine", "#", current=True), Pick("Team", "#"), Pick("Awaiting insurance", "#", 5), Pick("Bridging at home", "#", 6)],
        "groups": [
            {"label": Due(When.LATE, "Overdue"), "rows": late()},
            {"label": Due(When.TODAY, "Today"), "rows": today()},
            {"label": Due(When.SOON, "This week"), "rows": this_week()},
        ],
        "bulk": BULK,
    }


def row(name: str, stage: str, age: Age, ball: Ball, due: Due, step: tuple[str, str], do: str, owner: str = "Bo Larsen") -> dict[str, Any]:
    """`step` is what comes next and why."""
    who = {"id": name[:3], "name": name, "about": PEOPLE[name], "owner": owner}
    return {**who, "stage": stage, "age": age, "ball": ball, "next": step[0], "why": step[1], "due": due, "do": do}


def late() -> list[dict[str, Any]]:
    maker = Ball(Side.MAKER, "Manufacturer", 8)
    return [
        row("MARSH, Raymond", "Triage", Age(5, 3), MINE, LATE, ("Get triage signed", "Dr. Chen has read the packet"), "Open triage"),
        row("HADDAD, Samir", "Insurance", Age(12, 10), MINE, LATE, ("Book peer-to-peer call", "Denied 17-Nov: line 1 missing"), "Log call"),
        row("VELASQUEZ, Teresa", "Manufacturing", Age(28, 35), maker, LATE, ("Ask for release date", "Last update 15-Nov"), "Log update"),
    ]


def today() -> list[dict[str, Any]]:
    arrived, form = ("Say it arrived, name a nurse", "Received Fri 20-Nov, 16:42"), ("Check day 6 form", "08:10: 37.4 °C, ICE 10")
    return [
        row("OKAFOR, Denise", "Triage", Age(1, 3), MINE, DUE_TODAY, arrived, "Acknowledge", ""),
        row("TRAN, Minh", "Work-up", Age(9, 14), PRACTICE, DUE_TODAY, ("Chase echo report", "Reminded once, 20-Nov"), "Call practice"),
        row("KOWALSKI, Irene", "Nearby", Age(6, 14), HOME, DUE_TODAY, form, "Review form", "Jo Park"),
    ]


def this_week() -> list[dict[str, Any]]:
    return [
        row("PRUITT, Wanda", "Consult", Age(8, 10), MINE, SOON, ("Send consult note", "Seen 20-Nov by Dr. Chen"), "Send note"),
        row(LONG_NAME, "Bridging", Age(18, 30), PRACTICE, SOON, ("Confirm bridging stop date", "To end by 02-Dec"), "Message"),
    ]
