"""The tool that turns a value into the unit the rules compare in.

Room: patients.clinical. The table of units is `units`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, quantity
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool
from patients.clinical.units import ANALYTES, VERSION, Quantity, convert

SI: Final = "SI conversion factors as laboratories use them (compare AMA Manual of Style, 11th edition, 2020)."
AnalyteKey = StrEnum("AnalyteKey", {key.upper(): key for key in ANALYTES})  # type: ignore[misc]  # members come from the table of units


@dataclass(frozen=True, kw_only=True)
class UnitInputs(Inputs):
    analyte: str = choice(AnalyteKey, "What was measured")
    quantity: Quantity = quantity("Value with unit")


@dataclass(frozen=True, kw_only=True)
class Converted(Result):
    value: Decimal
    unit: str


def unit_convert(found: UnitInputs) -> Converted:
    """Into the canonical unit, refused where unit or value can't be right (factors: AMA Manual of Style 2020)."""
    return Converted(value=convert(found.analyte, found.quantity, field="quantity"), unit=ANALYTES[found.analyte].unit)


UNIT_CONVERT: Final = Tool("unit_convert", "Units", UnitInputs, unit_convert, VERSION, SI)
