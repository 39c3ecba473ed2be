"""The measurable entry limits of the pivotal trials, as dated rows. Outside a trial's range is never "ineligible".

Room: patients.clinical. Over half of the patients treated with cilta-cel in practice would not have fitted CARTITUDE-1, and most responded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from patients.clinical.fields import amount, choice, count, measure, percent
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

PROTOCOLS: Final = (
    "Protocols: CARTITUDE-1 (NCT03548207, Lancet 2021;398:314), CARTITUDE-4 (NCT04181827, N Engl J Med 2023;389:335), "
    "KarMMa-3 (NCT03651128, N Engl J Med 2023;388:1002)."
)
NOT_A_RULE: Final = "A trial's range, not a rule for treatment: outside it says nothing about whether somebody can be treated."
MARROW: Final = Decimal(50)  # percent plasma cells, included: fewer platelets are enough from here on


class Profile(StrEnum):
    CARTITUDE_1 = "cartitude-1"
    CARTITUDE_4 = "cartitude-4"
    KARMMA_3 = "karmma-3"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  # a verdict
    FAIL = "fail"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends are inside. `is_confirmed`: compared with the protocol's text."""

    least: Decimal | None = None
    most: Decimal | None = None
    is_confirmed: bool = False

    def holds(self, value: Decimal | int) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True, slots=True)
class Trial:
    """`platelets_full_marrow`: the limit where the marrow holds at least half plasma cells; None where there is one limit for all."""

    source: str
    kidney: str
    ranges: Mapping[str, Range]
    platelets_full_marrow: Range | None = None


def least(value: str, *, is_confirmed: bool = False) -> Range:
    return Range(least=Decimal(value), is_confirmed=is_confirmed)


def most(value: str, *, is_confirmed: bool = False) -> Range:
    return Range(most=Decimal(value), is_confirmed=is_confirmed)


TRIALS: Final[Mapping[Profile, Trial]] = MappingProxyType(
    {
        Profile.CARTITUDE_1: Trial(
            "NCT03548207", "creatinine clearance of 40 mL/min/1.73 m2",
            {
                "ecog": most("1"), "hemoglobin": least("8"), "anc": least("750"), "platelets": least("50"), "alc": least("300"),
                "crcl": least("40", is_confirmed=True), "ast_alt_x_uln": most("3"), "bilirubin_x_uln": most("2"), "lvef_pct": least("45"),
            },
        ),
        Profile.CARTITUDE_4: Trial(
            "NCT04181827", "eGFR of 40 (MDRD)",
            {
                "ecog": most("1", is_confirmed=True), "hemoglobin": least("8", is_confirmed=True), "anc": least("1000"),
                "platelets": least("75"), "alc": least("300"), "crcl": least("40"), "ast_alt_x_uln": most("3"),
                "bilirubin_x_uln": most("2"), "lvef_pct": least("45"),
            },
            platelets_full_marrow=least("50"),
        ),
        Profile.KARMMA_3: Trial(
            "NCT03651128", "creatinine clearance of 45 mL/min",
            {
                "ecog": most("1"), "hemoglobin": least("8"), "anc": least("1000"), "platelets": least("75"), "crcl": least("45"),
                "ast_alt_x_uln": most("2.5"), "bilirubin_x_uln": most("1.5"), "lvef_pct": least("45"), "spo2_pct": least("92"),
            },
            platelets_full_marrow=least("50"),
        ),
    }
)  # fmt: skip  # a table: one row a line


@dataclass(frozen=True, kw_only=True)
class TrialInputs(Inputs):
    """Items the profile does not name are accepted and not looked at."""

    profile: Profile = choice(Profile, "Trial")
    ecog: int | None = count("ECOG", 0, 5, required=False)
    hemoglobin: Decimal | None = measure("hemoglobin", required=False)
    anc: Decimal | None = measure("anc", required=False)
    platelets: Decimal | None = measure("platelets", required=False)
    marrow_plasma_cell_pct: Decimal | None = percent("Plasma cells in marrow, percent", required=False)
    alc: Decimal | None = measure("alc", required=False)
    crcl: Decimal | None = measure("crcl", required=False)
    ast_alt_x_uln: Decimal | None = amount("AST or ALT, times the upper limit", "0", "1000", units=("xULN",), required=False)
    bilirubin_x_uln: Decimal | None = amount("Bilirubin, times the upper limit", "0", "100", units=("xULN",), required=False)
    lvef_pct: Decimal | None = percent("Ejection fraction, percent", required=False)
    spo2_pct: Decimal | None = percent("Oxygen saturation on room air, percent", required=False)


@dataclass(frozen=True, kw_only=True)
class TrialScreen(Result):
    result: Verdict
    failed: tuple[str, ...]
    missing: tuple[str, ...]


def trial_screen(found: TrialInputs) -> TrialScreen:
    """Every limit of the profile; a known failure beats what is missing (trial protocols, 2017-2020)."""
    trial = TRIALS[found.profile]
    items = dict(judged(found, key, trial) for key in trial.ranges)
    failed = tuple(key for key, holds in items.items() if holds is False)
    unknown = tuple(key for key, holds in items.items() if holds is None)
    result = Verdict.FAIL if failed else Verdict.INCOMPLETE if unknown else Verdict.PASS
    return TrialScreen(result=result, failed=failed, missing=unknown, notes=(f"Kidney limit: {trial.kidney}.",))


def judged(found: TrialInputs, key: str, trial: Trial) -> tuple[str, bool | None]:
    """Which input decides, and whether it holds; None where it was not entered."""
    value = getattr(found, key)
    if value is None:
        return key, None
    holds = trial.ranges[key].holds(value)
    if holds or key != "platelets" or trial.platelets_full_marrow is None or not trial.platelets_full_marrow.holds(value):
        return key, holds
    if found.marrow_plasma_cell_pct is None:
        return "marrow_plasma_cell_pct", None
    return key, found.marrow_plasma_cell_pct >= MARROW


TRIAL_SCREEN: Final = Tool("trial_screen", "Trial range", TrialInputs, trial_screen, "2026-11-22", PROTOCOLS, caution=NOT_A_RULE)
