"""Kidney function: creatinine clearance by Cockcroft and Gault, filtration by CKD-EPI 2021.

Room: patients.clinical. Both need the sex the formulas were made with, and without it there is no answer. A threshold names
its formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, measure
from patients.clinical.inputs import Inputs
from patients.clinical.numbers import rounded
from patients.clinical.tool import Result, Tool

COCKCROFT: Final = "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41."
INKER: Final = (
    "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J Med 2021;385:1737-1749."
)


class Sex(StrEnum):
    """Sex at birth, as the formulas use it."""

    MALE = "male"
    FEMALE = "female"


KAPPA: Final = {Sex.FEMALE: 0.7, Sex.MALE: 0.9}
ALPHA: Final = {Sex.FEMALE: -0.241, Sex.MALE: -0.302}


@dataclass(frozen=True, kw_only=True)
class CkdInputs(Inputs):
    """Weight is accepted, as the two formulas stand side by side, and not used by CKD-EPI."""

    age: Decimal = measure("age")
    sex: Sex = choice(Sex, "Sex at birth")
    creatinine: Decimal = measure("creatinine")
    weight: Decimal | None = measure("weight", required=False)


@dataclass(frozen=True, kw_only=True)
class ClearanceInputs(Inputs):
    age: Decimal = measure("age")
    sex: Sex = choice(Sex, "Sex at birth")
    creatinine: Decimal = measure("creatinine")
    weight: Decimal = measure("weight", "Actual body weight")


@dataclass(frozen=True, kw_only=True)
class Clearance(Result):
    """mL/min."""

    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Filtration(Result):
    """mL/min/1.73 m2."""

    value: float


def cockcroft_gault(found: ClearanceInputs) -> Clearance:
    """(140 - age) x weight / (72 x creatinine), x 0.85 in women, with the actual weight (Cockcroft 1976)."""
    male = (140 - found.age) * found.weight / (72 * found.creatinine)
    return Clearance(value=rounded(male * Decimal("0.85") if found.sex is Sex.FEMALE else male))


def ckd_epi_2021(found: CkdInputs) -> Filtration:
    """142 x min(Cr/k, 1)^a x max(Cr/k, 1)^-1.2 x 0.9938^age, x 1.012 in women; no race term (Inker 2021)."""
    ratio = float(found.creatinine) / KAPPA[found.sex]
    value = 142 * min(ratio, 1) ** ALPHA[found.sex] * max(ratio, 1) ** -1.2 * 0.9938 ** float(found.age)
    return Filtration(value=value * (1.012 if found.sex is Sex.FEMALE else 1))


COCKCROFT_GAULT: Final = Tool(
    "cockcroft_gault", "Creatinine clearance (Cockcroft-Gault)", ClearanceInputs, cockcroft_gault, "1", COCKCROFT,
    caution="Computed with the actual body weight.",
)  # fmt: skip  # a table: one row a line
CKD_EPI_2021: Final = Tool("ckd_epi_2021", "eGFR (CKD-EPI 2021)", CkdInputs, ckd_epi_2021, "1", INKER)
