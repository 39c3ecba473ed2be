"""MedicationRequest, MedicationStatement, MedicationAdministration -> medications.

Room: patients.fhir. An order says when a drug was started, an administration when it was last given. All administrations of one drug
become one row, since what matters for washout is the last dose.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from carecoord.interop.bundles import Entry
from carecoord.interop.codes import RXNORM, Concept, concept, fits
from carecoord.interop.dates import choice, under
from carecoord.interop.elements import Element
from carecoord.interop.references import contained, target
from patients.fhir.drafts import LeftOut, Reading, source_of
from patients.fhir.drugs import drug_class, is_alert
from patients.importing.drafts import Draft, first, shortened
from patients.models import Medication, name_key

NOT_TAKEN = {
    "draft": "the order is only a draft",
    "cancelled": "the order was cancelled",
    "not-taken": "the drug was not taken",
    "intended": "the drug is only planned",
    "not-done": "the dose was not given",
    "on-hold": "",
    "unknown": "",
}
PLANNED = ("proposal", "plan")


def medication(entry: Entry, reading: Reading) -> Iterable[Draft]:
    """One row of a request or a statement."""
    element = entry.element
    status = element.text("status")
    retracted = status == "entered-in-error"
    if NOT_TAKEN.get(status):
        raise LeftOut(NOT_TAKEN[status])
    if element.text("intent") in PLANNED or element.yes("doNotPerform"):
        raise LeftOut("the drug is only planned, or must not be given")
    said = drug(entry, reading)
    started, last = dates(entry)
    values = {**described(said, element), "started_on": started, "last_dose_on": last, "is_active": status == "active"}
    yield Draft(Medication, source_of(entry), values, retracted=retracted)


def dates(entry: Entry) -> tuple[date | None, date | None]:
    if entry.kind == "MedicationRequest":
        written = under(entry.element, "authoredOn")
        return (written.day if written else None), None
    start, end = choice(entry.element, "effective")
    return (start.day if start else None), (end.day if end else None)


def administration(entry: Entry, reading: Reading) -> Iterable[Draft]:
    """A dose that was given; `gather` joins those of one drug."""
    element = entry.element
    status = element.text("status")
    if NOT_TAKEN.get(status):
        raise LeftOut(NOT_TAKEN[status])
    if status == "entered-in-error":
        raise LeftOut("the dose was entered in error")
    start, end = choice(element, "effective")
    given = start.day if start else None
    last = end.day if end else given
    if last is None:
        raise LeftOut("the dose has no day")
    said = drug(entry, reading)
    key = said.code(RXNORM) or name_key(said.name)
    dose = element.one("dosage")
    values = {**described(said, element), "started_on": given or last, "last_dose_on": last, "is_active": status == "in-progress"}
    values["dose"] = dosage(dose, dose.one("dose")) if dose else ""
    yield Draft(Medication, shortened(f"administrations|{key}"), values)


def described(said: Concept, element: Element) -> dict[str, object]:
    rxnorm = said.code(RXNORM)[:12]
    instructions = [*element.many("dosageInstruction"), *(element.many("dosage") if isinstance(element.json.get("dosage"), list) else [])]
    return {
        "name": fits(said.name, 200),
        "rxnorm": rxnorm,
        "drug_class": drug_class(said.name, rxnorm),
        "dose": instruction(instructions[0]) if instructions else "",
        "is_alert": is_alert(said.name),
    }


def instruction(element: Element) -> str:
    rates = element.many("doseAndRate")
    return dosage(element, rates[0].one("doseQuantity") if rates else None)


def dosage(element: Element, amount: Element | None) -> str:
    """The sender's words, else amount and route."""
    text = element.text("text")
    if text or amount is None:
        return fits(text, 120)
    number = amount.number("value")
    said = f"{number.normalize():f} {amount.text('unit') or amount.text('code')}".strip() if number is not None else ""
    return fits(" ".join(part for part in (said, concept(element.one("route")).name) if part), 120)


def drug(entry: Entry, reading: Reading) -> Concept:
    """The drug's codes and name, wherever the resource keeps them."""
    said = concept(entry.element.one("medicationCodeableConcept"))
    if not said.name:
        said = referred(entry, reading)
    if not said.name:
        raise LeftOut("no drug is named")
    return said


def referred(entry: Entry, reading: Reading) -> Concept:
    reference = entry.element.one("medicationReference")
    wanted = target(reference)
    inside = contained(entry.element, wanted)
    found = reading.directory.find(wanted, base=entry.base)
    resource = inside or (found.element if found and found.kind == "Medication" else None)
    said = concept(resource.one("code")) if resource else Concept()
    return said if said.name or reference is None else Concept(text=reference.text("display"))


def joined(drafts: list[Draft]) -> Draft:
    """Doses of one drug as one row: first day, last day, and the dose given last."""
    latest = max(drafts, key=lambda d: d.values["last_dose_on"])
    days = [d.values["started_on"] for d in drafts]
    dose = first([latest.values["dose"], *(d.values["dose"] for d in drafts)]) or ""
    active = any(d.values["is_active"] for d in drafts)
    return Draft(Medication, latest.source, {**latest.values, "started_on": min(days), "dose": dose, "is_active": active})
