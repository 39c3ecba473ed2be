"""Observation -> results, one for each value it carries; ECOG and Karnofsky -> performance status.

Room: patients.fhir. Values are kept as sent; a number that the column cannot hold without loss is kept as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from carecoord.interop.bundles import Entry
from carecoord.interop.codes import LOINC, UCUM, Concept, concept, fits
from carecoord.interop.dates import When, choice, under
from carecoord.interop.elements import Element
from patients.clinical.flags import flag_of
from patients.fhir.drafts import LeftOut, Reading, source_of
from patients.importing.drafts import Draft, first
from patients.models import Flag, PerformanceStatus, Result

ECOG, KARNOFSKY = ("89247-1", "89262-0"), ("89243-0",)
ANSWERS = {  # LOINC answer codes (LL529-9 ECOG, LL4986-7 Karnofsky)
    "ecog": {"LA9622-7": 0, "LA9623-5": 1, "LA9624-3": 2, "LA9625-0": 3, "LA9626-8": 4, "LA9627-6": 5},
    "karnofsky": {
        "LA29175-9": 100, "LA29176-7": 90, "LA29177-5": 80, "LA29178-3": 70, "LA29179-1": 60, "LA29180-9": 50,
        "LA29181-7": 40, "LA29182-5": 30, "LA29183-3": 20, "LA29184-1": 10, "LA9627-6": 0,
    },
}  # fmt: skip  # a table: one row a line
INTERPRETATIONS = {
    "HH": Flag.CRITICAL, "LL": Flag.CRITICAL, "AA": Flag.CRITICAL, "HU": Flag.CRITICAL, "LU": Flag.CRITICAL,
    "H": Flag.HIGH, "L": Flag.LOW, "N": Flag.NORMAL,
}  # fmt: skip  # a table: one row a line
COMPARATORS = frozenset({"<", "<=", ">", ">="})
PLACES = Decimal("0.00001")
LARGEST = Decimal(10) ** 11
KEEPS = Decimal("0.0001")  # largest share of a value that rounding may take


@dataclass(frozen=True)
class Value:
    """What was found: a number with unit and comparator, or text."""

    number: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    text: str = ""


def results(entry: Entry, reading: Reading) -> Iterable[Draft]:
    observation = entry.element
    status = observation.text("status")
    if status in ("cancelled", "registered"):
        raise LeftOut("the observation was cancelled or is not done yet")
    retracted = status == "entered-in-error"
    when = choice(observation, "effective")[0] or under(observation, "issued")
    if when is None or when.day is None:
        raise LeftOut("the observation does not say on which day it was made")
    if when.day > reading.today + timedelta(days=1):  # a sender east of here may already write tomorrow's date
        raise LeftOut("the observation lies in the future")
    said = concept(observation.one("code"))
    score = performance(entry, said, when)
    if score:
        yield Draft(PerformanceStatus, source_of(entry), score, retracted=retracted)
        return
    drafts = list(_drafts(entry, said, when, reading, retracted))
    if not drafts:
        raise LeftOut("the observation has no value")
    yield from drafts


def _drafts(entry: Entry, said: Concept, when: When, reading: Reading, retracted: bool) -> Iterator[Draft]:
    own = result(entry.element, said, when, reading)
    if own:
        yield Draft(Result, source_of(entry), own, retracted=retracted)
    for index, component in enumerate(entry.element.many("component")):
        inner = concept(component.one("code"))
        found = result(component, inner, when, reading)
        if found:
            yield Draft(Result, source_of(entry, inner.code(LOINC) or f"component-{index}"), found, retracted=retracted)


def result(element: Element, said: Concept, when: When, reading: Reading) -> dict[str, object] | None:
    """The columns of one result, or None when there is no value."""
    value = value_of(element, reading)
    if value is None:
        return None
    low, high = reference_range(element, value)
    return {
        "loinc": said.code(LOINC)[:12],
        "name": fits(said.name or "Unnamed observation", 200),
        "value": value.number,
        "comparator": value.comparator,
        "unit": fits(value.unit, 40),
        "text": fits(value.text, 500),
        "taken_at": when.instant(reading.zone),
        "low": low,
        "high": high,
        "flag": flag(element, value, low, high),
    }


def value_of(element: Element, reading: Reading) -> Value | None:
    """Whatever R4 allows under value[x], except a curve of samples."""
    if "valueSampledData" in element:
        reading.remark("A curve of samples (valueSampledData) cannot be kept as a result.")
    if "valueQuantity" in element:
        return quantity(element.one("valueQuantity"))
    if "valueInteger" in element:
        return exact(element.number("valueInteger") or Decimal(0))
    text = _worded(element)
    return Value(text=text) if text else None


def _worded(element: Element) -> str:
    truth = element.yes("valueBoolean")
    if truth is not None:
        return "Yes" if truth else "No"
    if "valueCodeableConcept" in element:
        return concept(element.one("valueCodeableConcept")).name
    plain = first(element.text(f"value{kind}") for kind in ("String", "DateTime", "Time"))
    return plain or _two_ends(element)


def _two_ends(element: Element) -> str:
    """Range, ratio and period, as people write them."""
    for name, ends, between in (("valueRange", ("low", "high"), " to "), ("valueRatio", ("numerator", "denominator"), " : ")):
        outer = element.one(name)
        if outer:
            shown = [shown_quantity(outer.one(end)) for end in ends]
            return between.join(part for part in shown if part)
    period = element.one("valuePeriod")
    return " to ".join(part for part in (period.text("start"), period.text("end")) if part) if period else ""


def quantity(element: Element | None) -> Value | None:
    number = element.number("value") if element else None
    if element is None or number is None:
        return None
    unit = element.text("code") if element.text("system") == UCUM and element.text("code") else element.text("unit") or element.text("code")
    comparator = element.text("comparator")
    if comparator and comparator not in COMPARATORS:
        raise element.fault("A comparator is one of <, <=, >= and >.", "comparator")
    return exact(number, unit, comparator)


def exact(number: Decimal, unit: str = "", comparator: str = "") -> Value:
    """A number for the column, or text where the column would lose too much of it."""
    if abs(number) < LARGEST:
        rounded = number.quantize(PLACES)
        if abs(rounded - number) <= abs(number) * KEEPS:
            return Value(number=rounded, unit=unit, comparator=comparator)
    return Value(text=f"{comparator}{number} {unit}".strip())


def shown_quantity(element: Element | None) -> str:
    value = quantity(element)
    if value is None:
        return ""
    return value.text or f"{value.comparator}{value.number:f}".rstrip("0").rstrip(".") + (f" {value.unit}" if value.unit else "")


def reference_range(element: Element, value: Value) -> tuple[Decimal | None, Decimal | None]:
    """The normal range in the value's own unit; ranges for somebody else (by age or treatment) are not guessed at."""
    for item in element.many("referenceRange"):
        kind = concept(item.one("type"))
        if (kind.codes and not kind.codes & {"normal"}) or item.many("appliesTo"):
            continue
        ends = [quantity(item.one(name)) for name in ("low", "high")]
        if any(end and end.unit and value.unit and end.unit != value.unit for end in ends):
            continue
        low, high = (end.number if end else None for end in ends)
        if low is not None or high is not None:
            return low, high
    return None, None


