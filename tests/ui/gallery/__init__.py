"""Every part with believable values: what the tests render strictly, photograph and hand to axe."""

from __future__ import annotations

from tests.ui.gallery.calendars import calendars, treatment
from tests.ui.gallery.course import board, course
from tests.ui.gallery.frame import sample
from tests.ui.gallery.journey import journey
from tests.ui.gallery.parts import parts
from tests.ui.gallery.record import record
from tests.ui.gallery.referral import referral
from tests.ui.gallery.road import road
from tests.ui.gallery.states import states
from tests.ui.gallery.worklist import worklist

PAGES = {
    "parts": parts,
    "worklist": worklist,
    "referral": referral,
    "record": record,
    "road": road,
    "states": states,
    "journey": journey,
    "calendars": calendars,
    "treatment": treatment,
    "course": course,
    "board": board,
}

__all__ = ["PAGES", "sample"]
