"""Bringing rows up to date with what a sender says now: what differs, the next version, and the history of it, in bulk.

Room: patients.importing. An empty value from a sender never erases what stands in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from carecoord.access.actor import Actor
from patients.models import Change, Deed, DocumentKind, DrugClass, Fact, Patient, PerformanceStatus, Refractory, Result
from patients.verbs.rows import text_of

BATCH = 500
WHOLE = (Result, PerformanceStatus)  # nobody edits these by hand, so the sender's word replaces all of it
WEAK = {  # "not known" never replaces what somebody knew
    "drug_class": DrugClass.OTHER,
    "kind": DocumentKind.OTHER,
    "is_extramedullary": Refractory.UNKNOWN,
    "is_measurable": Refractory.UNKNOWN,
}

Differing = dict[str, list[str]]


def known(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values worth writing over what is there."""
    if model in WHOLE:
        return dict(values)
    return {name: value for name, value in values.items() if value not in (None, "", []) and WEAK.get(name) != value}


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new row: whatever is None or empty is left to the model's default."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def put(row: Patient | Fact, values: Mapping[str, Any]) -> Differing:
    """Set what differs and return it as {field: [before, after]}; the version moves on if anything did."""
    differing: Differing = {}
    for name, value in known(type(row), values).items():
        before = getattr(row, name)
        if before != value:
            differing[name] = [text_of(before), text_of(value)]
            setattr(row, name, value)
    if differing:
        row.version += 1
    return differing


def change(actor: Actor, row: Patient | Fact, deed: Deed, differing: Differing) -> Change:
    """The history row of one imported correction."""
    return Change(
        patient_id=row.pk if isinstance(row, Patient) else row.patient_id,
        about=row._meta.label_lower,
        row_id=row.pk,
        version=row.version,
        deed=deed,
        values=differing,
        reason="Import",
        at=timezone.now(),
        by_id=actor.user_id,
        by_name=actor.name[:120],
    )


def save_all(model: type[Patient] | type[Fact], rows: Iterable[Patient | Fact], fields: Iterable[str]) -> None:
    """Write the named fields of many rows in few statements."""
    changed = list(rows)
    if changed:
        model._default_manager.bulk_update(changed, sorted({*fields, "version"}), batch_size=BATCH)  # type: ignore[arg-type]  # of `model`
