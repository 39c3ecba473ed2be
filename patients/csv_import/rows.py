"""A row becomes a person, perhaps with a diagnosis, or a problem in words.

Room: patients.csv_import. Pure. A cell that cannot be read is left empty and reported; a row without a name is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from carecoord.interop.codes import fits
from patients.csv_import import values
from patients.csv_import.headers import Mapping
from patients.csv_import.tables import Row, Table
from patients.csv_import.values import Odd, Order
from patients.fhir.people import zip_code
from patients.importing.drafts import Draft, Person, shortened
from patients.models import Diagnosis, name_key

T = TypeVar("T")
DATES = ("birth_on", "deceased_on", "diagnosed_on")


@dataclass
class Read:
    """What one row says. `person` is None when it names nobody; then `mrn` alone may find a record for the diagnosis."""

    row: Row
    person: Person | None = None
    mrn: str = ""
    diagnosis: Draft | None = None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"row {self.row.number}"


@dataclass
class Reader:
    """Reads the rows of one table; knows how each of its columns writes dates."""

    mapping: Mapping
    orders: dict[str, Order]
    today: date
    zone: ZoneInfo

    @classmethod
    def of(cls, table: Table, mapping: Mapping, *, today: date, zone: ZoneInfo) -> Reader:
        orders = {name: values.order_of(row.cells[mapping[name][0]] for row in table.rows) for name in DATES if name in mapping}
        return cls(mapping, orders, today, zone)

    def read(self, row: Row) -> Read:
        found = Read(row, warnings=[row.remark] if row.remark else [])
        found.mrn = fits(self.cell(row, "mrn"), 100)
        given, family = self.names(row)
        self._diagnosis(row, found)
        if given or family:
            found.person = self._person(row, found, given, family)
        elif not (found.mrn and found.diagnosis):
            found.problems.append("The row names nobody.")
        return found

    def cell(self, row: Row, name: str) -> str:
        found = (row.cells.get(column, "") for column in self.mapping.get(name, ()))
        return " ".join(cell for cell in found if cell and not values.absent(cell))

    def names(self, row: Row) -> tuple[str, str]:
        given, family = self.cell(row, "given_name"), self.cell(row, "family_name")
        return (given, family) if given or family else values.split_name(self.cell(row, "full_name"))

    def _person(self, row: Row, found: Read, given: str, family: str) -> Person:
        died = self._day(row, "deceased_on", found)
        kept: dict[str, Any] = {
            "given_name": fits(given, 80),
            "family_name": fits(family, 80),
            "birth_on": self._day(row, "birth_on", found),
            "sex": _or(values.sex, self.cell(row, "sex"), "", found),
            "language": _or(values.language, self.cell(row, "language"), "", found),
            "phone": _or(values.phone, self.cell(row, "phone"), "", found),
            "email": _or(values.email, self.cell(row, "email"), "", found),
            "address": fits(self.cell(row, "address"), 200),
            "city": fits(self.cell(row, "city"), 80),
            "state": fits(self.cell(row, "state"), 40),
            "zip_code": zip_code(self.cell(row, "zip_code")),
            "deceased_at": datetime.combine(died, time(12), self.zone).astimezone(UTC) if died else None,
        }
        needs = _or(values.yes, self.cell(row, "needs_interpreter"), None, found)
        if needs:
            kept["needs_interpreter"] = True
        return Person(found.path, identity(found.mrn, kept), kept, mrn=found.mrn, has_died=died is not None)

    def _day(self, row: Row, name: str, found: Read) -> date | None:
        cell = self.cell(row, name)
        return _or(lambda text: values.day(text, self.orders[name], self.today), cell, None, found) if cell else None

    def _diagnosis(self, row: Row, found: Read) -> None:
        code = _or(values.icd10, self.cell(row, "diagnosis_code"), "", found) if self.cell(row, "diagnosis_code") else ""
        name = self.cell(row, "diagnosis_name") or self.cell(row, "diagnosis_code")
        on = self._day(row, "diagnosed_on", found)
        if name:
            drafted = {"icd10": code, "display": fits(name, 200), "diagnosed_on": on}
            found.diagnosis = Draft(Diagnosis, shortened(f"csv/diagnosis|{code or name_key(name)}"), drafted)


def identity(mrn: str, kept: dict[str, Any]) -> str:
    """The record number, else a fingerprint of what the row says, so that importing a list again finds its rows."""
    if mrn:
        return shortened(f"mrn|{mrn}")
    told = "|".join(str(kept[name] or "") for name in ("birth_on", "sex", "phone", "address", "zip_code"))
    text = f"{name_key(kept['family_name'], kept['given_name'])}|{told}"
    return f"csv|{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _or(read: Callable[[str], T], cell: str, otherwise: T, found: Read) -> T:
    """The value, or `otherwise` and a warning."""
    try:
        return read(cell)
    except Odd as odd:
        found.warnings.append(odd.sentence)
        return otherwise
