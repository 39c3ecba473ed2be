"""Whether myeloma is refractory to a line or a drug, by the IMWG.

Room: patients.clinical. Having had a drug is not being refractory to it; the two are kept apart everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from patients.clinical.fields import Blank, choice, count_or_none
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Refusal, missing
from patients.clinical.tool import Result, Tool

RAJKUMAR: Final = "Rajkumar SV et al. Consensus recommendations for the uniform reporting of clinical trials. Blood 2011;117:4691-4695."
WITHIN: Final = 60  # days after the last dose, included


class Response(StrEnum):
    SCR = "sCR"
    CR = "CR"
    VGPR = "VGPR"
    PR = "PR"
    MR = "MR"
    SD = "SD"
    PD = "PD"


@dataclass(frozen=True, kw_only=True)
class RefractoryInputs(Inputs):
    """`days_last_dose_to_progression`: 0 on treatment; `None` says there was no progression, which is not the same as no answer."""

    best_response: Response | None = choice(Response, "Best response", required=False)
    days_last_dose_to_progression: int | Blank | None = count_or_none(
        "Days from last dose to progression", 20_000, units=("days", "d")
    )  # fmt: skip  # a table: one row a line


@dataclass(frozen=True, kw_only=True)
class Refractory(Result):
    refractory: bool


def imwg_refractory(found: RefractoryInputs) -> Refractory:
    """Less than a minor response, or progression on or within 60 days of the last dose (Rajkumar 2011)."""
    days = found.days_last_dose_to_progression
    if found.best_response in (Response.SD, Response.PD) or (isinstance(days, int) and days <= WITHIN):
        return Refractory(refractory=True)
    if found.best_response is None:
        raise missing("best_response")
    if days is Blank.BLANK:
        raise missing("days_last_dose_to_progression", "Say when it progressed, or that it did not.")
    return Refractory(refractory=False)


def by_dates(*, best_response: Response | None, last_dose_on: date | None, progressed_on: date | None) -> bool | None:
    """The same from the dates of a line; None where they do not say. Progression before the last dose is progression on treatment."""
    days: int | Blank = Blank.BLANK
    if last_dose_on is not None and progressed_on is not None:
        days = max((progressed_on - last_dose_on).days, 0)
    try:
        return imwg_refractory(RefractoryInputs(best_response=best_response, days_last_dose_to_progression=days)).refractory
    except Refusal:
        return None


IMWG_REFRACTORY: Final = Tool("imwg_refractory", "Refractory (IMWG)", RefractoryInputs, imwg_refractory, "1", RAJKUMAR)
