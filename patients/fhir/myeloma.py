"""ICD-10-CM for plasma cell disease that came coded otherwise, and the heavy chain where the code names it.

Room: patients.fhir. A SNOMED code is believed only when its display agrees: 109989006 has been seen on a B-cell leukemia. Smoldering
myeloma keeps its SNOMED code, since ICD-10-CM has no code of its own for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from carecoord.interop.codes import ICD10CM, SNOMED, Concept
from patients.models import MyelomaType

WHO_ICD10 = "http://hl7.org/fhir/sid/icd-10"


@dataclass(frozen=True)
class Meaning:
    """Stem of the ICD-10-CM code; the fifth digit says remission or relapse. `says` must stand in the display."""

    stem: str
    says: tuple[str, ...]
    type: str = ""


MYELOMA = ("myeloma", "mieloma", "myelom", "myélome", "kahler")
SNOMED_MEANINGS = {
    "109989006": Meaning("C90.0", MYELOMA),
    "277579002": Meaning("C90.0", ("light chain myeloma",)),
    "277580004": Meaning("C90.0", ("secretory myeloma", "secretory multiple myeloma"), MyelomaType.NON_SECRETORY),
    "285421005": Meaning("C90.0", ("immunoglobulin g myeloma", "igg myeloma")),
    "285420006": Meaning("C90.0", ("immunoglobulin a myeloma", "iga myeloma")),
    "95210003": Meaning("C90.1", ("plasma cell leuk",)),
}
WHO_STEMS = {"C90.0": MYELOMA, "C90.1": ("plasma cell leuk",)}
CONTRADICTIONS = ("smoldering", "smouldering", "b-all", "lymphoblastic", "lymphoid", "lymphocytic", "family history", "suspected")


def coded(concept: Concept, clinical_status: str) -> tuple[str, str, str]:
    """ICD-10-CM code, SNOMED code, myeloma type; each may be empty."""
    snomed = concept.coding(SNOMED)
    icd10 = concept.code(ICD10CM).upper()
    meaning = _meaning(concept)
    if not icd10 and meaning:
        icd10 = f"{meaning.stem}{_fifth(clinical_status)}"
    return icd10, snomed.code if snomed else "", meaning.type if meaning else ""


def disagrees(concept: Concept) -> bool:
    """A code for plasma cell disease whose display says something else, or nothing."""
    snomed = concept.coding(SNOMED)
    return snomed is not None and snomed.code in SNOMED_MEANINGS and _meaning(concept) is None


def _meaning(concept: Concept) -> Meaning | None:
    for coding in concept.codings:
        if coding.system == SNOMED:
            meaning = SNOMED_MEANINGS.get(coding.code)
        elif coding.system == WHO_ICD10 and coding.code in WHO_STEMS:
            meaning = Meaning(coding.code, WHO_STEMS[coding.code])
        else:
            continue
        if meaning and _agrees(meaning, coding.display or concept.text, concept):
            return meaning
    return None


def _agrees(meaning: Meaning, display: str, concept: Concept) -> bool:
    said = display.casefold()
    everything = " ".join([concept.text, *(c.display for c in concept.codings)]).casefold()
    return any(word in said for word in meaning.says) and not any(word in everything for word in CONTRADICTIONS)


def _fifth(clinical_status: str) -> str:
    """ICD-10-CM's index takes myeloma without more as not having achieved remission."""
    return {"remission": "1", "relapse": "2", "recurrence": "2"}.get(clinical_status, "0")
