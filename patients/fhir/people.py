"""Patient -> a person of the record; RelatedPerson -> a caregiver named on paper, without access.

Room: patients.fhir.
"""

from __future__ import annotations

from collections.abc import Iterable

from carecoord.interop.bundles import Entry
from carecoord.interop.codes import concept, fits
from carecoord.interop.dates import Precision, under
from carecoord.interop.elements import Element
from patients.fhir.drafts import LeftOut, Reading, id_system, source_of
from patients.importing.drafts import Draft, Person, first, shortened
from patients.models import Caregiver, Sex

IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
# Social security, driving licence and passport are not needed for a referral; member and subscriber numbers belong to whole families.
NOT_KEPT = frozenset({"SS", "DL", "PPN", "SB", "NI", "MB", "SN"})
NOT_KEPT_SYSTEMS = ("us-ssn", "2.16.840.1.113883.4.1")
NAME_RANK = ("official", "usual", "", "temp", "nickname", "anonymous", "old", "maiden")
USE_RANK = ("mobile", "home", "", "work", "temp", "old")
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"


def person(entry: Entry, reading: Reading) -> Person:
    """Read a Patient; one without any name is left out, since nobody could be sure who it is."""
    patient = entry.element
    given, family = names(patient)
    if not (given or family):
        raise LeftOut("the patient has no name")
    known, mrn = identifiers(entry)
    has_died, died_at = died(patient, reading)
    values = {"given_name": fits(given, 80), "family_name": fits(family, 80), "deceased_at": died_at, **described(patient, reading)}
    return Person(
        path=patient.path,
        source=shortened("|".join(known[0])) if known else source_of(entry),
        values=values,
        identifiers=[*known, *([(id_system(entry), entry.id)] if entry.id and len(id_system(entry)) <= 200 else [])],
        mrn=fits(mrn, 100),
        has_died=has_died,
    )


def described(patient: Element, reading: Reading) -> dict[str, object]:
    """Everything about a patient but the name, the numbers and a death."""
    return {
        "birth_on": born(patient, reading),
        "sex": sex(patient, reading),
        **language(patient),
        **address(patient),
        "phone": telecom(patient, "phone", 32),
        "email": telecom(patient, "email", 254),
    }


def names(element: Element) -> tuple[str, str]:
    """Given and family name of the best name there is; a lone text is cut before its last word."""
    found = sorted(element.many("name"), key=lambda n: NAME_RANK.index(n.text("use")) if n.text("use") in NAME_RANK else 2)
    for name in found:
        given, family = " ".join(name.texts("given")).strip(), name.text("family")
        if given or family:
            return given, family
        head, _, tail = name.text("text").rpartition(" ")
        if tail:
            return head, tail
    return "", ""


def identifiers(entry: Entry) -> tuple[list[tuple[str, str]], str]:
    """(system, value) pairs, the record number first, and that number by itself; public numbers are left behind."""
    ranked: list[tuple[int, str, str]] = []
    for item in entry.element.many("identifier"):
        kind = concept(item.one("type")).code(IDENTIFIER_TYPES)
        system, value = item.text("system"), item.text("value")
        if not value or kind in NOT_KEPT or any(part in system for part in NOT_KEPT_SYSTEMS) or len(value) > 100 or len(system) > 200:
            continue
        ranked.append((0 if kind == "MR" else 1, system, value))
    ranked.sort(key=lambda item: item[0])
    pairs = list(dict.fromkeys((system, value) for _, system, value in ranked if system))
    return pairs, next((value for rank, _, value in ranked if rank == 0), "")


def born(patient: Element, reading: Reading) -> object:
    when = under(patient, "birthDate")
    if when and when.precision < Precision.DAY:
        reading.remark("A birth date that is only a year or a month was left empty.")
    if when and when.day and when.day > reading.today:
        raise patient.fault("The date of birth lies in the future.", "birthDate")
    return when.day if when else None


def sex(patient: Element, reading: Reading) -> str:
    written = patient.text("gender").casefold()
    written = {"f": "female", "m": "male"}.get(written, written)
    if written and written not in Sex.values:
        reading.remark("A gender that FHIR does not know was kept as unknown.")
    return written if written in Sex.values else ""


def died(patient: Element, reading: Reading) -> tuple[bool, object]:
    """Whether the patient has died, and when if that is known to the day."""
    when = under(patient, "deceasedDateTime")
    if when is None:
        return bool(patient.yes("deceasedBoolean")), None
    return True, when.instant(reading.zone)


def language(patient: Element) -> dict[str, object]:
    spoken = patient.many("communication")
    best = first([c for c in spoken if c.yes("preferred")] + spoken)
    code = ""
    if best is not None:
        said = concept(best.one("language"))
        code = first(c.code for c in said.codings) or ""
    needs = any(e.text("url") == INTERPRETER and e.yes("valueBoolean") for e in patient.many("extension"))
    values: dict[str, object] = {"language": code if 2 <= len(code) <= 16 else ""}
    return {**values, "needs_interpreter": True} if needs else values


def address(element: Element) -> dict[str, str]:
    found = element.many("address")
    best = next((a for a in found if a.text("use") != "old"), None)
    if best is None:
        return {}
    street = ", ".join(line for line in best.texts("line") if line)
    return {
        "address": fits(street or (best.text("text") if not best.text("city") else ""), 200),
        "city": best.text("city", 80),
        "state": best.text("state", 40),
        "zip_code": zip_code(best.text("postalCode")),
    }


def zip_code(text: str) -> str:
    """Nine digits get their hyphen; foreign codes stay as they are."""
    text = text.strip()
    if len(text) == 9 and text.isdigit():
        return f"{text[:5]}-{text[5:]}"
    return text[:10]


def telecom(element: Element, system: str, limit: int) -> str:
    """The best phone number or e-mail address; empty when it would not fit or is none."""
    found = [t for t in element.many("telecom") if t.text("system") == system]
    found.sort(key=lambda t: USE_RANK.index(t.text("use")) if t.text("use") in USE_RANK else 2)
    values = (t.text("value") for t in found)
    return first(v for v in values if len(v) <= limit and (system != "email" or "@" in v)) or ""


def caregiver(entry: Entry, reading: Reading) -> Iterable[Draft]:
    related = entry.element
    given, family = names(related)
    name = f"{given} {family}".strip()
    if not name:
        raise LeftOut("the related person has no name")
    if related.yes("active") is False:
        raise LeftOut("the related person is no longer active")
    relations = [c.name for c in map(concept, related.many("relationship")) if c.name]
    values = {
        "name": fits(name, 120),
        "relationship": fits(first(relations) or "", 60),
        "phone": telecom(related, "phone", 32),
        "email": telecom(related, "email", 254),
        "language": language(related)["language"],
    }
    yield Draft(Caregiver, source_of(entry), values)
