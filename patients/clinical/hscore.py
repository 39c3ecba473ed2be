"""The HScore for reactive hemophagocytic syndrome.

Room: patients.clinical. After CAR-T it is not specific; the checklist made for that is `iec_hs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.clinical.fields import count, measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

FARDET: Final = "Fardet L et al. Development and validation of the HScore. Arthritis Rheumatol 2014;66:2613-2620."
NOT_SPECIFIC: Final = "169 and more is suggestive; after CAR-T the score is not specific."
ORGANS, LINEAGES = (0, 23, 38), (0, 0, 24, 34)


@dataclass(frozen=True, kw_only=True)
class HScoreInputs(Inputs):
    immunosuppressed: bool = yes_no("Known immunosuppression")
    temperature: Decimal = measure("temperature", "Highest temperature")
    organomegaly_count: int = count("Liver and spleen enlarged: none, one, both", 0, 2)
    cytopenia_lineages: int = count("Blood lineages low", 0, 3)
    ferritin: Decimal = measure("ferritin")
    triglycerides: Decimal = measure("triglycerides")
    fibrinogen: Decimal = measure("fibrinogen")
    ast: Decimal = measure("ast")
    hemophagocytosis: bool = yes_no("Hemophagocytosis in the marrow")


@dataclass(frozen=True, kw_only=True)
class HScore(Result):
    """0 to 337."""

    score: int


def hscore(found: HScoreInputs) -> HScore:
    """The sum of nine weighted findings (Fardet 2014)."""
    flags = 18 * found.immunosuppressed + 35 * found.hemophagocytosis + 30 * (found.fibrinogen <= 250) + 19 * (found.ast >= 30)
    counts = ORGANS[found.organomegaly_count] + LINEAGES[found.cytopenia_lineages]
    bands = (
        band(found.temperature, Decimal("38.4"), Decimal("39.4"), 33, 49)
        + band(found.ferritin, Decimal(2000), Decimal(6000), 35, 50)
        + band(found.triglycerides, Decimal("1.5"), Decimal(4), 44, 64)
    )
    return HScore(score=flags + counts + bands)


def band(value: Decimal, low: Decimal, high: Decimal, middle_points: int, top_points: int) -> int:
    """Under `low` nothing; both ends belong to the middle band (Fardet 2014)."""
    return top_points if value > high else middle_points if value >= low else 0


HSCORE: Final = Tool("hscore", "HScore", HScoreInputs, hscore, "1", FARDET, caution=NOT_SPECIFIC)
