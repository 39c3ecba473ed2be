"""Condition -> diagnosis, AllergyIntolerance -> allergy, Procedure -> procedure.

Room: patients.fhir.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from carecoord.interop.bundles import Entry
from carecoord.interop.codes import SNOMED, Concept, concept, fits
from carecoord.interop.dates import Precision, When, choice, under
from carecoord.interop.elements import Element
from patients.fhir import myeloma
from patients.fhir.drafts import LeftOut, Reading, source_of
from patients.importing.drafts import Draft, first
from patients.models import Allergy, Diagnosis, MyelomaType, Procedure, Refractory, Stage

OWN = "https://carecoord.example/fhir/StructureDefinition/"
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
CPT = "http://www.ama-assn.org/go/cpt"
NO_KNOWN_ALLERGY = frozenset({"716186003", "409137002", "428607008", "429625007", "no-allergy-info", "no-known-allergies"})
STAGE = re.compile(r"\b(III|II|I|3|2|1)\b")
STAGES = {"I": Stage.I, "1": Stage.I, "II": Stage.II, "2": Stage.II, "III": Stage.III, "3": Stage.III}
PLANNED = ("preparation", "not-done", "not done", "on-hold")


def status_code(element: Element, name: str) -> str:
    """The first code of a status that R4 writes as a CodeableConcept."""
    return first(c.code for c in concept(element.one(name)).codings) or ""


def named(said: Concept, when: When | None, limit: int) -> str:
    """The name, with the year or month behind it where no day is known to be kept as a date."""
    if when and when.precision < Precision.DAY:
        return f"{fits(said.name, limit - 10)} ({when.written})"
    return fits(said.name, limit)


def diagnosis(entry: Entry, reading: Reading) -> Iterable[Draft]:
    condition = entry.element
    verified = status_code(condition, "verificationStatus")
    if verified == "refuted":
        raise LeftOut("the condition was refuted")
    said = concept(condition.one("code"))
    if not said.name and verified != "entered-in-error":
        raise LeftOut("the condition has neither code nor name")
    if myeloma.disagrees(said):
        reading.remark("A SNOMED code for plasma cell disease came with a name that says otherwise; it was not coded as myeloma.")
    icd10, snomed, kind = myeloma.coded(said, status_code(condition, "clinicalStatus"))
    since, until = choice(condition, "onset")[0], choice(condition, "abatement")[0]
    asserted = next((under(e, "valueDateTime") for e in condition.many("extension") if e.text("url") == ASSERTED), None)
    when = since or asserted or under(condition, "recordedDate")
    values = {
        "icd10": icd10[:10],
        "snomed": snomed[:20],
        "display": named(said, when, 200),
        "diagnosed_on": when.day if when else None,
        "ended_on": until.day if until else None,
        "myeloma_type": kind,
        **stages(condition),
        **own_facts(condition),
    }
    yield Draft(Diagnosis, source_of(entry), values, retracted=verified == "entered-in-error")


def own_facts(condition: Element) -> dict[str, object]:
    """What this house wrote into extensions when it exported the record (`patients.fhir.export.disease`)."""
    told = [(e.text("url").removeprefix(OWN), e) for e in condition.many("extension") if e.text("url").startswith(OWN)]
    codes = {name: e.text("valueCode") for name, e in told if "valueCode" in e}
    found: dict[str, object] = {}
    if codes.get("myeloma-type") in MyelomaType.values:
        found["myeloma_type"] = codes["myeloma-type"]
    for name, column in (("extramedullary", "is_extramedullary"), ("measurable", "is_measurable")):
        if codes.get(name) in Refractory.values:
            found[column] = codes[name]
    findings = [e.text("valueString", 40) for name, e in told if name == "cytogenetic-finding"]
    return {**found, "cytogenetics": findings} if findings else found


def stages(condition: Element) -> dict[str, str]:
    """ISS and R-ISS where the stage says which of the two it is."""
    found: dict[str, str] = {}
    for item in condition.many("stage"):
        summary = concept(item.one("summary")).name
        text = f"{concept(item.one('type')).name} {summary}".casefold()
        match = STAGE.search(summary.upper())
        if match and re.search(r"\b(iss|international staging)\b", text):
            revised = "r-iss" in text or "riss" in text or "revised" in text
            found["r_iss" if revised else "iss"] = STAGES[match[1]]
    return found


def allergy(entry: Entry, reading: Reading) -> Iterable[Draft]:
    told = entry.element
    verified, clinical = status_code(told, "verificationStatus"), status_code(told, "clinicalStatus")
    if verified == "refuted" or clinical in ("resolved", "inactive"):
        raise LeftOut("the allergy was refuted or has resolved")
    reactions = told.many("reaction")
    substances = [concept(told.one("code")), *(concept(r.one("substance")) for r in reactions)]
    said = first(s for s in substances if s.name)
    retracted = verified == "entered-in-error"
    if said is None and not retracted:
        raise LeftOut("the allergy names no substance")
    if said and said.codes & NO_KNOWN_ALLERGY:
        raise LeftOut("it says that no allergy is known")
    signs = [c.name for r in reactions for c in map(concept, r.many("manifestation")) if c.name]
    severe = told.text("criticality") == "high" or any(r.text("severity") == "severe" for r in reactions)
    values = {
        "substance": fits(said.name if said else "", 200),
        "reaction": fits(", ".join(dict.fromkeys(signs)), 200),
        "is_severe": severe,
    }
    yield Draft(Allergy, source_of(entry), values, retracted=retracted)


def procedure(entry: Entry, reading: Reading) -> Iterable[Draft]:
    done = entry.element
    status = done.text("status")
    if status in PLANNED:
        raise LeftOut("the procedure was planned or not done")
    said = concept(done.one("code"))
    retracted = status == "entered-in-error"
    if not said.name and not retracted:
        raise LeftOut("the procedure has neither code nor name")
    start, end = choice(done, "performed")
    sites = [c.name for c in map(concept, done.many("bodySite")) if c.name]
    values = {
        "name": named(said, start, 200),
        "snomed": said.code(SNOMED)[:20],
        "cpt": said.code(CPT)[:10],
        "performed_on": start.day if start else None,
        "ended_on": end.day if end else None,
        "is_finished": status != "in-progress",
        "note": fits(", ".join(dict.fromkeys(sites)), 300),
    }
    yield Draft(Procedure, source_of(entry), values, retracted=retracted)
