"""Regimens as they are written: by letters (VRd, D-VRd, KPd), or as a list of drugs by ingredient or brand.

Room: patients.clinical. Letters stand for one regimen each; what could be read in two ways is left out and has to be entered by its drugs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from patients.clinical.drugs import BY_NAME, SHOWN, DrugClass, unknown
from patients.clinical.refusals import Code, Refusal
from patients.clinical.spelling import alike

V, R, D, DEX = "bortezomib", "lenalidomide", "daratumumab", "dexamethasone"
K, P, T, ISA = "carfilzomib", "pomalidomide", "thalidomide", "isatuximab"
C, M, IXA, ELO, SEL = "cyclophosphamide", "melphalan", "ixazomib", "elotuzumab", "selinexor"
LETTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Rd": (R, DEX),
    "Pd": (P, DEX),
    "Vd": (V, DEX),
    "Kd": (K, DEX),
    "VRd": (V, R, DEX),
    "RVd": (V, R, DEX),
    "KRd": (K, R, DEX),
    "KPd": (K, P, DEX),
    "IRd": (IXA, R, DEX),
    "IPd": (IXA, P, DEX),
    "PVd": (P, V, DEX),
    "VPd": (P, V, DEX),
    "VTd": (V, T, DEX),
    "VCd": (C, V, DEX),
    "KCd": (K, C, DEX),
    "PCd": (P, C, DEX),
    "CyBorD": (C, V, DEX),
    "VMP": (V, M, "prednisone"),
    "DRd": (D, R, DEX),
    "DPd": (D, P, DEX),
    "DVd": (D, V, DEX),
    "DKd": (D, K, DEX),
    "D-VRd": (D, V, R, DEX),
    "D-VTd": (D, V, T, DEX),
    "D-VCd": (D, C, V, DEX),
    "D-KRd": (D, K, R, DEX),
    "D-VMP": (D, V, M, "prednisone"),
    "IsaRd": (ISA, R, DEX),
    "IsaKd": (ISA, K, DEX),
    "IsaPd": (ISA, P, DEX),
    "Isa-VRd": (ISA, V, R, DEX),
    "Isa-KRd": (ISA, K, R, DEX),
    "ERd": (ELO, R, DEX),
    "EPd": (ELO, P, DEX),
    "SVd": (SEL, V, DEX),
    "XVd": (SEL, V, DEX),
    "SKd": (SEL, K, DEX),
    "SPd": (SEL, P, DEX),
    "DCEP": (DEX, C, "etoposide", "cisplatin"),
    "VDT-PACE": (V, DEX, T, "cisplatin", "doxorubicin", C, "etoposide"),
    "VTD-PACE": (V, DEX, T, "cisplatin", "doxorubicin", C, "etoposide"),
}


def plain(letters: str) -> str:
    """Letters as they are compared: hyphens, spaces and case do not matter, and Dara- is D-."""
    joined = re.sub(r"[\s-]+", "", letters).casefold()
    return "d" + joined[4:] if joined.startswith("dara") else joined


BY_LETTERS: Final = MappingProxyType({plain(name): drugs for name, drugs in LETTERS.items()})
NAMES: Final = MappingProxyType({**SHOWN, **{plain(name): name for name in LETTERS}})
BETWEEN: Final = re.compile(r"\s*(?:[+,;/&]|\b(?:and|with|then|followed by)\b)\s*", re.IGNORECASE)
ASIDE: Final = re.compile(  # said beside a regimen and no part of its name: how often, how much, which phase
    r"(?:[×x]\s*\d+\b|\b\d+\s+cycles?\b|\b\d+(?:\.\d+)?\s*m(?:c)?g(?:/m2|/kg)?\b|-?\blite\b|\b(?:maintenance|induction|consolidation)\b)",
    re.IGNORECASE,
)
TRANSPLANTS: Final = frozenset({"asct", "auto-hct", "hct", "sct", "autologous transplant", "auto transplant", "transplant"})


def regimen(name: str) -> tuple[str, ...]:
    """The ingredients of a regimen by its letters, as `VRd` or `IsaKd`; refused where they are not known."""
    known = BY_LETTERS.get(plain(name))
    if known is None:
        raise unknown(name, "drug", alike(name, NAMES), "Enter its drugs one by one.")
    return known


def drugs_in(text: str) -> tuple[str, ...]:
    """The ingredients that a line's regimen names, each once, in order: `D-VRd ×4, lenalidomide` or `Darzalex + Pomalyst`.

    A part that is neither letters nor a drug is refused, with what it may have meant.
    """
    found: list[str] = []
    for part in parts_of(text):
        found.extend(read(part))
    if not found:
        raise Refusal(Code.MISSING_INPUT, "regimen", "Write the regimen, or its drugs.")
    return tuple(dict.fromkeys(found))


def parts_of(text: str) -> list[str]:
    """A name that holds a word of joining ("daratumumab and hyaluronidase") stays whole."""
    bare = " ".join(ASIDE.sub(" ", text).split())
    if is_known(bare):
        return [bare]
    return [part for part in (one.strip(" -.()") for one in BETWEEN.split(bare)) if part]


def is_known(text: str) -> bool:
    return plain(text) in BY_LETTERS or " ".join(text.split()).casefold() in BY_NAME


def read(part: str) -> tuple[str, ...]:
    """One part of a regimen: letters first, then a drug."""
    letters = BY_LETTERS.get(plain(part))
    if letters:
        return letters
    named = " ".join(part.split()).casefold()
    if named in TRANSPLANTS:
        raise Refusal(Code.INVALID_CHOICE, "regimen", f"“{part}” is no drug: write its day under autologous transplant.")
    if named not in BY_NAME:
        raise unknown(part, "regimen", alike(part, NAMES), "Enter the drugs one by one.")
    ingredient, kind = BY_NAME[named]
    if kind is DrugClass.BONE_AGENT:
        raise Refusal(Code.INVALID_CHOICE, "regimen", f"“{part}” protects the bones and is no line of therapy: keep it as a medication.")
    return (ingredient,)
