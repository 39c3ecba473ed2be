"""Kept answers of clinical tools as the record shows them, newest first, and the shelf of tools for one patient.

Room: patients.pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from carecoord.ui.parts import Fact
from patients.clinical.registry import TOOLS
from patients.models import Assessment, Patient
from patients.pages.tools import GROUPS, Entry, Group, lines, on_shelf

MOST = 50  # newer ones push older ones off the page; all stay in the history


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept answer. `newer_rule` is empty while the rule it used still stands."""

    id: UUID
    version: int
    name: str
    at: datetime
    result: tuple[Fact, ...]
    notes: tuple[str, ...]
    rule: str
    newer_rule: str
    again: str


def kept(patient: Patient) -> list[Kept]:
    rows = Assessment.objects.filter(patient=patient, is_entered_in_error=False)
    return [as_kept(patient, row) for row in rows[:MOST]]


def as_kept(patient: Patient, row: Assessment) -> Kept:
    tool = TOOLS.get(row.tool)
    now = tool.version_with() if tool else ""
    return Kept(
        id=row.pk,
        version=row.version,
        name=tool.name if tool else row.tool,
        at=row.assessed_at,
        result=tuple(lines(row.result)),
        notes=tuple(row.notes),
        rule=row.rule,
        newer_rule=now if now != row.rule else "",
        again=reverse("patients:tool", args=[patient.pk, row.tool]) if tool else "",
    )


ABOUT_PEOPLE = tuple(title for title in GROUPS if title != "Units and readability")


def shelf(patient: Patient) -> tuple[Group, ...]:
    return tuple(Group(title, tuple(entries(patient, GROUPS[title]))) for title in ABOUT_PEOPLE)


def entries(patient: Patient, keys: tuple[str, ...]) -> Iterator[Entry]:
    for key in keys:
        general = on_shelf(TOOLS[key])
        yield Entry(general.name, reverse("patients:tool", args=[patient.pk, key]), general.asks)
