"""The facts of patients: out of the live chart for those the actor may open, or out of a frozen packet. A fixed number of statements.

Room: referrals.selection. `facts_of` for many patients at once, `facts_in` for a packet. What is found where is `found` and its neighbours;
here rows only become a `Record`. The caller writes the audit row: whoever shows a fact says so by `saw`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Model, QuerySet, TextField
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.kept import OneOf
from patients.clinical.performance import KarnofskyInputs, ecog_from_karnofsky
from patients.clinical.refusals import Refusal
from patients.models import (
    Caregiver,
    Comorbidity,
    Coverage,
    Diagnosis,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from referrals.models import Finding
from referrals.selection.found import Facts
from referrals.selection.keys import COURSE, DISEASE, GROUPS, HOME, INFECTION, KEYS, NERVES, ORGANS, PERSON
from referrals.selection.measured import labs_of
from referrals.selection.record import LABS, NAME_OF, Answered, Condition, Drug, Lab, Line, Record

Records = dict[UUID, Record]
LAB: Final = ("of", "loinc", "value", "unit", "day", "low", "high", "comparator")
DRUG: Final = ("name", "drug_class", "refractory", "last_dose_on")
FINDING: Final = ("patient_id", "key", "value", "found_on", "recorded_by_name")
LINE: Final = ("number", "started_on", "stopped_on", "transplant_on", "regimen")


def facts_of(actor: Actor, patient_ids: Collection[UUID], *, keys: Collection[str] | None = None) -> dict[UUID, Facts]:
    """By patient; whoever's chart the actor may not open is left out. At most eleven statements, fewer when `keys` asks for less.

    For very many patients call it with a few thousand at a time, so that memory stays bounded.
    """
    today = timezone.localdate()
    people = Patient.objects.chart_of(actor).filter(OneOf(F("pk"), list(patient_ids))).values_list("pk", "birth_on", "sex")
    records = {pk: Record(today=today, born_on=born_on, sex=sex) for pk, born_on, sex in people}
    wanted = KEYS if keys is None else keys
    groups = {KEYS[key].group for key in wanted}
    if records and (names := labs_of(wanted)):
        labs(records, names)
    for wanted_by, fill in FILLERS:
        if records and groups & wanted_by:
            fill(records)
    return {pk: Facts(record) for pk, record in records.items()}


def standing(model: type[Model], records: Records) -> QuerySet[Any]:
    return model._default_manager.filter(OneOf(F("patient_id"), list(records)), is_entered_in_error=False)


def labs(records: Records, names: Collection[str]) -> None:
    """The newest value of each code, then of each name. Ids come as text: a UUID for each of many rows costs more than the reading."""
    codes = [code for name in names for code in LABS[name]]
    rows = standing(Result, records).filter(loinc__in=codes, value__isnull=False).order_by("patient_id", "loinc", "-taken_at")
    read = rows.distinct("patient_id", "loinc").annotate(of=Cast("patient_id", TextField()), day=TruncDate("taken_at"))
    by_text = {str(pk): record for pk, record in records.items()}
    for patient, loinc, value, unit, day, low, high, comparator in read.values_list(*LAB):
        keep_newest(by_text[patient], NAME_OF[loinc], Lab(value, unit, day, low, high, comparator))


def keep_newest(record: Record, name: str, lab: Lab) -> None:
    known = record.labs.get(name)
    if known is None or known.on < lab.on:
        record.labs[name] = lab


def lines(records: Records) -> None:
    drugs: dict[str, list[Drug]] = {}
    of_line = Cast("line_id", TextField())
    for line, *values in standing(LineDrug, records).order_by("line_id", "name").annotate(of=of_line).values_list("of", *DRUG):
        drugs.setdefault(line, []).append(Drug(*values))
    rows = standing(TherapyLine, records).order_by("number").annotate(text=Cast("pk", TextField())).values_list("text", "patient_id", *LINE)
    for pk, patient_id, number, started_on, stopped_on, transplant_on, regimen in rows:
        held = tuple(drugs.get(pk, ()))
        records[patient_id].lines.append(Line(number, started_on, stopped_on, transplant_on, held, regimen))


def medicines(records: Records) -> None:
    rows = standing(Medication, records).values_list("patient_id", "name", "drug_class", "last_dose_on", "is_active")
    for patient_id, name, drug_class, last_on, is_active in rows:
        records[patient_id].medicines.append(Drug(name, drug_class, "unknown", last_on, is_active))


def performance(records: Records) -> None:
    rows = standing(PerformanceStatus, records).order_by("patient_id", "-assessed_on", "-recorded_at").distinct("patient_id")
    for patient_id, ecog, karnofsky, on in rows.values_list("patient_id", "ecog", "karnofsky", "assessed_on"):
        records[patient_id].ecog = performance_of(ecog, karnofsky, on)


def performance_of(ecog: int | None, karnofsky: int | None, on: date) -> tuple[int, date] | None:
    if ecog is not None or karnofsky is None:
        return None if ecog is None else (ecog, on)
    try:
        return ecog_from_karnofsky(KarnofskyInputs(kps=karnofsky)).ecog, on
    except Refusal:
        return None


def diagnoses(records: Records) -> None:
    fields = ("display", "icd10", "diagnosed_on", "ended_on", "cytogenetics", "is_extramedullary", "is_measurable")
    for patient_id, *values in standing(Diagnosis, records).order_by("diagnosed_on").values_list("patient_id", *fields):
        diagnosis(records[patient_id], *values)


def diagnosis(
    record: Record, name: str, icd10: str, on: date | None, ended_on: date | None, cytogenetics: list[str], outside: str, measurable: str
) -> None:
    record.conditions.append(Condition(name, icd10, on, ended_on is not None))
    if not icd10.startswith("C90.0"):
        return
    record.diagnosed_on = on
    record.cytogenetics = tuple(cytogenetics) or record.cytogenetics
    record.extramedullary = outside if outside != "unknown" else record.extramedullary
    record.measurable = measurable if measurable != "unknown" else record.measurable


def comorbidities(records: Records) -> None:
    for patient_id, name, icd10, on in standing(Comorbidity, records).values_list("patient_id", "name", "icd10", "since_on"):
        records[patient_id].conditions.append(Condition(name, icd10, on))


def findings(records: Records) -> None:
    """The newest answer to each question."""
    mine = Finding.objects.filter(OneOf(F("patient_id"), list(records)), key__in=list(KEYS))
    rows = mine.order_by("patient_id", "key", "-found_on", "-recorded_at")
    for patient_id, key, value, on, by in rows.distinct("patient_id", "key").values_list(*FINDING):
        records[patient_id].answers[key] = Answered(value, on, by)


def caregivers(records: Records) -> None:
    for patient_id in standing(Caregiver, records).values_list("patient_id", flat=True):
        records[patient_id].caregivers += 1


def coverages(records: Records) -> None:
    for patient_id in standing(Coverage, records).values_list("patient_id", flat=True):
        records[patient_id].coverages += 1


CONDITIONS: Final = frozenset({COURSE, DISEASE, ORGANS, INFECTION, NERVES})
# Which groups of keys need which table.
FILLERS: Final[tuple[tuple[frozenset[str], Callable[[Records], None]], ...]] = (
    (frozenset({COURSE}), lines),
    (frozenset({COURSE}), medicines),
    (frozenset({PERSON}), performance),
    (CONDITIONS, diagnoses),
    (CONDITIONS, comorbidities),
    (frozenset({HOME}), caregivers),
    (frozenset({HOME}), coverages),
    (frozenset(GROUPS), findings),
)
