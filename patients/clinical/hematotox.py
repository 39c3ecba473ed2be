"""CAR-HEMATOTOX: the risk of long cytopenia and severe infection, from results just before lymphodepletion.

Room: patients.clinical. The paper prints "above" and "below" for neutrophils, hemoglobin and CRP; equality counts as the riskier side here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import measure
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

REJESKI: Final = "Rejeski K et al. CAR-HEMATOTOX: a model for CAR T-cell-related hematologic toxicity. Blood 2021;138:2499-2513."
BEFORE_CHEMO: Final = "For results just before lymphodepletion (about day -5)."
HIGH: Final = 2  # points, included


class Group(StrEnum):
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class HematotoxInputs(Inputs):
    platelets: Decimal = measure("platelets")
    anc: Decimal = measure("anc")
    hemoglobin: Decimal = measure("hemoglobin")
    crp: Decimal = measure("crp")
    ferritin: Decimal = measure("ferritin")


@dataclass(frozen=True, kw_only=True)
class HematotoxScore(Result):
    """0 to 7."""

    score: int
    group: Group


def car_hematotox(found: HematotoxInputs) -> HematotoxScore:
    """Five items, platelets and ferritin weighing double; 2 points and more are high (Rejeski 2021)."""
    single = (found.anc <= 1200, found.hemoglobin <= 9, found.crp >= 3)
    score = platelet_points(found.platelets) + sum(single) + ferritin_points(found.ferritin)
    return HematotoxScore(score=score, group=Group.HIGH if score >= HIGH else Group.LOW)


def platelet_points(platelets: Decimal) -> int:
    """Over 175 is 0, 75 to 175 is 1, under 75 is 2, in 10^9/L (Rejeski 2021)."""
    return 2 if platelets < 75 else 1 if platelets <= 175 else 0


def ferritin_points(ferritin: Decimal) -> int:
    """Under 650 is 0, 650 to 2000 is 1, over 2000 is 2, in ng/mL (Rejeski 2021)."""
    return 2 if ferritin > 2000 else 1 if ferritin >= 650 else 0


CAR_HEMATOTOX: Final = Tool("car_hematotox", "CAR-HEMATOTOX", HematotoxInputs, car_hematotox, "1", REJESKI, caution=BEFORE_CHEMO)
