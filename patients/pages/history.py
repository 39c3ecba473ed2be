"""What was written in a record: who, when, from what to what. Newest first, page by page.

Room: patients.pages. Who looked is the audit log's page; this one reads `patients_change`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from carecoord.access.actor import Actor
from carecoord.ui.dates import staff_day, staff_moment
from carecoord.ui.parts import Tag, Tone
from patients.models import Change, Deed, Patient
from patients.pages.header import Head, head
from patients.verbs.rows import label

PAGE = 40
KINDS = {
    "patient": "Name and contact",
    "therapyline": "Line of therapy",
    "performancestatus": "Performance status",
    "coverage": "Insurance",
    "assessment": "Answer of a clinical tool",
}
TAGS = {
    Deed.ADDED: Tag("Added", Tone.DONE, "add"),
    Deed.CORRECTED: Tag("Changed", Tone.PLAIN, "edit"),
    Deed.ENTERED_IN_ERROR: Tag("Entered in error", Tone.LATE, "close"),
    Deed.MOVED: Tag("Moved on", Tone.PLAIN, "arrow_forward"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One field. `before` is empty where nothing stood."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    who: str
    kind: str
    tag: Tag
    moves: tuple[Move, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    head: Head
    rows: tuple[Row, ...]
    older: UUID | None
    is_first: bool


def history(actor: Actor, patient: Patient, after: UUID | None) -> History:
    found = list(changes(patient, after)[: PAGE + 1])
    rows = tuple(row_of(change) for change in found[:PAGE])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return History(head(actor, patient, "patients:history"), rows, older, is_first=after is None)


def changes(patient: Patient, after: UUID | None) -> models.QuerySet[Change]:
    """Those before the row `after`; none where that is no change of this record."""
    rows = Change.objects.filter(patient=patient).order_by("-at", "-pk")
    if after is None:
        return rows
    mark = rows.filter(pk=after).values_list("at", flat=True).first()
    if mark is None:
        return rows.none()
    return rows.filter(Q(at__lt=mark) | Q(pk__lt=after), at__lte=mark)


def row_of(change: Change) -> Row:
    model = apps.get_model(change.about)
    moves = tuple(move(model, name, *change.values[name]) for name in in_order(model, change.values))
    kind = KINDS.get(model._meta.model_name or "", str(model._meta.verbose_name).capitalize())
    return Row(change.at, change.by_name or "An import", kind, TAGS[Deed(change.deed)], moves, change.reason)


def in_order(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """As the forms have them; the database keeps no order of keys. What is no field comes last."""
    fields = [field.name for field in model._meta.concrete_fields]
    return sorted(names, key=lambda name: fields.index(name) if name in fields else len(fields))


def move(model: type[models.Model], name: str, before: str, after: str) -> Move:
    words = label(model, name)
    return Move(words[:1].upper() + words[1:], said(model, name, before), said(model, name, after))


def said(model: type[models.Model], name: str, text: str) -> str:
    """A kept value as pages write it: the words of a choice, the day, the moment; anything else as it was typed."""
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return text
    choices = {str(value): str(words) for value, words in getattr(field, "flatchoices", ())}
    if text in choices:
        return choices[text]
    try:
        if isinstance(field, models.DateTimeField):
            return staff_moment(datetime.fromisoformat(text)) if text else ""
        if isinstance(field, models.DateField):
            return staff_day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text
    return text
