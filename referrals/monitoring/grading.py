"""From answers to grades, by `patients.clinical` alone: what each grade needs, what it says, and why. Pure.

Room: referrals.monitoring. A grade is there only when all it needs is answered; the tools' own leniency ("absent means none") is not
used: somebody has to say so. The one exception is the worst grade, which no further answer can change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from patients.clinical.refusals import Code, Refusal
from patients.clinical.registry import run
from patients.clinical.tool import Answer
from referrals.monitoring.questions import ICE, IEC_HS, NOTHING, QUESTIONS, Answers, label_of, value_of

WORST: Final = 4
TELL_FROM: Final = 2  # the practice is told the same day
CRS_NEEDS: Final = ("temperature", "hypotension", "vasopressors", "oxygen")
CRS_ALSO: Final = ("fever_masked_by_treatment", "intubated_for_airway_protection_only")
ICANS_NEEDS: Final = ("consciousness", "seizure", "deep_focal_motor_weakness", "cerebral_edema", "papilledema_or_cn6_or_cushing_triad")
ICANS_ALSO: Final = ("tremor", "intracranial_hemorrhage")
UNKNOWN: Final = frozenset({"not_imaged", "not_looked"})  # answered, and nothing of it is known
FEVER: Final = 38


@dataclass(frozen=True)
class Graded:
    """One grade. `number` is None while something is missing (`missing`, by label) or contradicts itself (`fault`, at `field`)."""

    key: str
    title: str
    number: int | None = None
    why: str = ""
    missing: tuple[str, ...] = ()
    fault: str = ""
    field: str = ""
    notes: tuple[str, ...] = ()
    answer: Answer | None = None

    @property
    def kept(self) -> dict[str, Any] | None:
        """What is stored: the answer with its inputs, rule version and citation."""
        return self.answer.as_dict() if self.answer else None


@dataclass(frozen=True)
class Grades:
    ice: Graded
    crs: Graded
    icans: Graded
    iec_hs: Graded
    findings: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def all(self) -> tuple[Graded, ...]:
        return self.ice, self.crs, self.icans, self.iec_hs

    @property
    def worst(self) -> int:
        """The higher of the two grades that are known; 0 when none is."""
        return max(self.crs.number or 0, self.icans.number or 0)

    @property
    def considers_iec_hs(self) -> bool:
        return bool(self.iec_hs.answer and self.iec_hs.answer["consider"])

    @property
    def faults(self) -> tuple[Graded, ...]:
        return tuple(one for one in self.all if one.fault)

    @property
    def kept(self) -> dict[str, Any]:
        return {one.key: kept for one in self.all if (kept := one.kept)}


def grade(answers: Answers) -> Grades:
    ice = ice_of(answers)
    return Grades(ice=ice, crs=crs_of(answers), icans=icans_of(answers, ice), iec_hs=iec_hs_of(answers))


def ice_of(answers: Answers) -> Graded:
    keys = tuple(one.key for one in ICE.questions)
    left = unanswered(answers, keys)
    if left:
        return Graded("ice", "ICE", missing=left)
    answer = run("ice_score", picked(answers, keys))
    return Graded("ice", "ICE", int(answer["score"]), ice_words(answers), answer=answer)


def crs_of(answers: Answers) -> Graded:
    left = unanswered(answers, CRS_NEEDS)
    if left:
        return Graded("crs", "CRS", missing=left)
    entries = picked(answers, (*CRS_NEEDS, *CRS_ALSO))
    entries["vasopressors"] = {"value": [one for one in value_of(answers, "vasopressors") if one != NOTHING]}
    return asked("crs", "CRS", "crs_grade", entries, crs_words(answers))


def icans_of(answers: Answers, ice: Graded) -> Graded:
    """Missing answers are named; a grade 4 that is certain already is shown without them."""
    entries = {key: entry for key, entry in picked(answers, (*ICANS_NEEDS, *ICANS_ALSO)).items() if entry["value"] not in UNKNOWN}
    triad = "papilledema_or_cn6_or_cushing_triad"
    if triad in entries:
        entries[triad] = {"value": entries[triad]["value"] == "yes"}
    if ice.number is not None:
        entries["ice"] = {"value": ice.number}
    found = asked("icans", "ICANS", "icans_grade", entries, icans_words(answers, ice))
    left = unanswered(answers, ICANS_NEEDS)
    if found.fault or not left or found.number == WORST:
        return found
    return Graded("icans", "ICANS", missing=(*left, *found.missing))


def iec_hs_of(answers: Answers) -> Graded:
    """The checklist; there is no grade to compute, a clinician decides."""
    entries = picked(answers, tuple(one.key for one in IEC_HS.questions))
    if not entries:
        return Graded("iec_hs", "IEC-HS", missing=("Ferritin",))
    return asked("iec_hs", "IEC-HS", "iec_hs", entries, "")


def asked(key: str, title: str, name: str, entries: Mapping[str, Any], why: str) -> Graded:
    try:
        answer = run(name, entries)
    except Refusal as refusal:
        if refusal.code is Code.MISSING_INPUT:
            return Graded(key, title, missing=(missing_words(refusal.field),))
        return Graded(key, title, fault=refusal.detail, field=refusal.field if refusal.field in QUESTIONS else "")
    number = answer.result.get("grade")
    return Graded(key, title, None if number is None else int(number), why, notes=answer.notes, answer=answer)


def missing_words(key: str) -> str:
    return "the ICE score" if key == "ice" else label_of(key)


def unanswered(answers: Answers, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(label_of(key) for key in keys if key not in answers)


def picked(answers: Answers, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: dict(answers[key]) for key in keys if key in answers}


def ice_words(answers: Answers) -> str:
    wrong = [one.label.lower() for one in ICE.questions if value_of(answers, one.key) is False]
    if value_of(answers, "naming") not in (None, 3):
        wrong.append(f"{value_of(answers, 'naming')} of 3 objects")
    return f"Not right: {', '.join(wrong)}." if wrong else "All right."


def crs_words(answers: Answers) -> str:
    """What the grade was read from: "Fever 38.4 °C; no low pressure; no oxygen."."""
    return "; ".join(crs_parts(answers)) + "."


def crs_parts(answers: Answers) -> Iterator[str]:
    warm = celsius(answers)
    yield f"Fever {warm:.1f} °C" if warm >= FEVER else f"No fever now ({warm:.1f} °C)" + masked(answers)
    drugs = [one.replace("_", " ") for one in value_of(answers, "vasopressors") if one != NOTHING]
    low = "low pressure" if value_of(answers, "hypotension") else "no low pressure"
    yield f"{low} on {' and '.join(drugs)}" if drugs else low
    breathes = value_of(answers, "oxygen")
    yield "no oxygen" if breathes == NOTHING else dict(QUESTIONS["oxygen"].choices)[breathes].lower()


def masked(answers: Answers) -> str:
    return ", treated away" if value_of(answers, "fever_masked_by_treatment") else ""


def celsius(answers: Answers) -> float:
    entry = answers["temperature"]
    return (entry["value"] - 32) * 5 / 9 if entry.get("unit") == "degF" else float(entry["value"])


def icans_words(answers: Answers, ice: Graded) -> str:
    parts = [f"ICE {ice.number} of 10" if ice.number is not None else "ICE not tested"]
    for key in ICANS_NEEDS:
        value = value_of(answers, key)
        if value is None or value in (NOTHING, "no", False):
            continue
        words = label_of(key) if value is True or value == "yes" else f"{label_of(key)}: {dict(QUESTIONS[key].choices).get(value, value)}"
        parts.append(words[:1].lower() + words[1:])
    return "; ".join(parts) + "."
