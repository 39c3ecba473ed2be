"""Pages that say something: changed meanwhile, refused, done; and pages with nothing on them."""

from __future__ import annotations

from typing import Any

from carecoord.ui.parts import (
    Button,
    Tone,
)
from carecoord.ui.pieces import Empty, Link, Said
from tests.ui.gallery.frame import STAFF, sample

BOXES = [
    Said(
        "Rae Martin changed this at 12:03, while you were typing.",
        "The infusion date went from 14-Dec-2026 to 21-Dec-2026. Your note is kept below.",
        Tone.YOU,
        buttons=(Button("Look at the change", "#"),),
    ),
    Said(
        "This was not saved: the referral needs 2 more items.",
        tone=Tone.LATE,
        links=(Link("Add Ms. Okafor’s phone number", "#id_name"), Link("Say whether lenalidomide stopped working", "#id_note")),
    ),
    Said("Lakeside has it.", "Bo Larsen is told today.", Tone.DONE),
]
EMPTIES = [
    Empty(
        "Nobody needs you now",
        "The next thing due is Dr. Chen’s triage decision for Ms. Okafor, Wed 25-Nov-2026.",
        Button("See what you wait on", "#"),
    ),
    Empty(
        "No patient matches “okafr”",
        "Check the spelling, or search by MRN or birth date. You see only patients shared with Lakeside.",
        Button("Clear search", "#"),
        "search",
    ),
]


def states() -> dict[str, Any]:
    return {"shell": STAFF, "boxes": BOXES, "empties": EMPTIES, "form": sample(wrong=True)}
