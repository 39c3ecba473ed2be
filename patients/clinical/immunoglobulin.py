"""When a low IgG asks for a decision about immunoglobulin replacement.

Room: patients.clinical. Doses and schedules belong to the pathway. Sources differ at exactly 400 mg/dL: it counts here,
and a center may change that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from patients.clinical.fields import measure
from patients.clinical.inputs import Inputs
from patients.clinical.limits import Limit, Table, table
from patients.clinical.tool import Result, Tool

HILL: Final = "Hill JA et al. CAR-T and a side order of IgG, to go? Immunoglobulin replacement in CAR-T. Blood Rev 2019;38:100596."
IGG: Final = "igg_mg_dl"
IVIG_LIMITS: Final = table("ivig-limit", "2026-11-22", {IGG: Limit(400, "mg/dL", HILL, date(2026, 11, 22))})


@dataclass(frozen=True, kw_only=True)
class IvigInputs(Inputs):
    igg: Decimal = measure("igg")


@dataclass(frozen=True, kw_only=True)
class IvigFlag(Result):
    consider_ivig: bool


def ivig_flag(found: IvigInputs, limits: Table = IVIG_LIMITS) -> IvigFlag:
    """IgG at or under 400 mg/dL (Hill 2019)."""
    return IvigFlag(consider_ivig=found.igg <= limits[IGG].value)


IVIG_FLAG: Final = Tool("ivig_flag", "Consider immunoglobulin", IvigInputs, ivig_flag, "1", HILL, IVIG_LIMITS)
