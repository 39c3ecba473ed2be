"""Facts from results: values in the unit of their key, multiples of normal, and what is computed from several. Pure.

Room: referrals.selection. A value in a unit nobody knows is no value. The arithmetic is that of `patients.clinical`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from patients.clinical import calcium, kidney, m_protein
from patients.clinical.age import age_on
from patients.clinical.numbers import rounded
from patients.clinical.refusals import Refusal
from patients.clinical.units import Quantity, convert, from_ucum
from referrals.selection.criteria import Fact
from referrals.selection.record import Lab, Record

SAID: Final = {"yes": True, "no": False}
Reader = Callable[[Record], Fact | None]


def measured(name: str, analyte: str = "") -> Reader:
    """A result in the unit of the table of units."""

    def reader(record: Record) -> Fact | None:
        lab = record.labs.get(name)
        if lab is None:
            return None
        try:
            value = convert(analyte or name, Quantity(lab.value, from_ucum(lab.unit)))
        except Refusal:
            return None
        return Fact(value, lab.on, "result", lab.comparator)

    return reader


def as_given(name: str, *units: str) -> Reader:
    """A result whose unit is part of its name, such as a percentage."""

    def reader(record: Record) -> Fact | None:
        lab = record.labs.get(name)
        return Fact(rounded(lab.value), lab.on, "result", lab.comparator) if lab and from_ucum(lab.unit) in units else None

    return reader


def x_uln(*names: str) -> Reader:
    """The worst of several results as a multiple of the upper end of its own range; every one that is there must have a range."""

    def reader(record: Record) -> Fact | None:
        labs = [record.labs[name] for name in names if name in record.labs]
        if not labs or any(not lab.high for lab in labs):
            return None
        return max((ratio(lab) for lab in labs), key=lambda one: one.value)

    return reader


def ratio(lab: Lab) -> Fact:
    assert lab.high
    return Fact(
        rounded(lab.value / lab.high), lab.on, f"result {lab.value.normalize():f} with a range to {lab.high.normalize():f}", lab.comparator
    )


def exact(fact: Fact | None) -> Decimal | None:
    return fact.value if fact is not None and not fact.bound and isinstance(fact.value, Decimal) else None


def corrected(record: Record) -> Fact | None:
    """Calcium corrected for albumin; without albumin there is no answer."""
    found, protein = CALCIUM(record), ALBUMIN(record)
    value, albumin = exact(found), exact(protein)
    if found is None or value is None or albumin is None:
        return None
    try:
        answer = calcium.corrected_calcium(calcium.CalciumInputs(calcium=value, albumin=albumin))
    except Refusal:
        return None
    return Fact(answer.value, found.on, "calcium and albumin")


def clearance(record: Record) -> Fact | None:
    """A measured clearance, else by Cockcroft and Gault from creatinine and weight."""
    if (direct := MEASURED_CLEARANCE(record)) is not None:
        return direct
    found, weight = CREATININE(record), exact(WEIGHT(record))
    if found is None or (creatinine := exact(found)) is None or weight is None:
        return None
    try:
        inputs = kidney.ClearanceInputs(age=years(record), sex=kidney.Sex(record.sex), creatinine=creatinine, weight=weight)
    except (Refusal, ValueError):
        return None
    return Fact(kidney.cockcroft_gault(inputs).value, found.on, "Cockcroft-Gault from creatinine and weight")


def filtration(record: Record) -> Fact | None:
    """A reported eGFR, else by CKD-EPI 2021 from creatinine."""
    if (direct := REPORTED_EGFR(record)) is not None:
        return direct
    found = CREATININE(record)
    if found is None or (creatinine := exact(found)) is None:
        return None
    try:
        inputs = kidney.CkdInputs(age=years(record), sex=kidney.Sex(record.sex), creatinine=creatinine)
    except (Refusal, ValueError):
        return None
    value = rounded(Decimal(repr(kidney.ckd_epi_2021(inputs).value)))
    return Fact(value, found.on, "CKD-EPI 2021 from creatinine")


def years(record: Record) -> Decimal:
    """Raises ValueError without a birth date."""
    age = age_on(record.today, born_on=record.born_on)
    if age is None:
        raise ValueError("no birth date")
    return Decimal(age)


def ratio_abnormal(record: Record) -> Fact | None:
    """Outside its own range; the usual one where none came with it (0.26 to 1.65, Katzmann 2002)."""
    lab = record.labs.get("flc_ratio")
    if lab is None or lab.comparator:
        return None
    low, high = lab.low or Decimal("0.26"), lab.high or Decimal("1.65")
    return Fact(not low <= lab.value <= high, lab.on, "free light chain ratio")


def involved(record: Record) -> Fact | None:
    """The light chain that is in excess by the ratio; without an abnormal ratio the higher of the two."""
    chains = [fact for fact in (KAPPA(record), LAMBDA(record)) if fact is not None]
    if not chains:
        return None
    lab, is_abnormal = record.labs.get("flc_ratio"), ratio_abnormal(record)
    if lab is not None and is_abnormal is not None and is_abnormal.value and len(chains) == 2:
        return replace(chains[0 if lab.value > 1 else 1], source="free light chains")
    return replace(max(chains, key=lambda one: one.value), source="free light chains") if len(chains) == 2 else None


def measurable(profile: m_protein.Profile) -> Reader:
    """Serum, urine or light chains by the tool; yes as well where the diagnosis says so."""

    def reader(record: Record) -> Fact | None:
        serum, light, abnormal = SERUM_M(record), involved(record), ratio_abnormal(record)
        told = record.answers.get("urine_m")
        urine = Decimal(told.value) if told else None
        try:
            found: bool | None = m_protein.measurable_disease(
                m_protein.MeasurableInputs(
                    profile=profile, serum_m=exact(serum), urine_m=urine, involved_flc=exact(light),
                    flc_ratio_abnormal=bool(abnormal.value) if abnormal else None,
                )
            ).measurable  # fmt: skip  # one input a word
        except Refusal:
            found = None
        answer = SAID.get(record.measurable) if found is None else found
        days = [one.on for one in (serum, light) if one is not None and one.on]
        return None if answer is None else Fact(answer, max(days, default=record.diagnosed_on), "myeloma panel")

    return reader


CALCIUM, ALBUMIN, CREATININE, WEIGHT = measured("calcium"), measured("albumin"), measured("creatinine"), measured("weight")
MEASURED_CLEARANCE, SERUM_M = measured("crcl"), measured("serum_m", "m_protein")
REPORTED_EGFR = as_given("egfr", "mL/min/1.73m2", "mL/min")
KAPPA, LAMBDA = measured("kappa", "flc"), measured("lambda", "flc")

MEASURED: Final[Mapping[str, Reader]] = {
    **{name: measured(name) for name in ("hemoglobin", "anc", "platelets", "alc", "igg", "ferritin", "crp", "creatinine", "weight")},
    "serum_m": SERUM_M,
    "cd3": as_given("cd3", "/uL"),
    "lvef_pct": as_given("lvef", "%"),
    "spo2_pct": as_given("spo2", "%"),
    "ldh_x_uln": x_uln("ldh"),
    "bilirubin_x_uln": x_uln("bilirubin"),
    "ast_alt_x_uln": x_uln("ast", "alt"),
    "corrected_calcium": corrected,
    "crcl": clearance,
    "egfr": filtration,
    "flc_ratio_abnormal": ratio_abnormal,
    "involved_flc": involved,
    "measurable_half": measurable(m_protein.Profile.HALF),
    "measurable_one": measurable(m_protein.Profile.ONE),
}

# Which results a fact is read from, where that is not the one of its own name.
LABS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "lvef_pct": ("lvef",), "spo2_pct": ("spo2",), "ldh_x_uln": ("ldh",), "bilirubin_x_uln": ("bilirubin",), "ast_alt_x_uln": ("ast", "alt"),
    "corrected_calcium": ("calcium", "albumin"), "crcl": ("crcl", "creatinine", "weight"), "egfr": ("egfr", "creatinine"),
    "flc_ratio_abnormal": ("flc_ratio",), "involved_flc": ("kappa", "lambda", "flc_ratio"),
    "measurable_half": ("serum_m", "kappa", "lambda", "flc_ratio"), "measurable_one": ("serum_m", "kappa", "lambda", "flc_ratio"),
}  # fmt: skip  # a table


def labs_of(keys: Iterable[str]) -> frozenset[str]:
    """The results that these facts are read from; empty where none is."""
    return frozenset(name for key in keys if key in MEASURED for name in LABS_OF.get(key, (key,)))
