"""What a patient or caregiver does about symptoms after CAR-T: fixed instructions, no diagnosis. The worst sign wins.

Room: patients.clinical. Wording and phone numbers are the pages' business; an unknown symptom is refused and never counts as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from patients.clinical.fields import choices, measure
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import missing
from patients.clinical.tool import Result, Tool

SOURCES: Final = "Lee DW et al. 2019 (fever of 38.0 C); labels of Abecma and Carvykti, patient counseling information (2025)."
FEVER: Final = Decimal(38)  # degrees Celsius, included, once


class Action(StrEnum):
    EMERGENCY_911 = "emergency_911"
    CALL_NOW = "call_now"
    ROUTINE = "routine"
    NONE = "none"


BY_ACTION: Final[Mapping[Action, tuple[str, ...]]] = {
    Action.EMERGENCY_911: (
        "seizure", "cannot_wake", "trouble_breathing_at_rest", "chest_pain", "fainted", "heavy_bleeding",
        "sudden_face_droop_or_one_sided_weakness",
    ),
    Action.CALL_NOW: (
        "chills", "confusion", "trouble_speaking_or_finding_words", "very_sleepy", "handwriting_change", "new_tremor_or_slow_movement",
        "poor_balance", "dizzy_or_fast_heartbeat", "severe_headache", "new_bleeding_or_bruising", "diarrhea_4_or_more_per_day",
        "blood_in_stool", "severe_belly_pain", "cannot_keep_fluids_down", "new_cough", "burning_urine", "rash", "mouth_sores",
        "gradual_facial_weakness",
    ),
    Action.ROUTINE: ("tired", "mild_nausea", "low_appetite", "sleep_trouble", "form_or_insurance_question"),
}  # fmt: skip  # a table: one row a line
ACTION_OF: Final = {symptom: action for action, symptoms in BY_ACTION.items() for symptom in symptoms}
WORST_FIRST: Final = tuple(Action)
Symptom = StrEnum("Symptom", {symptom.upper(): symptom for symptom in ACTION_OF})  # type: ignore[misc]  # members come from the table above


@dataclass(frozen=True, kw_only=True)
class TriageInputs(Inputs):
    """An empty list says "no symptoms"; a list left out says nothing."""

    symptoms: tuple[str, ...] | None = choices(Symptom, "Symptoms", required=False)
    temperature: Decimal | None = measure("temperature", "Temperature", required=False)


@dataclass(frozen=True, kw_only=True)
class Triage(Result):
    action: Action


def symptom_triage(found: TriageInputs) -> Triage:
    """The worst of symptoms and fever of 38.0 degrees Celsius; refused where what is missing could make it worse (Lee 2019)."""
    actions = {ACTION_OF[one] for one in found.symptoms or ()}
    if found.temperature is not None and found.temperature >= FEVER:
        actions.add(Action.CALL_NOW)
    worst = min(actions, key=WORST_FIRST.index, default=Action.NONE)
    if worst in (Action.ROUTINE, Action.NONE):
        if found.symptoms is None:
            raise missing("symptoms", "Say which symptoms there are, or that there are none.")
        if found.temperature is None:
            raise missing("temperature", "Take the temperature: a fever alone is a reason to call now.")
    return Triage(action=worst)


SYMPTOM_TRIAGE: Final = Tool("symptom_triage", "What to do about symptoms", TriageInputs, symptom_triage, "1", SOURCES)
