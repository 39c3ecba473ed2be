"""A patient list into the record, in one transaction: sound rows are kept, the others are reported; lookalikes are flagged.

Room: patients.csv_import.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import DataError, IntegrityError
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import Refused
from carecoord.access.permissions import require
from carecoord.audit import trail
from patients.csv_import.headers import find_columns
from patients.csv_import.report import ListReport, RowReport
from patients.csv_import.rows import Read, Reader
from patients.csv_import.tables import read_table
from patients.importing.drafts import Draft
from patients.importing.keep_facts import CHANGED, UNCHANGED, keep_facts
from patients.importing.keep_people import MRN, People, holders, keep_people
from patients.importing.lookalikes import Lookalike, lookalikes
from patients.models import Patient
from patients.permissions import Permission
from patients.verbs import record_death

AUDITED = 1000  # patients in one audit row


class DryRun(Exception):
    """Leaves the transaction without its writes."""


def import_list(
    actor: Actor, name: str, raw: bytes, *, told: dict[str, str] | None = None, is_dry: bool = False, holds_lookalikes: bool = False
) -> ListReport:
    """Raises Fault when the file is no list of patients at all, Refused when it may not be imported now."""
    report = ListReport(name)
    try:
        with acting(actor):
            _take(actor, raw, told or {}, report, holds_lookalikes)
            if is_dry:
                raise DryRun
    except DryRun:
        pass
    except (IntegrityError, DataError):
        raise Refused("Somebody else is importing the same patients, or one of their records is closed to the importer.") from None
    return report


def _take(actor: Actor, raw: bytes, told: dict[str, str], report: ListReport, holds_lookalikes: bool) -> None:
    require(actor, Permission.IMPORT)
    if actor.place is None:
        raise Refused("Only an organization can import patients.")
    zone = ZoneInfo(actor.place.time_zone)
    table = read_table(raw)
    mapping = find_columns(table.columns, told)
    report.mapping, report.remarks = mapping, list(table.remarks)
    report.unmapped = [column for column in table.columns if not any(column in found for found in mapping.values())]
    reader = Reader.of(table, mapping, today=timezone.localdate(timezone=zone), zone=zone)
    reads = [reader.read(row) for row in table.rows]
    repeated = once(reads)
    held = _alike_before(actor, reads) if holds_lookalikes else {}
    people = keep_people(actor, [r.person for r in reads if r.person and not r.problems and r.path not in held], is_strict=False)
    for patient, died_at in people.newly_dead:
        record_death(actor, patient.pk, version=patient.version, died_at=died_at)
    pairs = list(_diagnoses(actor, reads, people))
    facts = keep_facts(actor, ((patient_id, draft) for _, patient_id, draft in pairs))
    alike = {**held, **_best(lookalikes(actor, people.new), people, reads)}
    fared = {read.path: facts.outcome[id(draft)] for read, _, draft in pairs}
    fates = Fates(people, repeated, held, alike, fared)
    report.rows = [_told(read, fates) for read in reads]
    _audit(actor, people, {patient_id for _, patient_id, _ in pairs}, report)


def once(reads: list[Read]) -> dict[str, str]:
    """Rows that say again what an earlier row said; one with the number of another person is a problem."""
    first: dict[str, Read] = {}
    repeated: dict[str, str] = {}
    for read in reads:
        if read.person is None:
            continue
        earlier = first.setdefault(read.person.source, read)
        if earlier is read or earlier.person is None:
            continue
        if earlier.person.values == read.person.values:
            repeated[read.path] = f"This repeats {earlier.path}."
            read.person = None
        else:
            read.problems.append(f"{earlier.path.capitalize()} has the same number and says something else.")
    return repeated


def _alike_before(actor: Actor, reads: list[Read]) -> dict[str, Lookalike]:
    """Rows that resemble a record or an earlier row, found before anything is written."""
    rows = {}
    known = {p.source for p in Patient.objects.filter(custodian_id=actor.place_id, source__in=[r.person.source for r in reads if r.person])}
    for read in reads:
        if read.person and read.person.source not in known:
            values = {k: v for k, v in read.person.values.items() if v is not None}
            rows[read.path] = Patient(custodian_id=actor.place_id, **values)
    path_of = {row.pk: path for path, row in rows.items()}
    found: dict[str, Lookalike] = {}
    for pair in lookalikes(actor, rows.values()):
        found.setdefault(path_of[pair.patient_id], pair)
    return found


def _best(pairs: list[Lookalike], people: People, reads: list[Read]) -> dict[str, Lookalike]:
    path_of = {people.by_source[r.person.source].pk: r.path for r in reads if r.person and r.person.source in people.by_source}
    best: dict[str, Lookalike] = {}
    for pair in pairs:
        best.setdefault(path_of[pair.patient_id], pair)
    return best


def _diagnoses(actor: Actor, reads: list[Read], people: People) -> Iterator[tuple[Read, UUID, Draft]]:
    """Diagnoses of the rows' own patients, and of patients whom a row names by number only."""
    numbers = [(MRN, read.mrn) for read in reads if read.diagnosis and read.person is None]
    held = holders(actor, numbers) if numbers else {}
    for read in reads:
        if read.diagnosis is None or read.problems:
            continue
        patient = people.by_source.get(read.person.source) if read.person else None
        patient_id = patient.pk if patient else held.get((MRN, read.mrn))
        if patient_id is not None:
            yield read, patient_id, read.diagnosis
        elif read.person is None:
            read.problems.append("No patient of the organization has this number.")


@dataclass
class Fates:
    """How the rows fared, by path: repeats of earlier rows, rows held back, the best lookalike, the outcome of a diagnosis."""

    people: People
    repeated: dict[str, str]
    held: dict[str, Lookalike]
    alike: dict[str, Lookalike]
    diagnoses: dict[str, str]

    def problems(self, read: Read) -> list[str]:
        return [*read.problems, *([self.people.refused[read.path]] if read.path in self.people.refused else [])]

    def outcome(self, read: Read) -> str:
        if read.path in self.repeated:
            return "repeated"
        if self.problems(read):
            return "refused"
        if read.path in self.held:
            return "held"
        person, diagnosis = self.people.outcome.get(read.path, UNCHANGED), self.diagnoses.get(read.path, UNCHANGED)
        if person != UNCHANGED or diagnosis == UNCHANGED:
            return person
        return CHANGED if read.person else diagnosis


def _told(read: Read, fates: Fates) -> RowReport:
    """The report of one row."""
    outcome = fates.outcome(read)
    patient = fates.people.by_source.get(read.person.source) if read.person and outcome != "refused" else None
    pair = fates.alike.get(read.path)
    return RowReport(
        row=read.row.number,
        line=read.row.line,
        outcome=outcome,
        record=str(patient.pk) if patient else "",
        problems=fates.problems(read),
        warnings=[*read.warnings, *([fates.repeated[read.path]] if read.path in fates.repeated else [])],
        resembles=str(pair.other_id) if pair else "",
        score=pair.score if pair else 0,
    )


def _audit(actor: Actor, people: People, others: set[UUID], report: ListReport) -> None:
    touched = sorted({patient.pk for patient in people.by_source.values()} | others, key=str)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.totals.items()))
    for start in range(0, len(touched), AUDITED):
        trail.record(actor, "patients.import_list", patients=touched[start : start + AUDITED], fields=report.mapping, reason=counts)
