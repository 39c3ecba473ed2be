"""Days between the last dose of a treatment and the collection of cells, and the earliest collection a drug list allows.

Room: patients.clinical. The days are dated rows that a center may replace; what is done with the dates is the pathway's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, day
from patients.clinical.inputs import Inputs
from patients.clinical.limits import Limit, Table, table
from patients.clinical.refusals import inconsistent, missing
from patients.clinical.tool import Result, Tool

IN_FORCE: Final = date(2026, 11, 22)
TRIAL: Final = "CARTITUDE-1 protocol, NCT03548207 (Berdeja JG et al. Lancet 2021;398:314-324)"
CENTERS: Final = "Practice of treatment centers; no trial gives a figure"
CITATION: Final = f"{TRIAL}; days to be approved by the center."


class WashoutClass(StrEnum):
    IMMUNOMODULATORY = "immunomodulatory"
    PROTEASOME_INHIBITOR = "proteasome_inhibitor"
    CYTOTOXIC = "cytotoxic"
    MONOCLONAL_ANTIBODY = "monoclonal_antibody"
    TARGETED = "targeted"
    BISPECIFIC = "bispecific"
    CORTICOSTEROID = "corticosteroid"
    RADIOTHERAPY = "radiotherapy"
    AUTOLOGOUS_HCT = "autologous_hct"
    ALLOGENEIC_HCT = "allogeneic_hct"
    GCSF = "gcsf"
    PEGYLATED_GCSF = "pegylated_gcsf"
    LIVE_VACCINE = "live_vaccine"


def days(value: int, source: str = TRIAL, note: str = "") -> Limit:
    return Limit(value, "days", source, IN_FORCE, note=note)


WASHOUT_DAYS: Final = table(
    "washout-days",
    "2026-11-22",
    {
        WashoutClass.IMMUNOMODULATORY: days(7, note="A general two-week washout is also in use."),
        WashoutClass.PROTEASOME_INHIBITOR: days(14),
        WashoutClass.CYTOTOXIC: days(
            14, note="Avoid bendamustine for 6 to 12 months before collection; high-dose melphalan: see autologous HCT."
        ),
        WashoutClass.MONOCLONAL_ANTIBODY: days(21),
        WashoutClass.TARGETED: days(14, note="Or five half-lives, if that is shorter."),
        WashoutClass.BISPECIFIC: days(28, CENTERS, "Prefer no BCMA agent before BCMA CAR-T."),
        WashoutClass.CORTICOSTEROID: days(7, note="Replacement doses up to 10 mg prednisone a day are allowed."),
        WashoutClass.RADIOTHERAPY: days(14, note="Up to 5% of the marrow in the field: at any time."),
        WashoutClass.AUTOLOGOUS_HCT: days(84),
        WashoutClass.ALLOGENEIC_HCT: days(180, note="No graft-versus-host disease, and off immunosuppression for 4 weeks."),
        WashoutClass.GCSF: days(7, CENTERS),
        WashoutClass.PEGYLATED_GCSF: days(14, CENTERS),
        WashoutClass.LIVE_VACCINE: days(28),
    },
)


@dataclass(frozen=True, kw_only=True)
class WashoutInputs(Inputs):
    drug_class: WashoutClass = choice(WashoutClass, "Treatment")
    last_dose: date = day("Last dose")
    apheresis: date = day("Apheresis")


@dataclass(frozen=True, kw_only=True)
class Washout(Result):
    """`days_short` is 0 when the washout is kept."""

    ok: bool
    earliest_apheresis: date
    days_short: int


@dataclass(frozen=True, slots=True)
class Dose:
    """The last dose of one treatment, planned or given; `days` None: no wait is known to be enough, the center decides."""

    name: str
    last_on: date
    days: int | None


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day every known washout is kept, the treatments that alone make it so late, and those the center must decide on."""

    on: date | None
    limiting: tuple[Dose, ...]
    undecided: tuple[Dose, ...]


def washout(found: WashoutInputs, limits: Table = WASHOUT_DAYS) -> Washout:
    """Kept when apheresis is at least the class's days after the last dose (CARTITUDE-1 protocol, Berdeja 2021)."""
    if found.apheresis < found.last_dose:
        raise inconsistent("apheresis", "Apheresis lies before the last dose.")
    limit = limits[found.drug_class]
    earliest = free_from(found.last_dose, found.drug_class, limits)
    short = max(0, (earliest - found.apheresis).days)
    return Washout(ok=not short, earliest_apheresis=earliest, days_short=short, notes=(limit.note,) if limit.note else ())


def free_from(last_on: date, drug_class: WashoutClass, limits: Table = WASHOUT_DAYS) -> date:
    """The first day on which the washout of a last dose is kept."""
    return last_on + timedelta(days=limits[drug_class].value)


def stop_by(apheresis: date, drug_class: WashoutClass, limits: Table = WASHOUT_DAYS) -> date:
    """The last day a dose may be given before a planned collection."""
    return apheresis - timedelta(days=limits[drug_class].value)


def earliest_apheresis(doses: Iterable[Dose]) -> Earliest:
    """Over a whole drug list; refused without one, since nothing known is not nothing taken."""
    every = tuple(doses)
    if not every:
        raise missing("last_dose", "No last dose is known, so there is no earliest day.")
    free = [(one.last_on + timedelta(days=one.days), one) for one in every if one.days is not None]
    latest = max((on for on, _ in free), default=None)
    return Earliest(latest, tuple(one for on, one in free if on == latest), tuple(one for one in every if one.days is None))


WASHOUT: Final = Tool("washout", "Washout before apheresis", WashoutInputs, washout, "1", CITATION, WASHOUT_DAYS)
