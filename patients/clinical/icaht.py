"""The grade of neutropenia after cell therapy (ICAHT), early and late, and the counting of days from a series of results.

Room: patients.clinical. Platelets have a scale of their own in `thrombocytopenia`. Counting days follows Liang 2024 and not the authors
who add all days up; the two differ in a biphasic course, so the method is kept beside the grade.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from patients.clinical.fields import count, measures, yes_no
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import inconsistent, missing
from patients.clinical.tool import Result, Tool

REJESKI: Final = "Rejeski K et al. Immune effector cell-associated hematotoxicity: EHA/EBMT consensus grading. Blood 2023;142:865-877."
METHOD: Final = "longest run of days, gaps of up to 7 days filled in a straight line, recoveries under 3 days joined (Liang 2024)"
LAST_DAY: Final = 30  # the early window is day 0 to day 30, both counted
WINDOW: Final = LAST_DAY + 1
SEVERE, PROFOUND = Decimal(500), Decimal(100)  # per microliter, included
GAP, RECOVERY, LATEST_START = 7, 3, 3  # days
LATE: Final = ((Decimal(100), 4), (Decimal(500), 3), (Decimal(1000), 2), (Decimal(1500), 1))  # at most, per microliter


@dataclass(frozen=True, kw_only=True)
class IcahtEarlyInputs(Inputs):
    days_anc_le_500: int = count("Days with ANC at or under 500/uL", 0, WINDOW, units=("days", "d"))
    days_anc_le_100: int = count("Days with ANC at or under 100/uL", 0, WINDOW, units=("days", "d"))
    never_recovered_above_500: bool = yes_no("ANC never rose above 500/uL")


@dataclass(frozen=True, kw_only=True)
class IcahtLateInputs(Inputs):
    """Results after day 30 and before the next therapy or progression, per microliter, in any order."""

    anc_values: tuple[Decimal, ...] = measures("anc", "Neutrophil counts after day 30")


@dataclass(frozen=True, kw_only=True)
class IcahtGrade(Result):
    """0 to 4."""

    grade: int


def icaht_early(found: IcahtEarlyInputs) -> IcahtGrade:
    """Days 0 to 30: the worse of days at or under 500/uL and at or under 100/uL (Rejeski 2023)."""
    if found.days_anc_le_100 > found.days_anc_le_500:
        raise inconsistent("days_anc_le_100", "Days at or under 100 are also days at or under 500.")
    if found.never_recovered_above_500 and not found.days_anc_le_500:
        raise inconsistent("never_recovered_above_500", "Never above 500, and not one day at or under 500.")
    if found.never_recovered_above_500 or found.days_anc_le_500 == WINDOW:
        return IcahtGrade(grade=4)
    return IcahtGrade(grade=max(severe_grade(found.days_anc_le_500), profound_grade(found.days_anc_le_100)))


def severe_grade(days: int) -> int:
    """1-6 days is 1, 7-13 is 2, 14 and more is 3 (Rejeski 2023)."""
    return 3 if days >= 14 else 2 if days >= 7 else 1 if days else 0


def profound_grade(days: int) -> int:
    """7-13 days is 3, 14 and more is 4 (Rejeski 2023)."""
    return 4 if days >= 14 else 3 if days >= 7 else 0


def icaht_late(found: IcahtLateInputs) -> IcahtGrade:
    """By the lowest count, if a second one confirms that it was not transient; a single count is graded as it is (Rejeski 2023)."""
    lowest = sorted(found.anc_values)[:2]
    if lowest[-1] > LATE[-1][0]:
        return IcahtGrade(grade=0)
    return IcahtGrade(grade=next(grade for most, grade in LATE if lowest[0] <= most))


def early_from_counts(series: Mapping[int, Sequence[Decimal]]) -> IcahtEarlyInputs:
    """Day after infusion -> that day's counts per microliter; the lowest of a day counts (Liang 2024)."""
    days = filled({day: min(values) for day, values in series.items() if values and 0 <= day <= LAST_DAY})
    if not days:
        raise missing("anc_values", "There is no neutrophil count from day 0 to day 30.")
    severe = max(runs_under(days, SEVERE), key=len, default=range(0))
    profound = max(runs_under(days, PROFOUND), key=len, default=range(0))
    never = bool(severe) and severe.start <= LATEST_START and severe[-1] == max(days)
    return IcahtEarlyInputs(days_anc_le_500=len(severe), days_anc_le_100=len(profound), never_recovered_above_500=never)


def filled(known: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Gaps of up to seven days are filled in a straight line; longer ones stay unknown (Liang 2024)."""
    days = dict(known)
    measured = sorted(known)
    for one, other in pairwise(measured):
        if other - one - 1 <= GAP:
            slope = (known[other] - known[one]) / (other - one)
            days.update({day: known[one] + slope * (day - one) for day in range(one + 1, other)})
    return days


def runs_under(days: Mapping[int, Decimal], most: Decimal) -> list[range]:
    """Runs of days at or under `most`; two are one where fewer than three days of recovery lie between, the days between included."""
    runs: list[range] = []
    for day in sorted(day for day, value in days.items() if value <= most):
        if runs and day - runs[-1].stop < RECOVERY and all(between in days for between in range(runs[-1].stop, day)):
            runs[-1] = range(runs[-1].start, day + 1)
        else:
            runs.append(range(day, day + 1))
    return runs


ICAHT_EARLY: Final = Tool("icaht_early", "Early ICAHT, day 0 to 30", IcahtEarlyInputs, icaht_early, "1", REJESKI)
ICAHT_LATE: Final = Tool("icaht_late", "Late ICAHT, after day 30", IcahtLateInputs, icaht_late, "1", REJESKI)
