"""How each fact is found in a record: one reader a key, in tables. Pure; a reader answers None where the record does not say.

Room: referrals.selection. What somebody answered to a direct question beats what is derived, unless the record is newer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from patients.clinical.age import age_on
from referrals.selection.course import COURSE
from referrals.selection.criteria import Fact
from referrals.selection.disease import DISEASE
from referrals.selection.keys import COURSE as TREATMENT
from referrals.selection.keys import KEYS, Kind
from referrals.selection.measured import MEASURED
from referrals.selection.record import Record

Reader = Callable[[Record], Fact | None]


def age(record: Record) -> Fact | None:
    years = age_on(record.today, born_on=record.born_on)
    return None if years is None else Fact(Decimal(years), record.today, "date of birth")


def ecog(record: Record) -> Fact | None:
    return None if record.ecog is None else Fact(Decimal(record.ecog[0]), record.ecog[1], "record")


def female(record: Record) -> Fact | None:
    """Other and unknown answer nothing."""
    return Fact(record.sex == "female", None, "record") if record.sex in ("female", "male") else None


def has_caregiver(record: Record) -> Fact | None:
    """Nobody named says nothing."""
    return Fact(True, None, "caregivers of the record") if record.caregivers else None


def has_coverage(record: Record) -> Fact | None:
    return Fact(True, None, "insurance of the record") if record.coverages else None


READERS: Final[Mapping[str, Reader]] = {
    "age": age,
    "female": female,
    "ecog": ecog,
    "has_caregiver": has_caregiver,
    "has_coverage": has_coverage,
    **COURSE,
    **DISEASE,
    **MEASURED,
}


def answered(record: Record, key: str) -> Fact | None:
    row = record.answers.get(key)
    if row is None:
        return None
    value = row.value == "yes" if KEYS[key].kind is Kind.YES_NO else Decimal(row.value)
    return Fact(value, row.on, f"answered by {row.by}" if row.by else "answered")


def find(record: Record, key: str) -> Fact | None:
    """The newer of what is derived and what was answered; a treatment that the record shows was given, whatever was answered."""
    read, told = READERS[key](record) if key in READERS else None, answered(record, key)
    if read is None or told is None:
        return read or told
    if KEYS[key].group == TREATMENT and read.value is True:
        return read
    return read if read.on is not None and told.on is not None and read.on > told.on else told


class Facts(Mapping[str, Fact | None]):
    """The facts of one patient, each found when it is first asked for."""

    __slots__ = ("_known", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self._known: dict[str, Fact | None] = {}

    def __getitem__(self, key: str) -> Fact | None:
        if key not in self._known:
            if key not in KEYS:
                raise KeyError(key)
            self._known[key] = find(self.record, key)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(KEYS)

    def __len__(self) -> int:
        return len(KEYS)
