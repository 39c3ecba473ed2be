"""What the practice tells after a visit, as data, and which answers worry the center. A blank is never "no".

Room: referrals.handoff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from patients.models import Response
from referrals.monitoring.grading import FEVER, celsius
from referrals.monitoring.questions import (
    NOTHING,
    PER_MINUTE,
    PERCENT,
    Answers,
    Group,
    Kind,
    Question,
    choice,
    number,
    several,
    value_of,
    yes_no,
)

RESPONSES: Final = tuple((str(code), str(label)) for code, label in Response.choices if code)
LOW_NEUTROPHILS, LOW_PLATELETS = 500, 20  # cells/uL; 10*3/uL: what the hand-off says to call for
ECOG_WORSE: Final = 3


def words(key: str, label: str, hint: str = "") -> Question:
    return Question(key, label, Kind.TEXT, hint=hint)


VITALS = Group("vitals", "Vital signs", (
    number("temperature", "Temperature", "30", "113", ("degC", "°C"), ("degF", "°F")),
    number("heart_rate", "Pulse", "20", "300", PER_MINUTE),
    number("systolic", "Systolic", "30", "300", ("mm[Hg]", "mmHg")),
    number("spo2", "SpO₂", "30", "100", PERCENT),
    number("weight", "Weight", "20", "400", ("kg", "kg")),
))  # fmt: skip  # a table: one row a line
COUNTS = Group("counts", "Counts", (
    number("anc", "Neutrophils", "0", "100000", ("/uL", "/µL")),
    number("hemoglobin", "Hemoglobin", "2", "25", ("g/dL", "g/dL")),
    number("platelets", "Platelets", "0", "3000", ("10*3/uL", "10³/µL")),
    number("igg", "IgG", "0", "10000", ("mg/dL", "mg/dL")),
))  # fmt: skip  # a table: one row a line
SIGNS = Group("signs", "Symptoms and nerves", (
    several(
        "symptoms", "Symptoms", (NOTHING, "None"), ("fever", "Fever at home"), ("breath", "Short of breath"), ("bleeding", "Bleeding"),
        ("diarrhea", "Diarrhea, four or more a day"), ("lump", "New lump or rash"), ("tired", "Tired"), ("other", "Something else"),
    ),
    several(
        "nerves", "Nerves and thinking", (NOTHING, "None of these"), ("confusion", "Confused"), ("speech", "Speech or words"),
        ("handwriting", "Handwriting changed"), ("slow", "Tremor or slow movement"), ("gait", "Gait or balance"), ("face", "Face droops"),
        ("mood", "Flat mood, personality"), ("numbness", "Numbness or pain of nerves"),
    ),
    words("symptom_words", "In words"),
))  # fmt: skip  # a table: one row a line
COURSE = Group("course", "Since last visit", (
    yes_no("infection", "Infection"),
    yes_no("admission", "In hospital"),
    yes_no("ivig", "Immunoglobulin given"),
    words("course_words", "What happened"),
    words("medication_changes", "Medicines changed"),
))  # fmt: skip  # a table: one row a line
DISEASE = Group("disease", "Performance and disease", (
    Question("ecog", "ECOG", Kind.COUNT, high=Decimal(4)),
    choice("response", "Response", ("not_assessed", "Not assessed"), *RESPONSES),
    words("response_words", "Labs of response"),
))  # fmt: skip  # a table: one row a line
GROUPS: Final = (VITALS, COUNTS, SIGNS, COURSE, DISEASE)
QUESTIONS: Final[dict[str, Question]] = {one.key: one for group in GROUPS for one in group.questions}


@dataclass(frozen=True)
class Concern:
    """What the center must look at. `words` go into the flag."""

    code: str
    words: str
    is_urgent: bool = False


def concerns(answers: Answers) -> list[Concern]:
    return [*from_signs(answers), *from_counts(answers), *from_course(answers)]


def from_signs(answers: Answers) -> Iterator[Concern]:
    """The list of the hand-off: nerves and fever are for the same day."""
    if marked(answers, "nerves"):
        yield Concern("nerves", "Nerve or thinking signs at a visit", is_urgent=True)
    if ("temperature" in answers and celsius(answers) >= FEVER) or "fever" in (value_of(answers, "symptoms") or []):
        yield Concern("fever", "Fever at a visit", is_urgent=True)
    if {"breath", "bleeding", "diarrhea"} & set(value_of(answers, "symptoms") or []):
        yield Concern("symptoms", "Symptoms at a visit that the hand-off says to call for", is_urgent=True)
    if "lump" in (value_of(answers, "symptoms") or []):
        yield Concern("lump", "New lump or rash at a visit")


def from_counts(answers: Answers) -> Iterator[Concern]:
    if (found := value_of(answers, "anc")) is not None and found < LOW_NEUTROPHILS:
        yield Concern("anc", "Neutrophils under 500 at a visit", is_urgent=True)
    if (found := value_of(answers, "platelets")) is not None and found < LOW_PLATELETS:
        yield Concern("platelets", "Platelets under 20 at a visit", is_urgent=True)


def from_course(answers: Answers) -> Iterator[Concern]:
    if value_of(answers, "infection"):
        yield Concern("infection", "Infection since the last visit")
    if value_of(answers, "admission"):
        yield Concern("admission", "In hospital since the last visit")
    if (value_of(answers, "ecog") or 0) >= ECOG_WORSE:
        yield Concern("ecog", "ECOG 3 or worse at a visit")
    if value_of(answers, "response") == Response.PD:
        yield Concern("progression", "Progression at a visit", is_urgent=True)


def marked(answers: Mapping[str, Any], key: str) -> bool:
    found = value_of(answers, key)
    return bool(found) and found != [NOTHING]
