"""MyCARe: the risk of early relapse after BCMA CAR-T.

Room: patients.clinical. Ferritin counts above the laboratory's upper limit; the paper's own cut-off is to be confirmed by a clinician.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import measure, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.tool import Result, Tool

GAGELMANN: Final = "Gagelmann N et al. Prediction model of outcome after BCMA CAR-T (MyCARe). J Clin Oncol 2024;42:1665-1675."
UNCONFIRMED: Final = "Ferritin is compared with the laboratory's upper limit; the paper's cut-off needs confirmation."


class Group(StrEnum):
    LOW = "low"
    INTERMEDIATE = "intermediate"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class MycareInputs(Inputs):
    extramedullary_or_pcl: bool = yes_no("Extramedullary disease or plasma cell leukemia")
    lenalidomide_refractory: bool = yes_no("Refractory to lenalidomide")
    high_risk_cytogenetics: bool = yes_no("High-risk cytogenetics")
    ferritin: Decimal = measure("ferritin", "Ferritin at lymphodepletion")
    ferritin_uln: Decimal = measure("ferritin", "Ferritin, upper limit of normal")


@dataclass(frozen=True, kw_only=True)
class MycareScore(Result):
    score: int
    group: Group


def mycare(found: MycareInputs) -> MycareScore:
    """One point each for four findings; 0-1 low, 2-3 intermediate, 4 high (Gagelmann 2024)."""
    points = (found.extramedullary_or_pcl, found.lenalidomide_refractory, found.high_risk_cytogenetics, found.ferritin > found.ferritin_uln)
    score = sum(points)
    return MycareScore(score=score, group=Group.HIGH if score == 4 else Group.INTERMEDIATE if score >= 2 else Group.LOW)


MYCARE: Final = Tool("mycare", "MyCARe", MycareInputs, mycare, "1", GAGELMANN, caution=UNCONFIRMED)
