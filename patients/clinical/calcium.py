"""Calcium corrected for albumin.

Room: patients.clinical.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.clinical.fields import measure
from patients.clinical.inputs import Inputs
from patients.clinical.numbers import rounded
from patients.clinical.tool import Result, Tool

PAYNE: Final = "Payne RB et al. Interpretation of serum calcium in patients with abnormal serum proteins. BMJ 1973;4:643-646."


@dataclass(frozen=True, kw_only=True)
class CalciumInputs(Inputs):
    calcium: Decimal = measure("calcium")
    albumin: Decimal = measure("albumin")


@dataclass(frozen=True, kw_only=True)
class Calcium(Result):
    """mg/dL."""

    value: Decimal


def corrected_calcium(found: CalciumInputs) -> Calcium:
    """Calcium + 0.8 x (4.0 - albumin), in mg/dL and g/dL (after Payne 1973)."""
    return Calcium(value=rounded(found.calcium + Decimal("0.8") * (4 - found.albumin)))


CORRECTED_CALCIUM: Final = Tool("corrected_calcium", "Corrected calcium", CalciumInputs, corrected_calcium, "1", PAYNE)
