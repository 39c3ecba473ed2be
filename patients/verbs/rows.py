"""What every verb does first and last: find and lock the row, compare the version, check the sense, keep the history, audit.

Room: patients.verbs. No verb stands here; what only one verb needs belongs beside that verb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit import trail
from patients.models import Change, Deed, Fact, Patient

F = TypeVar("F", bound=Fact)
Watcher = Callable[[Actor, frozenset[UUID]], None]
_watchers: list[Watcher] = []
KEPT = frozenset({"id", "patient", "recorded_at", "recorded_by_id", "source", "is_entered_in_error", "version", "organization"})


def today(actor: Actor) -> date:
    """The date on the wall of the actor's organization."""
    return timezone.localdate(timezone=zone_of(actor))


def zone_of(actor: Actor) -> ZoneInfo:
    return ZoneInfo(actor.place.time_zone if actor.place else "UTC")


def locked_patient(actor: Actor, patient_id: UUID, permission: StrEnum) -> Patient:
    """The patient whose live chart the actor may write, locked. Outsiders: DoesNotExist; readers and colleagues: NotAllowed."""
    patient = Patient.objects.chart_of(actor).select_for_update(of=("self",)).filter(pk=patient_id).first()
    if patient is None:
        Patient.objects.visible_to(actor).only("pk").get(pk=patient_id)
        raise NotAllowed("You may read this record, not write in it.")
    require(actor, permission, patient)
    return patient


def locked_fact(actor: Actor, kind: type[F], pk: UUID, permission: StrEnum) -> F:
    """A fact of a chart the actor may write, locked, its patient beside it."""
    visible: QuerySet[F] = kind._default_manager.filter(patient__in=Patient.objects.chart_of(actor))  # type: ignore[assignment]  # stubs: Fact
    row = visible.select_for_update(of=("self",)).select_related("patient").filter(pk=pk).first()
    if row is None:
        visible.only("pk").get(pk=pk)
        raise NotAllowed("You may read this record, not write in it.")
    require(actor, permission, row)
    if row.is_entered_in_error:
        raise Refused("This was marked as entered in error; add it anew if it is right after all.")
    return row


def check_version(actor: Actor, row: Patient | Fact, version: int) -> None:
    """Raises Stale with who changed what since `version`."""
    if row.version == version:
        return
    later = Change.objects.filter(row_id=row.pk, version__gt=version).order_by("version")[:5]
    raise Stale(row.version, [told(change, row, zone_of(actor)) for change in later])


def told(change: Change, row: models.Model, zone: ZoneInfo) -> str:
    """One change as a sentence: "Rae Martin changed this at 12:03: phone from 555-0188 to 555-0190."."""
    who = change.by_name or "An import"
    moves = [f"{label(row, name)} {moved(*pair)}" for name, pair in change.values.items()]
    what = f": {', '.join(moves)}" if moves else ""
    return f"{who} {change.get_deed_display()} this at {change.at.astimezone(zone):%H:%M}{what}."


def moved(before: str, after: str) -> str:
    return f"from {before or 'empty'} to {after or 'empty'}"


def label(row: models.Model | type[models.Model], name: str) -> str:
    """The field's name as people say it; names that are no field stay as they are."""
    try:
        return str(getattr(row._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name.replace("_", " ")


def text_of(value: Any) -> str:
    """A value as the history keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def put(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set the values on the row; returns what differs as {field: [before, after]}."""
    known = {f.name for f in row._meta.concrete_fields} - KEPT
    unknown = sorted(set(values) - known)
    if unknown:
        raise TypeError(f"No such fields of {row._meta.model_name}: {', '.join(unknown)}")
    differing = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            differing[name] = [text_of(before), text_of(value)]
            setattr(row, name, value)
    return differing


def check_sense(actor: Actor, row: models.Model, patient: Patient) -> None:
    """Field rules of the model, and no date in the future or before birth. Refused names the field."""
    try:
        row.clean_fields(exclude={f.name for f in row._meta.concrete_fields if f.is_relation})
    except ValidationError as fault:
        name, messages = next(iter(fault.message_dict.items()))
        raise Refused(f"{label(row, name).capitalize()}: {messages[0]}", field=name) from fault
    check_days(row, (f.attname for f in row._meta.concrete_fields if f.attname.endswith("_on")), patient, today(actor))


def check_days(row: models.Model, names: Iterable[str], patient: Patient, now: date) -> None:
    for name in names:
        day = getattr(row, name)
        if day is None:
            continue
        if day > now + timedelta(days=1):  # a colleague two zones east may already write tomorrow's date
            raise Refused(f"{label(row, name).capitalize()}: this date lies in the future.", field=name)
        if patient.birth_on and day < patient.birth_on:
            raise Refused(f"{label(row, name).capitalize()}: this date lies before the date of birth.", field=name)


def keep(actor: Actor, row: Patient | Fact, deed: Deed, values: Mapping[str, list[str]], *, reason: str = "", action: str = "") -> None:
    """The history row and the audit row of one write."""
    patient_id = row.pk if isinstance(row, Patient) else row.patient_id
    Change(
        patient_id=patient_id,
        about=row._meta.label_lower,
        row_id=row.pk,
        version=row.version,
        deed=deed,
        values=dict(values),
        reason=reason[:300],
        by_id=actor.user_id,
        by_name=actor.name[:120],
    ).save(force_insert=True)
    trail.record(actor, action or f"{row._meta.model_name}.{deed}", about=row, patients=[patient_id], fields=values, reason=reason)
    if isinstance(row, Fact):
        written(actor, [patient_id])


def on_written(watcher: Watcher) -> Watcher:
    """Register what else happens when facts of patients were written; called in the same transaction, an import once for all of them."""
    if watcher not in _watchers:
        _watchers.append(watcher)
    return watcher


def written(actor: Actor, patient_ids: Iterable[UUID]) -> None:
    ids = frozenset(patient_ids)
    for watcher in _watchers if ids else ():
        watcher(actor, ids)


def insert(actor: Actor, row: F) -> F:
    """Save a new fact under its own key."""
    row.recorded_by_id = actor.user_id
    row.save(force_insert=True)
    return row


def advance(row: Patient | Fact, names: Iterable[str]) -> None:
    """Save the named fields with the next version."""
    row.version += 1
    row.save(update_fields=[*names, "version"])
