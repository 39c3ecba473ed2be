"""Frailty in myeloma: the IMWG index, and the simplified one that needs no questionnaires.

Room: patients.clinical. Age counts in full years.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import count, measure
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

PALUMBO: Final = (
    "Palumbo A et al. Geriatric assessment predicts survival and toxicities in elderly myeloma patients. Blood 2015;125:2068-2074."
)
FACON: Final = "Facon T et al. A simplified frailty scale predicts outcomes in transplant-ineligible myeloma. Leukemia 2020;34:224-233."


class Frailty(StrEnum):
    FIT = "fit"
    INTERMEDIATE_FIT = "intermediate-fit"
    FRAIL = "frail"


class Simplified(StrEnum):
    NONFRAIL = "nonfrail"
    FRAIL = "frail"


@dataclass(frozen=True, kw_only=True)
class FrailtyInputs(Inputs):
    age: Decimal = measure("age")
    adl: int = count("Katz activities of daily living, 0 to 6", 0, 6)
    iadl: int = count("Lawton instrumental activities, 0 to 8", 0, 8)
    charlson: int = count("Charlson comorbidity index", 0, 37)


@dataclass(frozen=True, kw_only=True)
class SimplifiedInputs(Inputs):
    age: Decimal = measure("age")
    charlson: int = count("Charlson comorbidity index", 0, 37)
    ecog: int = count("ECOG", 0, 4)


@dataclass(frozen=True, kw_only=True)
class FrailtyScore(Result):
    score: int
    group: Frailty


@dataclass(frozen=True, kw_only=True)
class SimplifiedScore(Result):
    score: int
    group: Simplified


def imwg_frailty(found: FrailtyInputs) -> FrailtyScore:
    """Age, Katz, Lawton and Charlson; 0 fit, 1 intermediate, 2 and more frail (Palumbo 2015)."""
    score = age_points(found.age) + (found.adl <= 4) + (found.iadl <= 5) + (found.charlson >= 2)
    return FrailtyScore(score=score, group=Frailty.FRAIL if score >= 2 else Frailty.INTERMEDIATE_FIT if score else Frailty.FIT)


def simplified_frailty(found: SimplifiedInputs) -> SimplifiedScore:
    """Age, Charlson and ECOG; 2 points and more are frail (Facon 2020)."""
    score = age_points(found.age) + (found.charlson > 1) + min(found.ecog, 2)
    return SimplifiedScore(score=score, group=Simplified.FRAIL if score >= 2 else Simplified.NONFRAIL)


def age_points(age: Decimal) -> int:
    """75 and less is 0, 76 to 80 is 1, more is 2 (Palumbo 2015)."""
    years = int(age)
    return 2 if years > 80 else 1 if years > 75 else 0


IMWG_FRAILTY: Final = Tool("imwg_frailty", "IMWG frailty index", FrailtyInputs, imwg_frailty, "1", PALUMBO)
SIMPLIFIED_FRAILTY: Final = Tool("simplified_frailty", "Simplified frailty scale", SimplifiedInputs, simplified_frailty, "1", FACON)
