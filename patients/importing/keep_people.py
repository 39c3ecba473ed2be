"""Writes the patients of a file: found again by number, brought up to date, or registered anew in the organization's custody.

Room: patients.importing. Only records of the acting organization are looked at, so nothing hints at anybody else's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.interop.faults import Fault
from patients.importing.drafts import Person
from patients.importing.merging import BATCH, Differing, change, filled, put, save_all
from patients.models import Change, Deed, Identifier, Patient, name_key

Pair = tuple[str, str]
MRN = "mrn"


@dataclass
class People:
    """Patients by their source in the file, and how each fared."""

    by_source: dict[str, Patient] = field(default_factory=dict)
    outcome: dict[str, str] = field(default_factory=dict)
    new: list[Patient] = field(default_factory=list)
    newly_dead: list[tuple[Patient, datetime]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def keep_people(actor: Actor, people: list[Person], *, is_strict: bool = True) -> People:
    """In a handful of statements, however many people there are. Unless strict, one who cannot be kept is refused and the rest are kept."""
    held = holders(actor, [pair for person in people for pair in (*person.identifiers, (MRN, person.mrn)) if pair[1]])
    records = _records(actor, people, held)
    kept = People()
    changed: dict[UUID, tuple[Patient, Differing]] = {}
    for person in people:
        try:
            record = _match(person, records, held)
        except Fault as fault:
            if is_strict:
                raise
            kept.refused[person.path] = fault.sentence
            continue
        if record is None:
            kept.new.append(_new(actor, person, kept))
        else:
            _update(person, record, kept, changed)
    Patient.objects.bulk_create(kept.new, batch_size=BATCH)
    _save(actor, changed)
    _number(actor, people, kept, held)
    return kept


def holders(actor: Actor, pairs: list[Pair]) -> dict[Pair, UUID]:
    """Which patient of the organization each (system, value) belongs to."""
    values = {value for _, value in pairs}
    rows = Identifier.objects.filter(organization_id=actor.place_id, value__in=values, system__in={system for system, _ in pairs})
    return {(system, value): patient for system, value, patient in rows.values_list("system", "value", "patient_id")}


def _records(actor: Actor, people: list[Person], held: dict[Pair, UUID]) -> dict[object, Patient]:
    """Records that any of the people may be, locked, by id and by source."""
    wanted = Q(source__in=[person.source for person in people]) | Q(pk__in=set(held.values()))
    rows = Patient.objects.filter(wanted, custodian_id=actor.place_id).order_by("pk").select_for_update(of=("self",))
    found: dict[object, Patient] = {}
    for row in rows:
        found[row.pk] = row
        if row.source:
            found[row.source] = row
    return found


def _match(person: Person, records: dict[object, Patient], held: dict[Pair, UUID]) -> Patient | None:
    """The record with the person's own number, unless it contradicts them; another number counts only where name and birth agree."""
    own = records.get(person.source)
    if own is not None and contradicts(person, own):
        raise Fault("This number belongs to a patient with another name and another date of birth.", path=person.path)
    pairs = [*person.identifiers, (MRN, person.mrn)]
    others = [record for pair in pairs if (record := records.get(held.get(pair))) is not None and agrees(person, record)]
    candidates = {record.pk: record for record in (own, *others) if record is not None}
    if len(candidates) > 1:
        raise Fault("The numbers of this patient belong to two records of the organization; join or correct them first.", path=person.path)
    return next(iter(candidates.values()), None)


def agrees(person: Person, record: Patient) -> bool:
    """Family name and date of birth are the same; the whole name, where a date is missing. Families share numbers."""
    births = person.values["birth_on"], record.birth_on
    if None in births:
        return names_of(person) == (name_key(record.family_name), name_key(record.given_name))
    return births[0] == births[1] and names_of(person)[0] == name_key(record.family_name)


def contradicts(person: Person, record: Patient) -> bool:
    """Another date of birth and another name: a correction changes one of them, never both."""
    births = person.values["birth_on"], record.birth_on
    return None not in births and births[0] != births[1] and names_of(person) != (name_key(record.family_name), name_key(record.given_name))


def names_of(person: Person) -> Pair:
    return name_key(person.values["family_name"]), name_key(person.values["given_name"])


def _new(actor: Actor, person: Person, kept: People) -> Patient:
    values = filled(person.values)
    if person.has_died:
        values.setdefault("deceased_at", timezone.now())
    row = Patient(custodian_id=actor.place_id, source=person.source, **values)
    row.name_key = name_key(row.family_name, row.given_name)
    kept.by_source[person.source] = row
    kept.outcome[person.path] = "new"
    return row


def _update(person: Person, record: Patient, kept: People, changed: dict[UUID, tuple[Patient, Differing]]) -> None:
    """Everything but a death: that has a verb of its own, with consequences."""
    died = person.values["deceased_at"]
    if person.has_died and record.deceased_at is None:
        kept.newly_dead.append((record, died or timezone.now()))
    differing = put(record, {name: value for name, value in person.values.items() if name != "deceased_at"})
    if differing:
        record.name_key = name_key(record.family_name, record.given_name)
        record.updated_at = timezone.now()
        changed[record.pk] = (record, differing)
    is_changed = bool(differing) or bool(kept.newly_dead and kept.newly_dead[-1][0] is record)
    kept.outcome[person.path] = "changed" if is_changed else "unchanged"
    kept.by_source[person.source] = record


def _save(actor: Actor, changed: dict[UUID, tuple[Patient, Differing]]) -> None:
    fields = {name for _, differing in changed.values() for name in differing} | {"name_key", "updated_at"}
    save_all(Patient, [row for row, _ in changed.values()], fields)
    Change.objects.bulk_create([change(actor, row, Deed.CORRECTED, differing) for row, differing in changed.values()], batch_size=BATCH)


def _number(actor: Actor, people: list[Person], kept: People, held: dict[Pair, UUID]) -> None:
    """Numbers not held yet. A record number that somebody else has is not taken again, under its own system it is."""
    has_mrn = set(
        Identifier.objects.filter(
            organization_id=actor.place_id, system=MRN, patient__in=[row.pk for row in kept.by_source.values()]
        ).values_list("patient_id", flat=True)
    )
    rows: dict[Pair, Identifier] = {}
    given: dict[UUID, set[Pair]] = defaultdict(set)
    for person in people:
        patient = kept.by_source.get(person.source)
        if patient is None:
            continue
        pairs = list(person.identifiers)
        if person.mrn and patient.pk not in has_mrn:
            pairs.append((MRN, person.mrn))
        for pair in pairs:
            if pair not in held and pair not in rows and pair not in given[patient.pk]:
                rows[pair] = Identifier(patient=patient, organization_id=actor.place_id, system=pair[0], value=pair[1])
                given[patient.pk].add(pair)
    Identifier.objects.bulk_create(rows.values(), batch_size=BATCH)
