"""One file into the record, in one transaction: all of it or nothing, with one audit row and a report.

Room: patients.fhir. Acting, reading and writing meet here and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError, transaction

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.audit import trail
from carecoord.interop.faults import Fault
from carecoord.interop.references import Target
from patients.fhir.drafts import FactOf
from patients.fhir.gather import Gathered, gather
from patients.fhir.keep_documents import keep_files
from patients.fhir.report import FileReport
from patients.importing.drafts import Draft
from patients.importing.keep_facts import CHANGED, LEFT_OUT, NEW, UNCHANGED, Facts, keep_facts
from patients.importing.keep_people import Pair, People, holders, keep_people
from patients.importing.lookalikes import lookalikes
from patients.permissions import Permission
from patients.verbs import record_death

STRANGER = "the patient it is about is neither in this file nor among the organization's records"
TAKEN_BACK = "its sender entered it in error"
CLASH = "Somebody else is importing the same records, or one of them is closed to the importer; try again, or as a member of its care team."
UNSTORABLE = "A value in this file is of a size that cannot be stored; nothing of the file was written."


class DryRun(Exception):
    """Leaves the transaction without its writes."""


def import_file(actor: Actor, name: str, raw: bytes, *, is_dry: bool = False) -> FileReport:
    """Take one file. A file that cannot be used leaves nothing behind; its report carries the refusal."""
    report = FileReport(name)
    started = time.monotonic()
    try:
        with acting(actor):
            _take(actor, raw, report, is_dry=is_dry)
            if is_dry:
                raise DryRun
    except DryRun:
        pass
    except Fault as fault:
        report = FileReport(name, refusal=str(fault), where=fault.where)
    except (Refused, NotAllowed) as refused:
        report = FileReport(name, refusal=str(refused))
    except IntegrityError:
        report = FileReport(name, refusal=CLASH)
    except DataError:
        report = FileReport(name, refusal=UNSTORABLE)
    report.seconds = time.monotonic() - started
    return report


def _take(actor: Actor, raw: bytes, report: FileReport, *, is_dry: bool) -> None:
    require(actor, Permission.IMPORT)
    if actor.place is None:
        raise Refused("Only an organization can import records.")
    found = gather(raw, ZoneInfo(actor.place.time_zone))
    with transaction.atomic():
        people = keep_people(actor, list(found.people.values()))
        pairs = list(_placed(actor, found, people, report))
        facts = keep_facts(actor, ((patient_id, draft) for patient_id, fact in pairs for draft in fact.drafts))
        keep_files(actor, facts.files, is_dry=is_dry)
        for patient, died_at in people.newly_dead:
            record_death(actor, patient.pk, version=patient.version, died_at=died_at)
        _tell(actor, found, people, [fact for _, fact in pairs], facts, report)
        touched = {patient.pk for patient in people.by_source.values()} | {patient_id for patient_id, _ in pairs}
        if touched:
            trail.record(actor, "patients.import_fhir", patients=touched, fields=report.types, reason=_counts(report))


def _placed(actor: Actor, found: Gathered, people: People, report: FileReport) -> Iterator[tuple[UUID, FactOf]]:
    """Each fact with its patient's id; facts about strangers are left out."""
    outside = [fact for fact in found.facts if not fact.source]
    held = holders(actor, [pair for fact in outside for pair in names_of(fact.about, fact.base)]) if outside else {}
    for fact in found.facts:
        if fact.source:
            yield people.by_source[fact.source].pk, fact
            continue
        patient_id = next((held[pair] for pair in names_of(fact.about, fact.base) if pair in held), None)
        if patient_id is None:
            report.leave_out(fact.kind, STRANGER, fact.path)
        else:
            yield patient_id, fact


def names_of(about: Target, base: str) -> Iterator[Pair]:
    """The (system, value) pairs under which a patient outside the file may be known here."""
    if about.value:
        if about.system:
            yield about.system, about.value
        return
    literal = about.literal.removeprefix("urn:uuid:")
    head, _, tail = literal.rpartition("/")
    if not head:
        yield "fhir/Patient", tail
    elif head == "Patient":
        yield f"{base or 'fhir'}/Patient", tail
    elif head.endswith("/Patient"):
        yield head, tail


def _tell(actor: Actor, found: Gathered, people: People, facts: list[FactOf], kept: Facts, report: FileReport) -> None:
    for (kind, reason), paths in found.left_out.items():
        for path in paths:
            report.leave_out(kind, reason, path)
    for outcome in people.outcome.values():
        report.count("Patient", outcome)
    for fact in facts:
        outcome = best(fact.drafts, kept)
        if outcome == LEFT_OUT:
            report.leave_out(fact.kind, TAKEN_BACK, fact.path)
        else:
            report.count(fact.kind, outcome)
    report.remarks.update(found.remarks)
    report.rows = {name: count for name, count in kept.rows.items() if count}
    alike = lookalikes(actor, people.new)
    report.lookalikes = [(str(pair.patient_id), str(pair.other_id), pair.score) for pair in alike]


def best(drafts: list[Draft], kept: Facts) -> str:
    """What to say of a resource with several rows."""
    outcomes = {kept.outcome[id(draft)] for draft in drafts}
    return next((o for o in (NEW, CHANGED, UNCHANGED) if o in outcomes), LEFT_OUT)


def _counts(report: FileReport) -> str:
    total = report.totals
    return f"{total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['left_out']} left out"
