"""M-protein: what can be measured, and the serum part of the response.

Room: patients.clinical. A whole response needs immunofixation, light chains, marrow and imaging as well, and two
assessments: people judge that.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Code, Refusal, inconsistent, missing
from patients.clinical.tool import Result, Tool
from patients.clinical.tristate import all_of, any_of

KUMAR: Final = "Kumar S et al. IMWG consensus criteria for response and minimal residual disease. Lancet Oncol 2016;17:e328-e346."
SERUM_ONLY: Final = "The serum part only; two assessments in a row confirm a response."
URINE, LIGHT_CHAIN = Decimal(200), Decimal(10)  # mg/24 h and mg/dL, included
RISE, RISE_OF_HIGH, HIGH_NADIR = Decimal("0.5"), Decimal(1), Decimal(5)  # g/dL, included
URINE_OF_VGPR: Final = Decimal(100)  # mg/24 h, not included
QUARTER, HALF, NINE_TENTHS = Decimal("0.25"), Decimal("0.5"), Decimal("0.9")


class Profile(StrEnum):
    """The least serum M-protein that counts, in g/dL."""

    HALF = "0.5"
    ONE = "1.0"

    @classmethod
    def _missing_(cls, value: object) -> Profile | None:
        """The number itself will do."""
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return next((one for one in cls if is_number and float(one.value) == value), None)


class Category(StrEnum):
    VGPR_OR_BETTER = "VGPR_or_better"
    PR = "PR"
    MR = "MR"
    SD = "SD"
    PD = "PD"


@dataclass(frozen=True, kw_only=True)
class MeasurableInputs(Inputs):
    """One measurable compartment is enough; "no" needs all three."""

    profile: Profile = choice(Profile, "Least serum M-protein, g/dL")
    serum_m: Decimal | None = measure("m_protein", "Serum M-protein", required=False)
    urine_m: Decimal | None = measure("urine_m", required=False)
    involved_flc: Decimal | None = measure("flc", "Involved free light chain", required=False)
    flc_ratio_abnormal: bool | None = yes_no("Free light chain ratio abnormal", required=False)


@dataclass(frozen=True, kw_only=True)
class Measurable(Result):
    measurable: bool


@dataclass(frozen=True, kw_only=True)
class ResponseInputs(Inputs):
    baseline: Decimal = measure("m_protein", "Before treatment")
    nadir: Decimal = measure("m_protein", "Lowest so far")
    current: Decimal = measure("m_protein", "Now")
    urine_m: Decimal | None = measure("urine_m", "Urine M-protein now", required=False)


@dataclass(frozen=True, kw_only=True)
class SerumResponse(Result):
    category: Category


def measurable_disease(found: MeasurableInputs) -> Measurable:
    """Serum, urine of 200 mg/24 h, or involved light chain of 10 mg/dL with an abnormal ratio (Kumar 2016; trial profiles)."""
    light = all_of(at_least(found.involved_flc, LIGHT_CHAIN), found.flc_ratio_abnormal)
    parts = {
        "serum_m": at_least(found.serum_m, Decimal(found.profile)),
        "urine_m": at_least(found.urine_m, URINE),
        "flc_ratio_abnormal" if found.involved_flc is not None else "involved_flc": light,
    }
    answer = any_of(*parts.values())
    if answer is None:
        raise missing(next(key for key, part in parts.items() if part is None), "Nothing measurable so far, and this is still unknown.")
    return Measurable(measurable=answer)


def at_least(value: Decimal | None, least: Decimal) -> bool | None:
    return None if value is None else value >= least


def serum_m_response(found: ResponseInputs) -> SerumResponse:
    """Progression from the nadir first, then the fall from baseline (Kumar 2016)."""
    if not found.baseline:
        raise Refusal(Code.OUT_OF_RANGE, "baseline", "There must have been M-protein before treatment.")
    if found.nadir > found.baseline:
        raise inconsistent("nadir", "The lowest value can't be above the first one.")
    if has_progressed(found.nadir, found.current):
        return SerumResponse(category=Category.PD)
    return SerumResponse(category=category_of((found.baseline - found.current) / found.baseline, found.urine_m))


def has_progressed(nadir: Decimal, current: Decimal) -> bool:
    """A rise of 25% and 0.5 g/dL from the nadir, or of 1 g/dL from a nadir of 5 g/dL and more (Kumar 2016)."""
    rise = current - nadir
    return rise >= RISE_OF_HIGH if nadir >= HIGH_NADIR else rise >= RISE and rise >= QUARTER * nadir


def category_of(fall: Decimal, urine: Decimal | None) -> Category:
    """90% with urine under 100 mg/24 h is VGPR, 50% PR, 25% MR (Kumar 2016)."""
    if fall >= NINE_TENTHS:
        if urine is None:
            raise missing("urine_m", "With a fall of 90% the urine decides between VGPR and PR.")
        return Category.VGPR_OR_BETTER if urine < URINE_OF_VGPR else Category.PR
    return Category.PR if fall >= HALF else Category.MR if fall >= QUARTER else Category.SD


MEASURABLE_DISEASE: Final = Tool("measurable_disease", "Measurable disease", MeasurableInputs, measurable_disease, "1", KUMAR)
SERUM_M_RESPONSE: Final = Tool(
    "serum_m_response", "Serum M-protein response", ResponseInputs, serum_m_response, "1", KUMAR, caution=SERUM_ONLY,
)  # fmt: skip  # a table: one row a line
