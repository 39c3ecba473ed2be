"""Myeloma stage: ISS, R-ISS and R2-ISS. All three were made for the day of diagnosis; pages say whose day a value is from.

Room: patients.clinical. What is high risk by other definitions is `risk`. A finding nobody tested is unknown and never negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import ClassVar, Final

from patients.clinical.fields import choice, measure
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

GREIPP: Final = "Greipp PR et al. International staging system for multiple myeloma. J Clin Oncol 2005;23:3412-3420."
PALUMBO: Final = "Palumbo A et al. Revised international staging system for multiple myeloma. J Clin Oncol 2015;33:2863-2869."
DAGOSTINO: Final = "D'Agostino M et al. Second revision of the international staging system (R2-ISS). J Clin Oncol 2022;40:3406-3418."
AT_DIAGNOSIS: Final = "Made for values at diagnosis; say so when values are from later."
B2M_HIGH, B2M_LOW, ALBUMIN = Decimal("5.5"), Decimal("3.5"), Decimal("3.5")


class Finding(StrEnum):
    """`gain` of 1q counts amplification too."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    I = "I"  # noqa: E741  # the stage is called so
    II = "II"
    III = "III"
    INDETERMINATE = "indeterminate"


class Group(StrEnum):
    LOW = "low"
    LOW_INTERMEDIATE = "low-intermediate"
    INTERMEDIATE_HIGH = "intermediate-high"
    HIGH = "high"
    INDETERMINATE = "indeterminate"


GROUPS: Final = ((Decimal(3), Group.HIGH), (Decimal("1.5"), Group.INTERMEDIATE_HIGH), (Decimal("0.5"), Group.LOW_INTERMEDIATE))
ISS_POINTS: Final = {Stage.I: Decimal(0), Stage.II: Decimal(1), Stage.III: Decimal("1.5")}


@dataclass(frozen=True, kw_only=True)
class IssInputs(Inputs):
    b2m: Decimal = measure("b2m")
    albumin: Decimal = measure("albumin")


@dataclass(frozen=True, kw_only=True)
class RissInputs(IssInputs):
    ldh: Decimal = measure("ldh")
    ldh_uln: Decimal = measure("ldh_uln")
    del17p: Finding = choice(Finding, "del(17p)")
    t4_14: Finding = choice(Finding, "t(4;14)")
    t14_16: Finding = choice(Finding, "t(14;16)")


@dataclass(frozen=True, kw_only=True)
class R2IssInputs(IssInputs):
    ldh: Decimal = measure("ldh")
    ldh_uln: Decimal = measure("ldh_uln")
    del17p: Finding = choice(Finding, "del(17p)")
    t4_14: Finding = choice(Finding, "t(4;14)")
    gain1q: Finding = choice(Finding, "Gain or amplification of 1q")


@dataclass(frozen=True, kw_only=True)
class IssStage(Result):
    stage: Stage


@dataclass(frozen=True, kw_only=True)
class R2IssPoints(Result):
    """`points` where everything is known, else the least and the most they can be."""

    sparse: ClassVar[tuple[str, ...]] = ("points", "points_min", "points_max")
    points: Decimal | None = None
    points_min: Decimal | None = None
    points_max: Decimal | None = None
    group: Group


def iss(found: IssInputs) -> IssStage:
    """Beta-2 microglobulin 5.5 mg/L and more is III; under 3.5 with albumin 3.5 g/dL and more is I; else II (Greipp 2005)."""
    if found.b2m >= B2M_HIGH:
        return IssStage(stage=Stage.III)
    return IssStage(stage=Stage.I if found.b2m < B2M_LOW and found.albumin >= ALBUMIN else Stage.II)


def riss(found: RissInputs) -> IssStage:
    """ISS with LDH and three high-risk findings; unknown ones are tried both ways (Palumbo 2015)."""
    base, is_high = iss(found).stage, found.ldh > found.ldh_uln
    possible = {riss_stage(base, is_high=is_high, any_positive=any_of) for any_of in any_positive(found.del17p, found.t4_14, found.t14_16)}
    return IssStage(stage=possible.pop() if len(possible) == 1 else Stage.INDETERMINATE)


def riss_stage(base: Stage, *, is_high: bool, any_positive: bool) -> Stage:
    """LDH equal to its upper limit is normal (Palumbo 2015)."""
    risky = is_high or any_positive
    if base is Stage.III and risky:
        return Stage.III
    return Stage.I if base is Stage.I and not risky else Stage.II


def any_positive(*findings: Finding) -> set[bool]:
    """Every answer that is still possible to "is one of them positive?"."""
    return {any(case) for case in product(*(possible(one) for one in findings))}


def possible(finding: Finding) -> tuple[bool, ...]:
    return (True, False) if finding is Finding.UNKNOWN else (finding is Finding.POSITIVE,)


def r2iss(found: R2IssInputs) -> R2IssPoints:
    """Points for ISS, LDH, del(17p), t(4;14) and 1q; t(14;16) is not in it (D'Agostino 2022)."""
    sure = ISS_POINTS[iss(found).stage] + (1 if found.ldh > found.ldh_uln else 0)
    totals = [sure + case for case in r2iss_cases(found)]
    least, most = min(totals), max(totals)
    group = group_of(least) if group_of(least) is group_of(most) else Group.INDETERMINATE
    if least == most:
        return R2IssPoints(points=least, group=group)
    return R2IssPoints(points_min=least, points_max=most, group=group)


def r2iss_cases(found: R2IssInputs) -> Iterator[Decimal]:
    """Points of the three findings, once for each case that is still possible (D'Agostino 2022)."""
    worth = (Decimal(1), Decimal(1), Decimal("0.5"))
    for case in product(possible(found.del17p), possible(found.t4_14), possible(found.gain1q)):
        yield sum((points for is_there, points in zip(case, worth, strict=True) if is_there), Decimal(0))


def group_of(points: Decimal) -> Group:
    """0 low; 0.5-1 low-intermediate; 1.5-2.5 intermediate-high; 3-5 high (D'Agostino 2022)."""
    return next((group for least, group in GROUPS if points >= least), Group.LOW)


ISS: Final = Tool("iss", "ISS", IssInputs, iss, "1", GREIPP, caution=AT_DIAGNOSIS)
RISS: Final = Tool("riss", "R-ISS", RissInputs, riss, "1", PALUMBO, caution=AT_DIAGNOSIS)
R2ISS: Final = Tool("r2iss", "R2-ISS", R2IssInputs, r2iss, "1", DAGOSTINO, caution=AT_DIAGNOSIS)
