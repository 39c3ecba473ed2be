"""Results as rows: the latest of each test, out of range first, with its trend; and all values of one test.

Room: patients.pages. One statement for all tests of a page: at most `TREND` values of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from carecoord.ui.charts import Trend
from patients.clinical.measures import BY_CODE, SUMMARY, Measure
from patients.models import Flag, Patient, Result

TREND = 12
MANY_TESTS = 150
PAGE = 50
ORDER = {Flag.CRITICAL: 0, Flag.HIGH: 1, Flag.LOW: 1, Flag.NORMAL: 2, Flag.NONE: 2}
UNITS = {
    "10*3/uL": "×10³/µL",
    "10*9/L": "×10⁹/L",
    "10*6/uL": "×10⁶/µL",
    "{ratio}": "",
    "1": "",
    "%": "%",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
}
COLUMNS = ("id", "loinc", "name", "value", "comparator", "unit", "text", "taken_at", "low", "high", "flag", "version")


@dataclass(frozen=True, slots=True)
class Row:
    """One result ready to print; `result_id` is None where the test was not received."""

    name: str
    result_id: UUID | None = None
    value: str = ""
    unit: str = ""
    flag: str = ""
    range: str = ""
    trend: Trend | None = None
    taken_at: datetime | None = None
    days: int | None = None
    count: int = 0
    is_text: bool = False
    version: int = 0


def number(value: Decimal | None) -> str:
    """As entered, without trailing zeros of storage."""
    return "" if value is None else format(value.normalize(), "f")


def value_of(result: Result) -> str:
    if result.value is None:
        return result.text
    return f"{result.comparator.replace('>=', '≥').replace('<=', '≤')}{' ' if result.comparator else ''}{number(result.value)}"


def range_of(result: Result) -> str:
    if result.low is not None and result.high is not None:
        return f"{number(result.low)}–{number(result.high)}"
    if result.low is not None:
        return f"≥ {number(result.low)}"
    return f"≤ {number(result.high)}" if result.high is not None else ""


def unit_of(result: Result) -> str:
    return UNITS.get(result.unit, result.unit.replace("uL", "µL"))


def recent(patient: Patient, *, codes: Iterable[str] | None = None) -> list[Result]:
    """The latest `TREND` values of each test, newest first."""
    found = Result.objects.filter(patient=patient, is_entered_in_error=False)
    if codes is not None:
        found = found.filter(loinc__in=list(codes))
    place = Window(RowNumber(), partition_by=[F("loinc"), F("name") if codes is None else F("loinc")], order_by=F("taken_at").desc())
    ranked = found.annotate(place=place).filter(place__lte=TREND)
    return list(ranked.only(*COLUMNS).order_by("-taken_at")[: MANY_TESTS * TREND])


def row_of(name: str, values: list[Result]) -> Row:
    """The latest value of a test with the trend of those before it; `values` are newest first, at least one."""
    last = values[0]
    same = [one for one in values if one.value is not None and one.unit == last.unit]
    low, high = (None if bound is None else float(bound) for bound in (last.low, last.high))
    points = tuple((one.taken_at, float(one.value)) for one in reversed(same) if one.value is not None)
    return Row(
        name=name,
        result_id=last.pk,
        value=value_of(last),
        unit=unit_of(last),
        flag=last.flag,
        range=range_of(last),
        trend=Trend(points, low, high) if len(points) > 1 else None,
        taken_at=last.taken_at,
        days=(timezone.localdate() - timezone.localtime(last.taken_at).date()).days,
        count=len(values),
        is_text=last.value is None,
        version=last.version,
    )


def urgent_first(rows: list[Row]) -> list[Row]:
    """Critical, then out of range, then the rest; not received last. The order inside stays."""
    return sorted(rows, key=lambda row: 3 if row.result_id is None else ORDER[Flag(row.flag)])


def summary_rows(patient: Patient) -> list[Row]:
    """The tests of the summary; expected ones that never came are shown as such."""
    by_measure: dict[Measure, list[Result]] = {}
    for result in recent(patient, codes=BY_CODE):
        by_measure.setdefault(BY_CODE[result.loinc], []).append(result)
    rows = []
    for measure in SUMMARY:
        values = by_measure.get(measure)
        if values:
            rows.append(row_of(measure.name, values))
        elif measure.is_expected:
            rows.append(Row(measure.name, flag="missing"))
    return urgent_first(rows)


def all_rows(patient: Patient) -> tuple[list[Row], bool]:
    """Every test once, and whether there are more than the page holds."""
    by_test: dict[tuple[str, str], list[Result]] = {}
    for result in recent(patient):
        by_test.setdefault((result.loinc, "" if result.loinc else result.name), []).append(result)
    rows = [row_of(values[0].name, values) for values in by_test.values()]
    return urgent_first(rows[:MANY_TESTS]), len(rows) > MANY_TESTS


@dataclass(frozen=True, slots=True)
class History:
    """All values of one test, newest first; `older` continues."""

    name: str
    rows: tuple[Row, ...]
    older: UUID | None


def history(patient: Patient, result: Result, after: Result | None) -> History:
    same = Result.objects.filter(patient=patient, is_entered_in_error=False, loinc=result.loinc)
    if not result.loinc:
        same = same.filter(name=result.name)
    if after is not None:
        at = after.taken_at
        same = same.filter(Q(taken_at__lte=at) & (Q(taken_at__lt=at) | Q(pk__lt=after.pk)))
    found = list(same.only(*COLUMNS).order_by("-taken_at", "-pk")[: PAGE + 1])
    rows = tuple(row_of(one.name, [one]) for one in found[:PAGE])
    return History(result.name, rows, found[PAGE - 1].pk if len(found) > PAGE else None)
