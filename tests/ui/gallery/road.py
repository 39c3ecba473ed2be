"""A patient's road."""

from __future__ import annotations

from typing import Any

from carecoord.ui.parts import (
    Fact,
    Side,
)
from carecoord.ui.pieces import CallBox, Person, RoadStep
from tests.ui.gallery.frame import PERSON, sample

STEPS = [
    RoadStep("Your T cells were collected", "Mon, Oct 26", "done"),
    RoadStep("Your cells are being made", "The lab needs 4 to 6 weeks. You are in week 4.", "here"),
    RoadStep("Chemo to make room", "Starts Wed, Dec 9, for 3 days"),
    RoadStep("You get your cells", "Mon, Dec 14. We call this Day 0."),
    RoadStep("Home", "Tue, Dec 29"),
]
TEAM = [
    Person("Bo Larsen", "Your nurse coordinator", Side.CENTER, "555-0142"),
    Person("Dr. Ortiz", "Your cancer doctor at home", Side.PRACTICE, "555-0117", "AO"),
    Person("Luis", "Your caregiver", Side.HOME, "555-0163", "LV"),
]


def road() -> dict[str, Any]:
    return {
        "shell": PERSON,
        "call": CallBox(
            "Feel sick? Call, day or night",
            "555-0100",
            "Say: “I am a CAR-T patient.” Call for fever of 100.4 °F (38 °C), chills, or new pain.",
            "#",
        ),
        "next": [
            Fact("What", "Blood test and visit"),
            Fact("When", "Wed, Nov 25 at 9:30 am"),
            Fact("Where", "Cedar Valley Oncology"),
            Fact("Who", "Dr. Ortiz and Rae"),
        ],
        "bring": ["Your medicine list", "Your temperature log", "Luis, if he can come"],
        "steps": STEPS,
        "team": TEAM,
        "form": sample(wrong=True),
    }
