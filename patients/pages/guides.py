"""The page beside a tool: when to use it, on whom it was tried, what it is not for, what it asks, in which units, by which dated limits.

Room: patients.pages. The words are those of `patients.clinical.guides`; the rest comes from the tool's own declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carecoord.ui.dates import staff_day
from patients.clinical.fields import Kind, Spec
from patients.clinical.guides import GUIDES, IS_REVIEWED
from patients.clinical.guides.guide import Guide
from patients.clinical.limits import Limit
from patients.clinical.sources import CODES, LIMITS
from patients.clinical.tool import Tool
from patients.clinical.words import said, unit_said

OF_THE_PERSON = ("age", "sex", "ecog", "prior_lines")
FORMS = {
    Kind.BOOLEAN: "Yes or no",
    Kind.DATE: "A date",
    Kind.TEXT: "A name",
    Kind.QUANTITY: "A value with its unit",
    Kind.COUNT: "A whole number",
    Kind.NUMBER: "A number",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One input: how it is answered, within which range, and whether a record fills it in."""

    label: str
    form: str
    span: str
    is_required: bool
    is_filled_in: bool


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: str
    source: str
    note: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class GuidePage:
    guide: Guide
    is_reviewed: bool
    asks: tuple[Asked, ...]
    limits: tuple[Row, ...]


def guide_page(tool: Tool[Any, Any]) -> GuidePage:
    return GuidePage(
        guide=GUIDES[tool.key],
        is_reviewed=IS_REVIEWED,
        asks=tuple(asked(key, spec) for key, spec in tool.inputs.items()),
        limits=tuple(rows(tool)),
    )


def asked(key: str, spec: Spec) -> Asked:
    return Asked(spec.label, form_of(spec), span(spec), spec.is_required, key in CODES or key in LIMITS or key in OF_THE_PERSON)


def form_of(spec: Spec) -> str:
    """In which units, or which answers there are."""
    if spec.options is not None:
        return ", ".join(words for _, words in spec.labelled)
    units = " or ".join(unit_said(unit) for unit in spec.units)
    many = "Several values in " if spec.kind is Kind.MEASURES else ""
    return f"{many}{units}" if units else FORMS.get(spec.kind, "A value")


def span(spec: Spec) -> str:
    """What is taken, in the first unit; beyond it an entry is refused as a likely slip."""
    if spec.low is None and spec.high is None:
        return ""
    unit = f" {unit_said(spec.units[0])}" if spec.units else ""
    if spec.high is None:
        return f"from {spec.low:f}{unit}"
    return f"{spec.low or 0:f} to {spec.high:f}{unit}"


def rows(tool: Tool[Any, Any]) -> Iterator[Row]:
    for name, limit in (tool.table.limits if tool.table else {}).items():
        yield Row(said(str(name)), f"{limit.value} {limit.unit}", source_of(limit), limit.note, limit.is_confirmed)


def source_of(limit: Limit) -> str:
    return f"{limit.source}, since {staff_day(limit.effective_on)}"
