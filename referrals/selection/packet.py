"""The facts of a frozen packet: what the practice sent and nothing newer, for a center that may not open the live chart yet.

Room: referrals.selection. The shape of a packet is `referrals.intake.snapshot`; pure, knows no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from referrals.selection.facts import diagnosis, keep_newest, performance_of
from referrals.selection.found import Facts
from referrals.selection.keys import KEYS
from referrals.selection.record import NAME_OF, Answered, Condition, Drug, Lab, Line, Record

Content = Mapping[str, Any]


def facts_in(content: Content, *, today: date) -> Facts:
    person = content.get("patient", {})
    record = Record(today=today, born_on=day(person.get("birth_on")), sex=str(person.get("sex", "")))
    for row in reversed(content.get("results", ())):
        result(record, row)
    record.lines = sorted((line(row) for row in content.get("lines", ())), key=lambda one: one.number)
    record.medicines = [drug(row) for row in content.get("medications", ())]
    for row in sorted(content.get("diagnoses", ()), key=lambda one: one["diagnosed_on"] or ""):
        facts = (list(row["cytogenetics"] or ()), row["is_extramedullary"], row["is_measurable"])
        diagnosis(record, row["display"], row["icd10"], day(row["diagnosed_on"]), None, *facts)
    record.conditions += [Condition(row["name"], row["icd10"], day(row["since_on"])) for row in content.get("comorbidities", ())]
    record.ecog = performance(content)
    record.caregivers, record.coverages = len(content.get("caregivers", ())), len(content.get("coverage", ()))
    for row in content.get("findings", ()):
        if row["key"] in KEYS and (on := day(row["found_on"])):
            record.answers[row["key"]] = Answered(row["value"], on, row["by"])
    return Facts(record)


def result(record: Record, row: Content) -> None:
    name, value = NAME_OF.get(row["loinc"]), amount(row["value"])
    if name and value is not None:
        on = datetime.fromisoformat(row["taken_at"]).date()
        keep_newest(record, name, Lab(value, row["unit"], on, amount(row["low"]), amount(row["high"]), row["comparator"]))


def line(row: Content) -> Line:
    return Line(
        int(row["number"]),
        day(row["started_on"]),
        day(row["stopped_on"]),
        day(row["transplant_on"]),
        tuple(drug(one) for one in row["drugs"]),
        str(row["regimen"]),
    )


def drug(row: Content) -> Drug:
    is_active = bool(row.get("is_active", False))
    return Drug(row["name"], row["drug_class"], row.get("refractory", "unknown"), day(row["last_dose_on"]), is_active)


def performance(content: Content) -> tuple[int, date] | None:
    rows = sorted(content.get("performance", ()), key=lambda one: str(one["assessed_on"]))
    if not rows:
        return None
    on = day(rows[-1]["assessed_on"])
    return performance_of(rows[-1]["ecog"], rows[-1]["karnofsky"], on) if on else None


def day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None


def amount(value: object) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
