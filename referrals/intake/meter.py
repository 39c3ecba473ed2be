"""How complete a packet is: each item of the checklist against a snapshot. Pure; unknown is never taken for no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from referrals.intake.checklist import WHEN, Checklist, Item

Snapshot = dict[str, Any]

# LOINC codes that meet a laboratory item: all of each tuple's alternatives must be there once.
PANELS: dict[str, tuple[tuple[str, ...], ...]] = {
    "blood_count": (("718-7",), ("777-3", "26515-7"), ("731-0", "751-8", "6690-2")),
    "chemistry": (("2160-0", "38483-4"), ("17861-6", "49765-1"), ("2532-0", "14804-9")),
    "myeloma_panel": (("33358-3", "48378-4", "36916-5", "33944-0", "35560-2"),),
}


def _has_name(s: Snapshot) -> bool:
    return bool(s["patient"]["family_name"] and s["patient"]["birth_on"])


def _has_contact(s: Snapshot) -> bool:
    return bool(s["patient"]["zip_code"] and s["patient"]["phone"])


def _has_language(s: Snapshot) -> bool:
    return bool(s["patient"]["language"])


def _has_consent(s: Snapshot) -> bool:
    return bool(s["request"]["agreed_on"])


def _has_caregiver(s: Snapshot) -> bool:
    return bool(s["caregivers"])


def _has_reason(s: Snapshot) -> bool:
    return bool(s["request"]["reason"].strip())


def _myeloma(s: Snapshot) -> list[dict[str, Any]]:
    return [d for d in s["diagnoses"] if d["icd10"].startswith("C90")]


def _has_diagnosis(s: Snapshot) -> bool:
    return any(d["diagnosed_on"] and d["myeloma_type"] for d in _myeloma(s))


def _has_staging(s: Snapshot) -> bool:
    return any((d["iss"] or d["r_iss"]) and d["cytogenetics"] for d in _myeloma(s))


def _has_lines(s: Snapshot) -> bool:
    return bool(s["lines"]) and all(line["best_response"] or not line["stopped_on"] for line in s["lines"])


def _has_refractory(s: Snapshot) -> bool:
    drugs = [drug for line in s["lines"] for drug in line["drugs"]]
    return bool(drugs) and any(drug["refractory"] != "unknown" for drug in drugs)


def _has_performance(s: Snapshot) -> bool:
    return bool(s["performance"])


def _has_medications(s: Snapshot) -> bool:
    return bool(s["medications"])


def _has_coverage(s: Snapshot) -> bool:
    return bool(s["coverage"])


TESTS: dict[str, Callable[[Snapshot], bool]] = {
    "name": _has_name,
    "contact": _has_contact,
    "language": _has_language,
    "consent": _has_consent,
    "caregiver": _has_caregiver,
    "reason": _has_reason,
    "diagnosis": _has_diagnosis,
    "staging": _has_staging,
    "lines": _has_lines,
    "refractory": _has_refractory,
    "performance": _has_performance,
    "medications": _has_medications,
    "coverage": _has_coverage,
}


@dataclass(frozen=True)
class Measured:
    item: Item
    is_present: bool


@dataclass(frozen=True)
class Meter:
    """Every item with its answer, in the order of the list."""

    version: str
    rows: tuple[Measured, ...]

    @property
    def needed(self) -> int:
        return len(self.rows)

    @property
    def present(self) -> int:
        return sum(row.is_present for row in self.rows)

    def missing(self, when: str = "") -> list[Item]:
        return [row.item for row in self.rows if not row.is_present and (not when or row.item.when == when)]

    def groups(self) -> list[tuple[str, int, int]]:
        """(words, present, needed) for each time an item is needed."""
        out = []
        for when, words in WHEN.items():
            rows = [row for row in self.rows if row.item.when == when]
            out.append((words, sum(row.is_present for row in rows), len(rows)))
        return out


def measure(checklist: Checklist, snapshot: Snapshot, *, today: date | None = None) -> Meter:
    day = today or timezone.localdate()
    return Meter(checklist.version, tuple(Measured(item, is_met(item, snapshot, day)) for item in checklist.items))


def is_met(item: Item, snapshot: Snapshot, today: date) -> bool:
    """A file of the kind, all results of the panel young enough, or what the record must say. A code nobody knows is never met."""
    if item.document:
        return any(row["kind"] == item.document for row in snapshot["documents"])
    if item.code in PANELS:
        return _has_panel(item, snapshot, today)
    return item.code in TESTS and TESTS[item.code](snapshot)


def _has_panel(item: Item, snapshot: Snapshot, today: date) -> bool:
    since = today - timedelta(days=item.max_age_days) if item.max_age_days is not None else date.min
    codes = {row["loinc"] for row in snapshot["results"] if date.fromisoformat(row["taken_at"][:10]) >= since}
    return all(codes & set(alternatives) for alternatives in PANELS[item.code])
