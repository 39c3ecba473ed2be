"""How an input of a tool is declared: kind, units, choices, range. Pages and the API are made from these declarations.

Room: patients.clinical. Declared on the fields of a tool's `Inputs` class; checking is in `inputs`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from patients.clinical.refusals import Code
from patients.clinical.units import ANALYTES
from patients.clinical.words import said

SPEC: Final = "spec"


class Kind(StrEnum):
    MEASURE = "measure"  # a number in a unit of the table of units
    MEASURES = "measures"  # several, in one unit
    NUMBER = "number"  # a number whose unit is part of its name
    COUNT = "count"  # a whole number
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"  # a list of choices, possibly empty
    DATE = "date"
    TEXT = "text"
    QUANTITY = "quantity"  # a value with a unit, as entered


class Blank(StrEnum):
    """An input nobody has answered, where `None` is an answer."""

    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Spec:
    """`units`: the canonical one first; empty means no unit is asked for. `unknown`: what an answer outside `choices` is refused as."""

    kind: Kind
    label: str
    units: tuple[str, ...] = ()
    options: type[StrEnum] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    is_required: bool = True
    is_nullable: bool = False
    analyte: str = ""
    unknown: Code = Code.INVALID_CHOICE

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.options) if self.options else ()

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Each choice with its words, as a form lists them."""
        return tuple((one, said(one)) for one in self.choices)


def declared(spec: Spec) -> Any:
    """A dataclass field; blank until somebody answers."""
    return field(default=Blank.BLANK if spec.is_nullable else None, metadata={SPEC: spec})


def measure(analyte: str, label: str = "", *, required: bool = True, kind: Kind = Kind.MEASURE) -> Any:
    what = ANALYTES[analyte]
    spec = Spec(kind, label or what.name, tuple(what.units), low=what.low, high=what.high, is_required=required, analyte=analyte)
    return declared(spec)


def measures(analyte: str, label: str = "") -> Any:
    return measure(analyte, label, kind=Kind.MEASURES)


def amount(label: str, low: str = "0", high: str | None = None, *, units: tuple[str, ...] = (), required: bool = True) -> Any:
    """A number with an optional fixed unit (percent, multiples of normal)."""
    most = None if high is None else Decimal(high)
    return declared(Spec(Kind.NUMBER, label, units, low=Decimal(low), high=most, is_required=required))


def percent(label: str, high: str = "100", *, required: bool = True) -> Any:
    return amount(label, "0", high, units=("%",), required=required)


def count(label: str, low: int = 0, high: int | None = None, *, units: tuple[str, ...] = (), required: bool = True) -> Any:
    most = None if high is None else Decimal(high)
    return declared(Spec(Kind.COUNT, label, units, low=Decimal(low), high=most, is_required=required))


def count_or_none(label: str, high: int, *, units: tuple[str, ...] = ()) -> Any:
    """A whole number, or `None` as an answer of its own; not answering is something else."""
    return declared(Spec(Kind.COUNT, label, units, low=Decimal(0), high=Decimal(high), is_required=False, is_nullable=True))


def yes_no(label: str, *, required: bool = True) -> Any:
    return declared(Spec(Kind.BOOLEAN, label, is_required=required))


def choice(options: type[StrEnum], label: str, *, required: bool = True) -> Any:
    return declared(Spec(Kind.CHOICE, label, options=options, is_required=required))


def choices(options: type[StrEnum], label: str, *, required: bool = True, unknown: Code = Code.INVALID_CHOICE) -> Any:
    return declared(Spec(Kind.CHOICES, label, options=options, is_required=required, unknown=unknown))


def day(label: str, *, required: bool = True) -> Any:
    return declared(Spec(Kind.DATE, label, is_required=required))


def text(label: str) -> Any:
    return declared(Spec(Kind.TEXT, label))


def quantity(label: str) -> Any:
    return declared(Spec(Kind.QUANTITY, label))
