"""A file becomes people and facts: which resources are kept, which are left out and why. Pure; `keep` writes what is gathered.

Room: patients.fhir. A new resource type gets a reader and a line in READERS.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from carecoord.interop.bundles import Contents, Entry, open_file
from carecoord.interop.references import Directory, Target, contained, target
from patients.fhir.conditions import allergy, diagnosis, procedure
from patients.fhir.documents import document
from patients.fhir.drafts import FactOf, LeftOut, Reading
from patients.fhir.medications import administration, joined, medication
from patients.fhir.observations import results
from patients.fhir.people import caregiver, person
from patients.importing.drafts import Draft, Person

Reader = Callable[[Entry, Reading], Iterable[Draft]]
READERS: dict[str, Reader] = {
    "AllergyIntolerance": allergy,
    "Condition": diagnosis,
    "DocumentReference": document,
    "MedicationAdministration": administration,
    "MedicationRequest": medication,
    "MedicationStatement": medication,
    "Observation": results,
    "Procedure": procedure,
    "RelatedPerson": caregiver,
}
REPORTED = {
    "Organization": "organizations are registered by an administrator, not by an import",
    "Practitioner": "people who work here are invited, not imported",
    "PractitionerRole": "people who work here are invited, not imported",
    "Medication": "it is read where a prescription names it",
}


@dataclass
class Gathered:
    """Everything a file says that this house keeps, and what it leaves out."""

    type: str
    people: dict[str, Person] = field(default_factory=dict)
    facts: list[FactOf] = field(default_factory=list)
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: Counter[str] = field(default_factory=Counter)

    def leave_out(self, kind: str, reason: str, path: str) -> None:
        self.left_out[kind, reason].append(path)


def gather(raw: bytes, zone: ZoneInfo) -> Gathered:
    """Read one file; raises Fault when it cannot be used at all."""
    contents = open_file(raw)
    reading = Reading(Directory.of(contents.entries), zone)
    found = Gathered(contents.type, remarks=reading.remarks)
    people = _people(contents, reading, found)
    for entry in contents.entries:
        if entry.kind in READERS:
            _fact(entry, reading, found, people)
        elif entry.kind != "Patient":
            found.leave_out(entry.kind, REPORTED.get(entry.kind, "this kind of resource is not kept"), entry.element.path)
    _join_administrations(found)
    _count_the_rest(contents, found)
    return found


def _people(contents: Contents, reading: Reading, found: Gathered) -> dict[str, Person]:
    """Every patient of the file by path; two with one number are two people in one record, which is refused."""
    by_path: dict[str, Person] = {}
    for entry in contents.entries:
        if entry.kind != "Patient":
            continue
        try:
            somebody = person(entry, reading)
        except LeftOut as left:
            found.leave_out(entry.kind, left.reason, entry.element.path)
            continue
        if somebody.source in found.people:
            raise entry.element.fault("Two patients of this file have the same record number.", "identifier")
        found.people[somebody.source] = by_path[entry.element.path] = somebody
    return by_path


def _fact(entry: Entry, reading: Reading, found: Gathered, people: dict[str, Person]) -> None:
    try:
        about, source = _about(entry, reading, people)
        drafts = list(READERS[entry.kind](entry, reading))
    except LeftOut as left:
        found.leave_out(entry.kind, left.reason, entry.element.path)
        return
    found.facts.append(FactOf(entry.kind, entry.element.path, drafts, source, about, entry.base))


def _about(entry: Entry, reading: Reading, people: dict[str, Person]) -> tuple[Target, str]:
    """Whom the resource is about: a patient of the file by source, else a target to be looked up among the records."""
    wanted = target(entry.element.one("subject") or entry.element.one("patient"))
    if wanted.is_empty:
        raise LeftOut("it does not say which patient it is about")
    if contained(entry.element, wanted) is not None:
        raise LeftOut("its patient is only described inside it")
    inside = reading.directory.find(wanted, base=entry.base)
    if inside is None:
        return wanted, ""
    somebody = people.get(inside.element.path)
    if somebody is None:
        raise LeftOut("its patient was left out" if inside.kind == "Patient" else "it is not about a patient")
    return wanted, somebody.source


def _join_administrations(found: Gathered) -> None:
    """All doses of one drug of one patient share one draft."""
    doses: dict[tuple[object, ...], list[FactOf]] = defaultdict(list)
    for fact in found.facts:
        if fact.kind == "MedicationAdministration":
            doses[fact.source, fact.about, fact.base, fact.drafts[0].source].append(fact)
    for facts in doses.values():
        shared = [joined([fact.drafts[0] for fact in facts])]
        for fact in facts:
            fact.drafts = shared


def _count_the_rest(contents: Contents, found: Gathered) -> None:
    for kind, count in contents.repeated.items():
        found.left_out[kind, "the file holds it twice"].extend([""] * count)
    if contents.without_resource:
        found.left_out["Bundle entry", "it holds no resource"].extend([""] * contents.without_resource)
