"""The grade of cytokine release syndrome by the ASTCT consensus.

Room: patients.clinical. Grade 5 (death from CRS) is recorded by people and not computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, choices, measure, yes_no
from patients.clinical.ice import LEE
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Code, inconsistent, missing
from patients.clinical.tool import Result, Tool

FEVER: Final = Decimal(38)  # degrees Celsius, included


class Oxygen(StrEnum):
    NONE = "none"
    NASAL_CANNULA_LOW_FLOW = "nasal_cannula_low_flow"  # up to and including 6 L/min
    BLOW_BY = "blow_by"
    HIGH_FLOW_NASAL_CANNULA = "high_flow_nasal_cannula"
    FACE_MASK = "face_mask"
    VENTURI = "venturi"
    NON_REBREATHER = "non_rebreather"
    CPAP = "cpap"
    BIPAP = "bipap"
    MECHANICAL_VENTILATION = "mechanical_ventilation"


class Vasopressor(StrEnum):
    NOREPINEPHRINE = "norepinephrine"
    EPINEPHRINE = "epinephrine"
    PHENYLEPHRINE = "phenylephrine"
    DOPAMINE = "dopamine"
    EPHEDRINE = "ephedrine"
    ANGIOTENSIN_II = "angiotensin_ii"
    VASOPRESSIN = "vasopressin"

    @classmethod
    def _missing_(cls, value: object) -> Vasopressor | None:
        """Other names of the same drugs, in any case."""
        name = value.strip().casefold() if isinstance(value, str) else ""
        known = OTHER_NAMES.get(name, name)
        return next((one for one in cls if one.value == known), None)


OTHER_NAMES: Final = {
    "levophed": "norepinephrine",
    "noradrenaline": "norepinephrine",
    "adrenaline": "epinephrine",
    "neosynephrine": "phenylephrine",
    "angiotensin ii": "angiotensin_ii",
    "giapreza": "angiotensin_ii",
    "vasostrict": "vasopressin",
}
OXYGEN_GRADE: Final = {
    Oxygen.NONE: 1,
    Oxygen.NASAL_CANNULA_LOW_FLOW: 2,
    Oxygen.BLOW_BY: 2,
    Oxygen.HIGH_FLOW_NASAL_CANNULA: 3,
    Oxygen.FACE_MASK: 3,
    Oxygen.VENTURI: 3,
    Oxygen.NON_REBREATHER: 3,
    Oxygen.CPAP: 4,
    Oxygen.BIPAP: 4,
    Oxygen.MECHANICAL_VENTILATION: 4,
}
NO_FEVER: Final = "No fever of 38.0 °C or more: this is not CRS by definition. Look for another cause of low pressure or low oxygen."


@dataclass(frozen=True, kw_only=True)
class CrsInputs(Inputs):
    """Temperature in degrees Celsius. The two flags are asked for only where they decide."""

    temperature: Decimal = measure("temperature", "Highest temperature")
    hypotension: bool = yes_no("Low blood pressure not due to another cause")
    vasopressors: tuple[Vasopressor, ...] = choices(Vasopressor, "Vasopressors now running", unknown=Code.UNKNOWN_DRUG)
    oxygen: Oxygen = choice(Oxygen, "Oxygen needed")
    fever_masked_by_treatment: bool | None = yes_no("Fever treated away: antipyretic, tocilizumab or steroid", required=False)
    intubated_for_airway_protection_only: bool | None = yes_no("Intubated only to protect the airway", required=False)


@dataclass(frozen=True, kw_only=True)
class CrsGrade(Result):
    """0 (no CRS) to 4."""

    grade: int


def crs_grade(found: CrsInputs) -> CrsGrade:
    """The worse of hypotension and hypoxia, given fever of 38.0 degrees Celsius or more at onset (Lee 2019)."""
    if found.vasopressors and not found.hypotension:
        raise inconsistent("vasopressors", "A vasopressor is running, so low blood pressure must be yes.")
    worst = max(pressure_grade(found), oxygen_grade(found))
    if not has_fever(found):
        return CrsGrade(grade=0, notes=(NO_FEVER,) if worst > 1 else ())
    return CrsGrade(grade=worst)


def has_fever(found: CrsInputs) -> bool:
    """Fever now, or taken away by treatment since onset (Lee 2019)."""
    if found.temperature >= FEVER:
        return True
    if found.fever_masked_by_treatment is None:
        raise missing("fever_masked_by_treatment", "There is no fever now: say whether treatment may have taken it away.")
    return found.fever_masked_by_treatment


def pressure_grade(found: CrsInputs) -> int:
    """Vasopressin is never counted as a second drug, but a patient on it alone does need a vasopressor (Lee 2019)."""
    if not found.hypotension:
        return 1
    if not found.vasopressors:
        return 2
    counted = [one for one in found.vasopressors if one is not Vasopressor.VASOPRESSIN]
    return 4 if len(counted) > 1 else 3


def oxygen_grade(found: CrsInputs) -> int:
    """Ventilation only to protect the airway, for a neurologic reason, is not hypoxia (Lee 2019)."""
    if found.oxygen is Oxygen.MECHANICAL_VENTILATION and is_for_airway_only(found):
        return 1
    return OXYGEN_GRADE[found.oxygen]


def is_for_airway_only(found: CrsInputs) -> bool:
    if found.intubated_for_airway_protection_only is None:
        raise missing("intubated_for_airway_protection_only", "Say whether ventilation is only there to protect the airway.")
    return found.intubated_for_airway_protection_only


CRS_GRADE: Final = Tool("crs_grade", "CRS grade (ASTCT)", CrsInputs, crs_grade, "1", LEE)
