"""What is measured, in which units it may be entered, and the one unit each rule compares in. A unit is never guessed.

Room: patients.clinical. A new analyte is a row of the table. Factors are the SI conversions laboratories use (as in
the AMA Manual of Style, 11th edition, 2020); the ranges are wide on purpose: beyond them a wrong unit is likelier than the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from patients.clinical.numbers import not_negative, number, rounded, within
from patients.clinical.refusals import Code, Refusal, missing, spoken

UCUM: Final = MappingProxyType({
    "10*9/L": "10^9/L", "10*3/uL": "K/uL", "10*3/mm3": "K/uL", "{cells}/uL": "/uL", "Cel": "degC", "[degF]": "degF", "[lb_av]": "lb",
    "[in_i]": "in", "a": "years", "mg/(24.h)": "mg/24h", "g/(24.h)": "g/24h", "mg/24.h": "mg/24h", "mL/min/{1.73_m2}": "mL/min/1.73m2",
})  # fmt: skip  # a table: one row a line
VERSION: Final = "1"
EFFECTIVE: Final = "2026-11-22"
MICRO: Final = str.maketrans({"µ": "u", "μ": "u"})


@dataclass(frozen=True, slots=True)
class Factor:
    """canonical = (entered - minus) x times / over, then rounded to `places` where given."""

    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)
    minus: Decimal = Decimal(0)
    places: int | None = None

    def apply(self, value: Decimal) -> Decimal:
        exact = (value - self.minus) * self.times / self.over
        return rounded(exact if self.places is None else round(exact, self.places))


@dataclass(frozen=True, slots=True)
class Analyte:
    """`units` holds every accepted unit, the canonical one first; both ends of the range are accepted."""

    key: str
    name: str
    units: Mapping[str, Factor]
    low: Decimal
    high: Decimal

    @property
    def unit(self) -> str:
        return next(iter(self.units))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, as entered."""

    value: object
    unit: str | None = None


SAME: Final = Factor()


def times(by: str) -> Factor:
    return Factor(times=Decimal(by))


def over(by: str) -> Factor:
    return Factor(over=Decimal(by))


def analyte(key: str, name: str, unit: str, low: str, high: str, **others: Factor) -> Analyte:
    """Units that are no Python names are given in `others` as keys of a mapping."""
    return Analyte(key, name, MappingProxyType({unit: SAME, **others}), Decimal(low), Decimal(high))


FAHRENHEIT: Final = Factor(times=Decimal(5), over=Decimal(9), minus=Decimal(32), places=2)
THOUSAND: Final = times("1000")
TENTH: Final = over("10")
KATAL: Final = times("60")

TABLE: Final = (
    analyte("creatinine", "Creatinine", "mg/dL", "0.1", "30", **{"umol/L": over("88.4")}),
    analyte("platelets", "Platelets", "10^9/L", "1", "2000", **{"K/uL": SAME, "/uL": over("1000")}),
    analyte("anc", "Neutrophils (ANC)", "/uL", "0", "100000", **{"10^9/L": THOUSAND, "K/uL": THOUSAND}),
    analyte("alc", "Lymphocytes (ALC)", "/uL", "0", "500000", **{"10^9/L": THOUSAND, "K/uL": THOUSAND}),
    analyte("hemoglobin", "Hemoglobin", "g/dL", "2", "25", **{"g/L": TENTH, "mmol/L": times("1.6114")}),
    analyte("ldh", "LDH", "U/L", "10", "50000", **{"ukat/L": KATAL}),
    analyte("ldh_uln", "LDH, upper limit of normal", "U/L", "10", "50000", **{"ukat/L": KATAL}),
    analyte("ast", "AST", "U/L", "0", "50000", **{"ukat/L": KATAL}),
    analyte("alt", "ALT", "U/L", "0", "50000", **{"ukat/L": KATAL}),
    analyte("crp", "CRP", "mg/dL", "0", "100", **{"mg/L": TENTH}),
    analyte("ferritin", "Ferritin", "ng/mL", "1", "200000", **{"ug/L": SAME}),
    analyte("albumin", "Albumin", "g/dL", "0.5", "7", **{"g/L": TENTH}),
    analyte("b2m", "Beta-2 microglobulin", "mg/L", "0.1", "100", **{"ug/mL": SAME}),
    analyte("calcium", "Calcium", "mg/dL", "3", "25", **{"mmol/L": times("4.008")}),
    analyte("bilirubin", "Bilirubin", "mg/dL", "0", "60", **{"umol/L": over("17.1")}),
    analyte("fibrinogen", "Fibrinogen", "mg/dL", "0", "2000", **{"g/L": times("100")}),
    analyte("igg", "IgG", "mg/dL", "0", "15000", **{"g/L": times("100")}),
    analyte("m_protein", "M-protein", "g/dL", "0", "15", **{"g/L": TENTH}),
    analyte("flc", "Free light chain", "mg/dL", "0", "10000", **{"mg/L": TENTH}),
    analyte("urine_m", "Urine M-protein", "mg/24h", "0", "50000", **{"g/24h": THOUSAND}),
    analyte("triglycerides", "Triglycerides", "mmol/L", "0", "100", **{"mg/dL": over("88.57")}),
    analyte("crcl", "Creatinine clearance", "mL/min", "0", "300", **{"mL/min/1.73m2": SAME}),
    analyte("weight", "Weight", "kg", "25", "350", lb=times("0.45359237")),
    analyte("height", "Height", "cm", "100", "250", **{"in": times("2.54"), "m": times("100")}),
    analyte("temperature", "Temperature", "degC", "30", "45", degF=FAHRENHEIT),
    analyte("age", "Age", "years", "18", "110"),
    analyte("age_any", "Age, children included", "years", "0", "110"),
)
ANALYTES: Final[Mapping[str, Analyte]] = MappingProxyType({one.key: one for one in TABLE})


def from_ucum(unit: str) -> str:
    """How a laboratory's UCUM unit is spelled here; what UCUM and we spell alike, and what we don't know, stays as it is."""
    return UCUM.get(unit.strip(), unit.strip())


def factor_of(what: Analyte, unit: object, field: str) -> Factor:
    spelled = unit.strip().translate(MICRO) if isinstance(unit, str) else ""
    if spelled not in what.units:
        said = f"{unit!r} is not accepted" if spelled else "the unit is missing"
        raise Refusal(Code.UNSUPPORTED_UNIT, field, f"{spoken(field)}: {said}; use {', '.join(what.units)}.")
    return what.units[spelled]


def convert(key: str, quantity: Quantity, *, field: str = "") -> Decimal:
    """The value in the analyte's canonical unit, refused outside its plausible range."""
    what, name = ANALYTES[key], field or key
    if quantity.value is None:
        raise missing(name)
    entered = number(quantity.value, name)
    factor = factor_of(what, quantity.unit, name)
    return in_range(what, factor.apply(not_negative(entered, name)), name)


def plausible(key: str, value: object, *, field: str = "") -> Decimal:
    """A value already in the canonical unit, checked against the range."""
    name = field or key
    return in_range(ANALYTES[key], not_negative(number(value, name), name), name)


def in_range(what: Analyte, value: Decimal, field: str) -> Decimal:
    return within(value, what.low, what.high, field, what.unit)
