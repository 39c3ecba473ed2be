"""The signed hand-off as PDF by typst: text goes in as data, never as markup.

Room: referrals.handoff.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst

from carecoord.ui.dates import staff_day, staff_moment
from patients.models import list_name
from referrals.handoff.sections import SECTIONS, Content, Field, Kind, shown
from referrals.models import HandOff, Journey

TEMPLATE = Path(__file__).with_name("handoff.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def render(row: HandOff, journey: Journey) -> bytes:
    """PDF bytes of a signed version."""
    return bytes(typst.compile(_template(), sys_inputs={"data": json.dumps(data_of(row, journey))}, format="pdf"))


def data_of(row: HandOff, journey: Journey) -> dict[str, Any]:
    patient, zone = journey.patient, ZoneInfo(row.signed_zone or "UTC")
    return {
        "name": list_name(patient.family_name, patient.given_name),
        "born": staff_day(patient.birth_on) if patient.birth_on else "not known",
        "number": str(row.number),
        "center": journey.center.name,
        "practice": journey.practice.name,
        "signed_name": row.signed_name,
        "signed_at": staff_moment(row.signed_at, zone=zone, named=True) if row.signed_at else "",
        "meaning": row.meaning,
        "sha256": row.sha256,
        "sections": sections_of(row.content),
    }


def sections_of(content: Content) -> list[dict[str, Any]]:
    """Every section with its fields in words, empty ones too: what nobody said is said to be not known."""
    out = []
    for section in SECTIONS:
        part = content.get(section.code, {})
        values = part.get("fields", {})
        fields = [[field.label, in_words(field, values.get(field.name))] for field in section.fields]
        out.append({"code": section.code, "title": section.title, "fields": fields, "table": part.get("table"), "about": section.table})
    return out


def in_words(field: Field, value: Any) -> str:
    return staff_day(date.fromisoformat(value)) if field.kind is Kind.DATE and value else shown(field, value)
