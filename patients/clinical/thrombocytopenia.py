"""The grade of low platelets after cell therapy (T-ICAHT), early and late.

Room: patients.clinical. Neutrophils are `icaht`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.clinical.fields import count, measure
from patients.clinical.icaht import WINDOW, IcahtGrade
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import inconsistent
from patients.clinical.tool import Tool

REJESKI: Final = "Rejeski K et al. T-ICAHT: grading and prognostic impact of thrombocytopenia after CAR T-cell therapy. Blood 2025."
LATE_WINDOW: Final = 70  # days 31 to 100


@dataclass(frozen=True, kw_only=True)
class EarlyInputs(Inputs):
    days_platelets_lt_50: int = count("Days with platelets under 50", 0, WINDOW, units=("days", "d"))
    days_platelets_lt_20: int = count("Days with platelets under 20", 0, WINDOW, units=("days", "d"))


@dataclass(frozen=True, kw_only=True)
class LateInputs(Inputs):
    lowest_platelets: Decimal = measure("platelets", "Lowest platelets seen twice, day 31 to 100")
    days_platelets_lt_20: int = count("Days with platelets under 20", 0, LATE_WINDOW, units=("days", "d"))


def t_icaht_early(found: EarlyInputs) -> IcahtGrade:
    """Day 0 to 30: the worse of days under 50 and under 20, in 10^9/L (Rejeski 2025)."""
    if found.days_platelets_lt_20 > found.days_platelets_lt_50:
        raise inconsistent("days_platelets_lt_20", "Days under 20 are also days under 50.")
    low = 2 if found.days_platelets_lt_50 >= 7 else 1 if found.days_platelets_lt_50 else 0
    return IcahtGrade(grade=max(low, very_low_grade(found.days_platelets_lt_20)))


def t_icaht_late(found: LateInputs) -> IcahtGrade:
    """Day 31 to 100: under 100 is 1, under 50 is 2, days under 20 are 3 and 4 (Rejeski 2025)."""
    if (found.lowest_platelets < 20) != bool(found.days_platelets_lt_20):
        raise inconsistent("days_platelets_lt_20", "The lowest platelets and the days under 20 contradict each other.")
    low = 2 if found.lowest_platelets < 50 else 1 if found.lowest_platelets < 100 else 0
    return IcahtGrade(grade=max(low, very_low_grade(found.days_platelets_lt_20)))


def very_low_grade(days: int) -> int:
    """1-13 days under 20 is 3, 14 and more is 4 (Rejeski 2025)."""
    return 4 if days >= 14 else 3 if days else 0


T_ICAHT_EARLY: Final = Tool("t_icaht_early", "Early T-ICAHT, day 0 to 30", EarlyInputs, t_icaht_early, "1", REJESKI)
T_ICAHT_LATE: Final = Tool("t_icaht_late", "Late T-ICAHT, day 31 to 100", LateInputs, t_icaht_late, "1", REJESKI)
