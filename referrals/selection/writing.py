"""Criteria from plain data and back: what a file, an editor or the API may say, refused in one sentence where it can't be a criterion.

Room: referrals.selection. Knows no row. Units are the table of units'; a limit without the unit of its fact is never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from patients.clinical.numbers import number, rounded
from patients.clinical.refusals import Refusal
from patients.clinical.units import ANALYTES, Quantity, convert
from referrals.selection.criteria import MORE_OR_LESS, Compare, Criterion, Level, Value, Wanted
from referrals.selection.keys import KEYS, Key, Kind

TAKES: Final = frozenset({"code", "words", "fact", "compare", "value", "unit", "level", "unless", "max_age_days", "note", "is_confirmed"})


class BadCriterion(ValueError):
    """Not a criterion; the message is a sentence that names it."""


def parsed(rows: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria in the order given, each code once."""
    found = tuple(one(row, place) for place, row in enumerate(rows, 1))
    codes = [criterion.code for criterion in found]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise BadCriterion(f"The criterion {twice} stands there twice.")
    return found


def one(row: Mapping[str, Any], place: int = 1) -> Criterion:
    code = str(row.get("code") or row.get("fact") or "").strip()
    name = f"Criterion {code or place}"
    if unknown := sorted(set(row) - TAKES):
        raise BadCriterion(f"{name}: nothing is known of {', '.join(unknown)}.")
    key = key_of(row, name)
    compare = member(Compare, row.get("compare"), name)
    return Criterion(
        code=code,
        words=str(row.get("words") or "").strip() or key.label,
        fact=key.key,
        compare=compare,
        value=wanted(key, compare, row, name),
        level=member(Level, row.get("level", Level.LIMIT), name),
        unless=parsed(row.get("unless") or ()),
        max_age_days=days(row.get("max_age_days"), name),
        note=str(row.get("note") or "").strip(),
        is_confirmed=bool(row.get("is_confirmed", False)),
    )


def key_of(row: Mapping[str, Any], name: str) -> Key:
    found = KEYS.get(str(row.get("fact", "")))
    if found is None:
        raise BadCriterion(f"{name}: there is no fact {row.get('fact')!r}.")
    return found


def member(options: Any, value: object, name: str) -> Any:
    try:
        return options(value)
    except ValueError:
        raise BadCriterion(f"{name}: {value!r} is not one of {', '.join(options)}.") from None


def wanted(key: Key, compare: Compare, row: Mapping[str, Any], name: str) -> Wanted:
    value, unit = row.get("value"), str(row.get("unit") or "")
    if compare in MORE_OR_LESS and key.kind is Kind.YES_NO:
        raise BadCriterion(f"{name}: {key.label} is yes or no; more and less say nothing of it.")
    if compare is Compare.ANY_OF:
        if not isinstance(value, list | tuple) or not value or key.kind is Kind.YES_NO:
            raise BadCriterion(f"{name}: any_of takes a list of numbers.")
        return tuple(Decimal(single(key, each, unit, name)) for each in value)
    return single(key, value, unit, name)


def single(key: Key, value: object, unit: str, name: str) -> Value:
    if key.kind is Kind.YES_NO:
        if not isinstance(value, bool):
            raise BadCriterion(f"{name}: {key.label} is yes (true) or no (false).")
        return value
    if isinstance(value, str):
        value = from_text(value, name)
    if unit != key.unit and not (key.analyte and unit in ANALYTES[key.analyte].units):
        raise BadCriterion(
            f"{name}: {key.label} is given {f'in {key.unit}' if key.unit else 'without a unit'}, not in {unit or 'no unit'}."
        )
    try:
        return convert(key.analyte, Quantity(value, unit)) if key.analyte else rounded(number(value, key.key))
    except Refusal as refusal:
        raise BadCriterion(f"{name}: {refusal.detail}") from None


def from_text(value: str, name: str) -> Decimal:
    try:
        return Decimal(value.strip())
    except ArithmeticError:
        raise BadCriterion(f"{name}: {value!r} is not a number.") from None


def days(value: object, name: str) -> int | None:
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 3650:
        raise BadCriterion(f"{name}: max_age_days is a whole number of days up to 3650.")
    return value


def plain(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """Values that JSON knows, which `parsed` reads back to the same criteria; numbers as text, so that no digit is lost."""
    return [row(criterion) for criterion in criteria]


def row(criterion: Criterion) -> dict[str, Any]:
    out: dict[str, Any] = {
        "code": criterion.code,
        "words": criterion.words,
        "fact": criterion.fact,
        "compare": str(criterion.compare),
        "value": plain_value(criterion.value),
        "unit": criterion.key.unit,
        "level": str(criterion.level),
        "max_age_days": criterion.max_age_days,
        "note": criterion.note,
        "is_confirmed": criterion.is_confirmed,
    }
    return out | ({"unless": plain(criterion.unless)} if criterion.unless else {})


def plain_value(value: Wanted) -> Any:
    if isinstance(value, tuple):
        return [plain_value(one) for one in value]
    return value if isinstance(value, bool) else f"{value:f}"
