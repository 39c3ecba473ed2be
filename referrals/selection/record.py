"""A record as the readers of facts see it: small frozen rows, the same whether they come from the live chart or from a frozen packet.

Room: referrals.selection. Pure; filled by `facts`. A row says what was entered: nothing is converted or judged here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from patients.clinical.sources import CODES as OF_TOOLS

# LOINC codes by the name the readers use. Codes: LOINC 2.82, as in the tools' own table.
LABS: Final[Mapping[str, tuple[str, ...]]] = {
    **{key: OF_TOOLS[key] for key in (
        "albumin", "alc", "anc", "calcium", "creatinine", "crp", "ferritin", "hemoglobin", "igg", "ldh", "platelets", "serum_m", "weight",
    )},
    "alt": ("1742-6",),
    "ast": ("1920-8",),
    "bilirubin": ("1975-2",),
    "cd3": ("8122-4",),
    "crcl": ("2164-2",),
    "egfr": ("98979-8", "62238-1", "33914-3"),
    "flc_ratio": ("48378-4",),
    "kappa": ("36916-5",),
    "lambda": ("33944-0",),
    "lvef": ("10230-1", "8806-2"),
    "spo2": ("59408-5", "2708-6"),
}  # fmt: skip  # a table: one row a line
NAME_OF: Final = {code: name for name, codes in LABS.items() for code in codes}


@dataclass(frozen=True, slots=True)
class Lab:
    """A result as it came; `unit` is UCUM, `low` and `high` its reference range."""

    value: Decimal
    unit: str
    on: date
    low: Decimal | None = None
    high: Decimal | None = None
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """`refractory` is yes, no or unknown; `drug_class` as the record keeps it; `is_active`: a medicine in use."""

    name: str
    drug_class: str
    refractory: str
    last_on: date | None = None
    is_active: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    started_on: date | None
    stopped_on: date | None
    transplant_on: date | None
    drugs: tuple[Drug, ...] = ()
    regimen: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis or another condition; `is_over`: it has ended."""

    name: str
    icd10: str
    on: date | None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered to a question that no table of the record holds; `value` is yes, no or a number as text."""

    value: str
    on: date
    by: str = ""


@dataclass(slots=True)
class Record:
    """Filled once, then only read. `cytogenetics`: None where no finding was entered, which is not "none found"."""

    today: date
    born_on: date | None = None
    sex: str = ""
    labs: dict[str, Lab] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    medicines: list[Drug] = field(default_factory=list)
    ecog: tuple[int, date] | None = None
    cytogenetics: tuple[str, ...] | None = None
    extramedullary: str = "unknown"
    measurable: str = "unknown"
    diagnosed_on: date | None = None
    caregivers: int = 0
    coverages: int = 0
    answers: dict[str, Answered] = field(default_factory=dict)
