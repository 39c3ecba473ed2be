"""The HCT comorbidity index (HCT-CI), with and without age.

Room: patients.clinical. Made for allogeneic transplant; before CAR-T it describes and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import amount, measure, percent, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

SORROR: Final = "Sorror ML et al. HCT-CI. Blood 2005;106:2912-2919; with age: J Clin Oncol 2014;32:3249-3256."
DESCRIBES: Final = "Made for allogeneic transplant; before CAR-T it describes and decides nothing."
X_ULN: Final = ("xULN",)
AGED: Final = 40  # years, included


class Group(StrEnum):
    LOW = "low"
    INTERMEDIATE = "intermediate"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class HctCiInputs(Inputs):
    arrhythmia: bool = yes_no("Arrhythmia: fibrillation or flutter, sick sinus, ventricular")
    cardiac: bool = yes_no("Coronary disease, heart failure or infarction")
    ibd: bool = yes_no("Inflammatory bowel disease")
    diabetes_treated: bool = yes_no("Diabetes on insulin or another drug")
    cerebrovascular: bool = yes_no("Stroke or TIA")
    psychiatric_treated: bool = yes_no("Depression or anxiety that needs treatment")
    infection_ongoing: bool = yes_no("Infection that needs treatment on and on")
    rheumatologic: bool = yes_no("Rheumatologic disease")
    peptic_ulcer_treated: bool = yes_no("Peptic ulcer on treatment")
    prior_solid_tumor: bool = yes_no("Earlier cancer, treated; not skin other than melanoma")
    heart_valve: bool = yes_no("Heart valve disease, not mitral prolapse")
    chronic_hepatitis: bool = yes_no("Chronic hepatitis")
    cirrhosis: bool = yes_no("Cirrhosis")
    dialysis: bool = yes_no("Dialysis")
    oxygen_dependent: bool = yes_no("Needs oxygen")
    bmi: Decimal = amount("Body mass index", "8", "100", units=("kg/m2",))
    lvef_pct: Decimal = percent("Ejection fraction, percent")
    bilirubin_x_uln: Decimal = amount("Bilirubin, times the upper limit", "0", "100", units=X_ULN)
    ast_alt_x_uln: Decimal = amount("AST or ALT, times the upper limit", "0", "1000", units=X_ULN)
    creatinine: Decimal = measure("creatinine")
    dlco_pct: Decimal = percent("DLCO, percent of predicted", "250")
    fev1_pct: Decimal = percent("FEV1, percent of predicted", "250")
    age: Decimal | None = measure("age", required=False)


@dataclass(frozen=True, kw_only=True)
class HctCiScore(Result):
    """`score_with_age` is None where no age was entered."""

    score: int
    group: Group
    score_with_age: int | None


def hct_ci(found: HctCiInputs) -> HctCiScore:
    """The sum of seventeen weighted items; age of 40 and more adds one to a second total (Sorror 2005, 2014)."""
    items = {**single_items(found), **organ_items(found)}
    score = sum(items.values())
    counted = tuple(f"{name}: {points}" for name, points in items.items() if points)
    with_age = None if found.age is None else score + (found.age >= AGED)
    return HctCiScore(score=score, group=group_of(score), score_with_age=with_age, notes=counted)


def group_of(score: int) -> Group:
    """0 low, 1-2 intermediate, 3 and more high (Sorror 2005)."""
    return Group.HIGH if score >= 3 else Group.INTERMEDIATE if score else Group.LOW


def single_items(found: HctCiInputs) -> dict[str, int]:
    """Items with one weight (Sorror 2005, table of weights)."""
    return {
        "Arrhythmia": 1 * found.arrhythmia,
        "Heart": 1 * (found.cardiac or found.lvef_pct <= 50),
        "Inflammatory bowel disease": 1 * found.ibd,
        "Diabetes": 1 * found.diabetes_treated,
        "Stroke or TIA": 1 * found.cerebrovascular,
        "Psychiatric": 1 * found.psychiatric_treated,
        "Obesity": 1 * (found.bmi > 35),
        "Infection": 1 * found.infection_ongoing,
        "Rheumatologic": 2 * found.rheumatologic,
        "Peptic ulcer": 2 * found.peptic_ulcer_treated,
        "Kidney": 2 * (found.dialysis or found.creatinine > 2),
        "Earlier cancer": 3 * found.prior_solid_tumor,
        "Heart valve": 3 * found.heart_valve,
    }


def organ_items(found: HctCiInputs) -> dict[str, int]:
    """Liver and lung: the worse of mild and severe counts, never both (Sorror 2005)."""
    return {"Liver": liver_points(found), "Lung": lung_points(found)}


def liver_points(found: HctCiInputs) -> int:
    """Bilirubin over 1.5 or AST/ALT over 2.5 times normal is severe; above normal is mild (Sorror 2005)."""
    if found.cirrhosis or found.bilirubin_x_uln > Decimal("1.5") or found.ast_alt_x_uln > Decimal("2.5"):
        return 3
    return 1 if found.chronic_hepatitis or found.bilirubin_x_uln > 1 or found.ast_alt_x_uln > 1 else 0


def lung_points(found: HctCiInputs) -> int:
    """The worse of DLCO and FEV1: at most 65% is severe, at most 80% moderate (Sorror 2005)."""
    worse = min(found.dlco_pct, found.fev1_pct)
    if found.oxygen_dependent or worse <= 65:
        return 3
    return 2 if worse <= 80 else 0


HCT_CI: Final = Tool("hct_ci", "HCT-CI", HctCiInputs, hct_ci, "1", SORROR, caution=DESCRIBES)
