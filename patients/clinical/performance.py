"""Performance status and distress: Karnofsky as ECOG, and the distress thermometer's number.

Room: patients.clinical. Only the thermometer's number is kept; its form is copyrighted and not in the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from patients.clinical.fields import count
from patients.clinical.inputs import Inputs
from patients.clinical.limits import Limit, Table, table
from patients.clinical.refusals import Code, Refusal
from patients.clinical.tool import Result, Tool

OKEN: Final = "Oken MM et al. Toxicity and response criteria of the ECOG. Am J Clin Oncol 1982;5:649-655."
NCCN: Final = "NCCN Guidelines: Distress Management; distress thermometer, usual trigger 4."
LEAST: Final = ((90, 0), (70, 1), (50, 2), (30, 3), (10, 4), (0, 5))  # at least this Karnofsky score is this ECOG
TRIGGER: Final = "distress_score"
DISTRESS_LIMITS: Final = table("distress-limit", "2026-11-22", {TRIGGER: Limit(4, "points", NCCN, date(2026, 11, 22))})


@dataclass(frozen=True, kw_only=True)
class KarnofskyInputs(Inputs):
    kps: int = count("Karnofsky score", 0, 100)


@dataclass(frozen=True, kw_only=True)
class Ecog(Result):
    ecog: int


@dataclass(frozen=True, kw_only=True)
class DistressInputs(Inputs):
    score: int = count("Distress, 0 to 10", 0, 10)


@dataclass(frozen=True, kw_only=True)
class Distress(Result):
    refer: bool


def ecog_from_karnofsky(found: KarnofskyInputs) -> Ecog:
    """100-90 is 0, 80-70 is 1, 60-50 is 2, 40-30 is 3, 20-10 is 4, 0 is 5; only tens exist (Oken 1982)."""
    if found.kps % 10:
        raise Refusal(Code.INVALID_CHOICE, "kps", "A Karnofsky score is one of the tens from 0 to 100.")
    return Ecog(ecog=next(ecog for least, ecog in LEAST if found.kps >= least))


def distress_thermometer(found: DistressInputs, limits: Table = DISTRESS_LIMITS) -> Distress:
    """4 and more asks for a referral (NCCN Distress Management 2025)."""
    return Distress(refer=found.score >= limits[TRIGGER].value)


ECOG_FROM_KARNOFSKY: Final = Tool("ecog_from_karnofsky", "ECOG from Karnofsky", KarnofskyInputs, ecog_from_karnofsky, "1", OKEN)
DISTRESS_THERMOMETER: Final = Tool(
    "distress_thermometer", "Distress thermometer", DistressInputs, distress_thermometer, "1", NCCN, DISTRESS_LIMITS,
)  # fmt: skip  # a table: one row a line
