"""The grade of immune effector cell-associated neurotoxicity (ICANS) by the ASTCT consensus, adults.

Room: patients.clinical. Delayed neurotoxicity (facial palsy, slow movement, neuropathy) is outside ICANS and outside this file. Depressed
consciousness from sedation does not count; grade 5 (death) is recorded by people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choice, count, yes_no
from patients.clinical.ice import LEE
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import inconsistent, missing
from patients.clinical.tool import Result, Tool

ICE_GRADES: Final = ((10, 0), (7, 1), (3, 2), (0, 3))  # at least this score gives this grade
DECIDES: Final = 3  # the most ICE can add in somebody who can be woken: from here on ICE may be left out


class Consciousness(StrEnum):
    AWAKE = "awake"
    AWAKENS_TO_VOICE = "awakens_to_voice"
    AWAKENS_TO_TOUCH = "awakens_to_touch"
    UNAROUSABLE = "unarousable"


class Seizure(StrEnum):
    NONE = "none"
    BRIEF_RESOLVED = "brief_resolved"
    PROLONGED_GT_5MIN = "prolonged_gt_5min"
    REPETITIVE_NO_RECOVERY = "repetitive_no_recovery"


class CerebralEdema(StrEnum):
    NONE = "none"
    FOCAL = "focal"
    DIFFUSE = "diffuse"


AWAKENING: Final = {
    Consciousness.AWAKE: 0,
    Consciousness.AWAKENS_TO_VOICE: 2,
    Consciousness.AWAKENS_TO_TOUCH: 3,
    Consciousness.UNAROUSABLE: 4,
}
SEIZURES: Final = {Seizure.NONE: 0, Seizure.BRIEF_RESOLVED: 3, Seizure.PROLONGED_GT_5MIN: 4, Seizure.REPETITIVE_NO_RECOVERY: 4}
EDEMA: Final = {CerebralEdema.NONE: 0, CerebralEdema.FOCAL: 3, CerebralEdema.DIFFUSE: 4}


@dataclass(frozen=True, kw_only=True)
class IcansInputs(Inputs):
    """A domain left out means none of it was found; ICE may be left out only where another domain decides the grade."""

    ice: int | None = count("ICE score", 0, 10, required=False)
    consciousness: Consciousness | None = choice(Consciousness, "Awakens", required=False)
    seizure: Seizure | None = choice(Seizure, "Seizure", required=False)
    deep_focal_motor_weakness: bool | None = yes_no("Deep focal weakness", required=False)
    cerebral_edema: CerebralEdema | None = choice(CerebralEdema, "Cerebral edema on imaging", required=False)
    papilledema_or_cn6_or_cushing_triad: bool | None = yes_no("Papilledema, sixth nerve palsy or Cushing's triad", required=False)
    tremor: bool | None = yes_no("Tremor or myoclonus (not counted)", required=False)
    intracranial_hemorrhage: bool | None = yes_no("Intracranial hemorrhage (not counted)", required=False)


@dataclass(frozen=True, kw_only=True)
class IcansGrade(Result):
    """0 (none) to 4."""

    grade: int


def icans_grade(found: IcansInputs) -> IcansGrade:
    """The worst of five domains (Lee 2019). Tremor and hemorrhage are accepted and never count."""
    others = max(domains(found))
    if found.ice is None and others < DECIDES:
        raise missing("ice", "The ICE score is missing, and nothing else decides the grade.")
    if found.ice and found.consciousness is Consciousness.UNAROUSABLE:
        raise inconsistent("ice", "Somebody who can't be woken has no ICE score above 0.")
    return IcansGrade(grade=max(others, 0 if found.ice is None else ice_grade(found.ice)))


def domains(found: IcansInputs) -> Iterator[int]:
    """Grades of the four domains other than ICE (Lee 2019, table of ICANS grading)."""
    yield AWAKENING[found.consciousness or Consciousness.AWAKE]
    yield SEIZURES[found.seizure or Seizure.NONE]
    yield EDEMA[found.cerebral_edema or CerebralEdema.NONE]
    yield 4 if found.deep_focal_motor_weakness or found.papilledema_or_cn6_or_cushing_triad else 0


def ice_grade(score: int) -> int:
    """10 is 0; 7-9 is 1; 3-6 is 2; 0-2 is 3, the patient being awake (Lee 2019)."""
    return next(grade for least, grade in ICE_GRADES if score >= least)


ICANS_GRADE: Final = Tool("icans_grade", "ICANS grade (ASTCT, adults)", IcansInputs, icans_grade, "1", LEE)
