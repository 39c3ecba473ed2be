"""Dates counted from the day of infusion: the day number, limits on driving and distance, the earliest vaccines.

Room: patients.clinical. Days and months are dated rows; a center may ask for more than the label, never for less.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, day
from patients.clinical.inputs import Inputs
from patients.clinical.limits import Limit, Table, table
from patients.clinical.tool import Result, Tool

FDA: Final = "FDA, Eliminates REMS for autologous CAR T cell immunotherapies, 26 June 2025; labels of Abecma and Carvykti"
REMS: Final = "Abecma and Carvykti REMS (2021-2025)"
HILL: Final = "Hill JA, Seo SK. How I prevent infections in patients receiving CAR T cells. Blood 2020;136:925-935."


class Label(StrEnum):
    NOW = "2025"
    REMS = "rems"


class Vaccine(StrEnum):
    INFLUENZA_INACTIVATED = "influenza_inactivated"
    COVID19 = "covid19"
    INACTIVATED_OTHER = "inactivated_other"
    LIVE = "live"


def days(value: int, source: str, effective_on: date) -> Limit:
    return Limit(value, "days", source, effective_on, is_confirmed=True)


def months(value: int, note: str = "") -> Limit:
    return Limit(value, "months", HILL, date(2026, 11, 22), note=note)


RESTRICTION_DAYS: Final = table(
    "restriction-days",
    "2025-06-26",
    {
        "no_driving_2025": days(14, FDA, date(2025, 6, 26)),
        "stay_near_2025": days(14, FDA, date(2025, 6, 26)),
        "no_driving_rems": days(56, REMS, date(2021, 3, 26)),
        "stay_near_rems": days(28, REMS, date(2021, 3, 26)),
    },
)
VACCINE_MONTHS: Final = table("vaccine-months", "2026-11-22", {
    Vaccine.INFLUENZA_INACTIVATED: months(3),
    Vaccine.COVID19: months(3),
    Vaccine.INACTIVATED_OTHER: months(6, "And two months or more after the last immunoglobulin."),
    Vaccine.LIVE: months(12, "And CD4 above 200/uL, no immunosuppression, eight months or more after the last immunoglobulin."),
})  # fmt: skip  # a table: one row a line


@dataclass(frozen=True, kw_only=True)
class DayInputs(Inputs):
    infusion_date: date = day("Infusion")
    on_date: date = day("Day asked about")


@dataclass(frozen=True, kw_only=True)
class DayPostInfusion(Result):
    """0 on the day of infusion, negative before it."""

    day: int


@dataclass(frozen=True, kw_only=True)
class RestrictionsInputs(Inputs):
    infusion_date: date = day("Infusion")
    label: Label = choice(Label, "Label version")


@dataclass(frozen=True, kw_only=True)
class Restrictions(Result):
    """The first days on which driving, and leaving the center's neighborhood, are allowed again."""

    no_driving_until: date
    stay_near_until: date


@dataclass(frozen=True, kw_only=True)
class VaccineInputs(Inputs):
    vaccine: Vaccine = choice(Vaccine, "Vaccine")
    infusion_date: date = day("Infusion")


@dataclass(frozen=True, kw_only=True)
class VaccineEarliest(Result):
    earliest: date
    needs_clinician_review: bool


def day_post_infusion(found: DayInputs) -> DayPostInfusion:
    """The day of infusion is day 0 (product labels)."""
    return DayPostInfusion(day=(found.on_date - found.infusion_date).days)


def restrictions(found: RestrictionsInputs, limits: Table = RESTRICTION_DAYS) -> Restrictions:
    """By the label in force, or a center's own table where that is longer (FDA 2025; REMS 2021)."""
    driving, near = (longer(f"{what}_{found.label}", limits) for what in ("no_driving", "stay_near"))
    return Restrictions(no_driving_until=found.infusion_date + driving, stay_near_until=found.infusion_date + near)


def longer(key: str, limits: Table) -> timedelta:
    """A center's table never makes it shorter than the label."""
    return timedelta(days=max(limits[key].value, RESTRICTION_DAYS[key].value))


def vaccine_earliest(found: VaccineInputs, limits: Table = VACCINE_MONTHS) -> VaccineEarliest:
    """Months after infusion; a live vaccine always needs a clinician's review (Hill 2020)."""
    limit = limits[found.vaccine]
    earliest = months_after(found.infusion_date, limit.value)
    notes = (limit.note,) if limit.note else ()
    return VaccineEarliest(earliest=earliest, needs_clinician_review=found.vaccine is Vaccine.LIVE, notes=notes)


def months_after(start: date, months: int) -> date:
    """The same day of the month, or the month's last day where there is no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


DAY_POST_INFUSION: Final = Tool(
    "day_post_infusion", "Day after infusion", DayInputs, day_post_infusion, "1", "Product labels: day 0 is infusion."
)
RESTRICTIONS: Final = Tool(
    "restrictions", "Driving and distance", RestrictionsInputs, restrictions, "1", FDA, RESTRICTION_DAYS,
    caution="The center may ask for longer; the longer time counts.",
)  # fmt: skip  # a table: one row a line
VACCINE_EARLIEST: Final = Tool("vaccine_earliest", "Earliest vaccine", VaccineInputs, vaccine_earliest, "1", HILL, VACCINE_MONTHS)
