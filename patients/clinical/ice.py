"""The ICE score: the ten-point test of attention and language after cell therapy.

Room: patients.clinical. What the score means for a grade is `icans`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from patients.clinical.fields import count, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

LEE: Final = "Lee DW et al. ASTCT consensus grading for CRS and neurologic toxicity. Biol Blood Marrow Transplant 2019;25:625-638."


@dataclass(frozen=True, kw_only=True)
class IceInputs(Inputs):
    """Every item is tested or the score is refused: untested is not zero."""

    orientation_year: bool = yes_no("Says the year")
    orientation_month: bool = yes_no("Says the month")
    orientation_city: bool = yes_no("Says the city")
    orientation_hospital: bool = yes_no("Says the hospital")
    naming: int = count("Objects named, of three", 0, 3)
    following_commands: bool = yes_no("Follows a simple command")
    writing: bool = yes_no("Writes a standard sentence")
    attention: bool = yes_no("Counts back from 100 by ten")


@dataclass(frozen=True, kw_only=True)
class IceScore(Result):
    score: int


def ice_score(found: IceInputs) -> IceScore:
    """0 to 10, one point an item and up to three for naming (Lee 2019)."""
    oriented = (found.orientation_year, found.orientation_month, found.orientation_city, found.orientation_hospital)
    done = (found.following_commands, found.writing, found.attention)
    return IceScore(score=sum(oriented) + found.naming + sum(done))


ICE_SCORE: Final = Tool("ice_score", "ICE score", IceInputs, ice_score, "1", LEE)