def flag(element: Element, value: Value, low: Decimal | None, high: Decimal | None) -> str:
    """The laboratory's own word first, else what the range says."""
    for said in map(concept, element.many("interpretation")):
        word = first(INTERPRETATIONS.get(code) for code in said.codes)
        if word:
            return str(word)
    return flag_of(value.number, comparator=value.comparator, low=low, high=high)


def performance(entry: Entry, said: Concept, when: When) -> dict[str, object] | None:
    """ECOG or Karnofsky as a score; None when this is something else or the score cannot be read."""
    loinc = said.code(LOINC)
    scale = "ecog" if loinc in ECOG else "karnofsky" if loinc in KARNOFSKY else ""
    if not scale:
        return None
    score = _score(entry.element, scale)
    fits_scale = score is not None and (0 <= score <= 5 if scale == "ecog" else 0 <= score <= 100 and score % 10 == 0)
    return {scale: score, "assessed_on": when.day} if fits_scale else None


def _score(observation: Element, scale: str) -> int | None:
    number = observation.number("valueInteger")
    if number is None:
        found = observation.one("valueQuantity")
        number = found.number("value") if found else None
    if number is not None:
        return int(number) if number == int(number) else None
    codes = concept(observation.one("valueCodeableConcept")).codes
    return next((ANSWERS[scale][code] for code in codes if code in ANSWERS[scale]), None)
