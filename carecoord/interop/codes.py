"""Picking codes from a CodeableConcept: by system, by the systems' many spellings, and what to call it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carecoord.interop.elements import Element, clean

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"
SPELLINGS = {
    "https://loinc.org": LOINC,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "https://snomed.info/sct": SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
}


@dataclass(frozen=True)
class Coding:
    system: str
    code: str
    display: str


@dataclass(frozen=True)
class Concept:
    """A CodeableConcept: its codings in order, and its text."""

    codings: tuple[Coding, ...] = ()
    text: str = ""

    def code(self, system: str) -> str:
        """The first code of that system, or an empty string."""
        return next((c.code for c in self.codings if c.system == system and c.code), "")

    def coding(self, system: str) -> Coding | None:
        return next((c for c in self.codings if c.system == system and c.code), None)

    @property
    def name(self) -> str:
        """What a person would read: the text, else the first display, else the first code."""
        shown = [self.text, *(c.display for c in self.codings), *(c.code for c in self.codings)]
        return next((piece for piece in shown if piece), "")

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(c.code for c in self.codings if c.code)


def concept(element: Element | None) -> Concept:
    """Read a CodeableConcept; none at all is an empty one."""
    if element is None:
        return Concept()
    return Concept(tuple(coding(inner) for inner in element.many("coding")), element.text("text"))


def coding(element: Element) -> Coding:
    system = element.text("system")
    return Coding(SPELLINGS.get(system, system), element.text("code"), element.text("display"))


def concepts(elements: list[Element]) -> Iterator[Concept]:
    return (concept(element) for element in elements)


def fits(text: str, limit: int) -> str:
    """Cut to `limit` characters, with an ellipsis where something was lost."""
    text = clean(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
