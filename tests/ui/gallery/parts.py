"""The small parts, one of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from carecoord.ui.context import Shell
from carecoord.ui.due import due_label
from carecoord.ui.parts import (
    Age,
    Alert,
    Ball,
    Button,
    Side,
    Tag,
    Tone,
)
from carecoord.ui.pieces import Pick, Tab
from tests.ui.gallery.frame import NOW, at, packet, sample

BALLS = [
    Ball(Side.PRACTICE, "Cedar Valley", 3),
    Ball(Side.CENTER, "Lakeside", 2),
    Ball(Side.MAKER, "Manufacturer", 8),
    Ball(Side.HOME, "Caregiver", 0),
    Ball(Side.CENTER, "You", 5, mine=True),
    Ball(Side.PRACTICE, "You", 1, mine=True),
]


def parts() -> dict[str, Any]:
    return {"shell": Shell(), "form": sample(wrong=True), **signs(), **buttons()}


def signs() -> dict[str, Any]:
    return {
        "balls": BALLS,
        "dues": [
            due_label(at(-5), now=NOW),
            due_label(at(0, 5), now=NOW),
            due_label(at(2), now=NOW),
            due_label(at(0), now=NOW, done_at=date(2026, 11, 18)),
        ],
        "tags": [
            Tag("Not met", Tone.LATE),
            Tag("Not known", Tone.YOU),
            Tag("Reviewed", Tone.DONE),
            Tag("Met", Tone.MET),
            Tag("Received", Tone.PLAIN, "received"),
        ],
        "flags": ["high", "low", "critical", "normal", "missing"],
        "ages": [("Work-up", Age(9, 14)), ("Triage", Age(5, 3)), ("Closed", Age(40))],
    }


def buttons() -> dict[str, Any]:
    return {
        "alerts": [Alert("Allergy: sulfa drugs"), Alert("Irradiated blood only", "exclaim")],
        "meter": packet(),
        "picks": [Pick("Mine", "#", current=True), Pick("Team", "#"), Pick("Awaiting slot", "#", 3)],
        "tabs": [Tab("Needs me", "#", 9, Tone.YOU, current=True), Tab("Overdue", "#", 4, Tone.LATE), Tab("Closed", "#", 41)],
        "buttons": [Button("Sign", "#", kind="primary"), Button("Message", "#"), Button("Print", "#", icon="print", kind="bare")],
        "post": Button("Acknowledge", "#", post=True, name="do", value="ack", fields=(("version", "3"),)),
    }
