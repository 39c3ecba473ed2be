"""What a patient's record already answers of a tool: the latest result of each input with its day, age, sex, ECOG, number of lines.

Room: patients.pages. A value stands here only in a unit the tool takes; nothing is converted or guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from carecoord.ui.dates import staff_day
from patients.clinical.age import age_on
from patients.clinical.fields import Spec
from patients.clinical.sources import CODES, LIMITS
from patients.clinical.tool import Tool
from patients.clinical.units import from_ucum
from patients.models import Patient, PerformanceStatus, Result, TherapyLine
from patients.pages.results import number

Found = dict[str, "Taken"]


@dataclass(frozen=True, slots=True)
class Taken:
    """One value out of the record: as text, its unit (empty: none) and the sentence that says where it is from."""

    value: str
    unit: str
    said: str


def taken(patient: Patient, tool: Tool[Any, Any]) -> Found:
    """By input key; at most three statements, however many inputs."""
    wanted = tool.inputs
    return {
        **dict(results(patient, wanted)),
        **dict(of_person(patient, wanted)),
        **dict(of_course(patient, wanted)),
    }


def results(patient: Patient, wanted: Mapping[str, Spec]) -> Iterator[tuple[str, Taken]]:
    keys = {key for key in wanted if key in CODES} | {LIMITS[key][0] for key in wanted if key in LIMITS}
    latest = latest_of(patient, keys) if keys else {}
    for key, spec in wanted.items():
        source, end = LIMITS.get(key, (key, "value"))
        row = latest.get(source)
        value = getattr(row, end) if row else None
        unit = from_ucum(row.unit) if row else ""
        if row is not None and value is not None and unit in spec.units:
            yield key, Taken(number(value), unit, f"From the record, {aged(row.taken_at)}.")


def latest_of(patient: Patient, keys: set[str]) -> dict[str, Result]:
    """The newest exact value for each key; "under 5" is no value."""
    codes = {code: key for key in keys for code in CODES[key]}
    rows = Result.objects.filter(patient=patient, is_entered_in_error=False, loinc__in=codes, value__isnull=False, comparator="")
    newest: dict[str, Result] = {}
    for row in rows.order_by("loinc", "-taken_at").distinct("loinc"):
        best = newest.get(codes[row.loinc])
        if best is None or best.taken_at < row.taken_at:
            newest[codes[row.loinc]] = row
    return newest


def of_person(patient: Patient, wanted: Mapping[str, Spec]) -> Iterator[tuple[str, Taken]]:
    if "age" in wanted and (age := age_on(timezone.localdate(), born_on=patient.birth_on, died_on=None)) is not None:
        yield "age", Taken(str(age), "years", "From the date of birth.")
    if "sex" in wanted and patient.sex in wanted["sex"].choices:
        yield "sex", Taken(str(patient.sex), "", "From the record.")


def of_course(patient: Patient, wanted: Mapping[str, Spec]) -> Iterator[tuple[str, Taken]]:
    if "ecog" in wanted:
        status = PerformanceStatus.objects.filter(patient=patient, is_entered_in_error=False, ecog__isnull=False)
        if row := status.order_by("-assessed_on").first():
            yield "ecog", Taken(str(row.ecog), "", f"From the record, {aged(row.assessed_on)}.")
    if "prior_lines" in wanted:
        lines = TherapyLine.objects.filter(patient=patient, is_entered_in_error=False).count()
        if lines:
            yield "prior_lines", Taken(str(lines), "", "Lines in the record.")


def aged(at: date | datetime) -> str:
    """ "18-Nov-2026, 5 days old"."""
    day = timezone.localdate(at) if isinstance(at, datetime) else at
    days = (timezone.localdate() - day).days
    return f"{staff_day(day)}, {'today' if days == 0 else '1 day old' if days == 1 else f'{days} days old'}"
