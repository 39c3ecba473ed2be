"""The one way in: every input of every tool is checked here, whether it came from a form, the API or Python.

Room: patients.clinical. A tool's rule sees only an `Inputs` object, so it never meets a blank, a text for a number or another unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from patients.clinical.fields import SPEC, Blank, Kind, Spec
from patients.clinical.numbers import not_negative, number, whole, within
from patients.clinical.refusals import Code, Refusal, missing, spoken
from patients.clinical.units import Quantity, convert, plausible

ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
I = TypeVar("I", bound="Inputs")  # noqa: E741  # the usual letter


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Checked on the way in; values are in canonical units. A required input left out is refused as missing."""

    def __post_init__(self) -> None:
        for key, spec in specs(type(self)).items():
            object.__setattr__(self, key, checked(key, spec, getattr(self, key)))

    def as_dict(self) -> dict[str, Any]:
        """What was answered, in canonical units."""
        answered = ((key, getattr(self, key)) for key in specs(type(self)))
        return {key: value for key, value in answered if value is not None and value is not Blank.BLANK}


SPECS: Final[dict[type, Mapping[str, Spec]]] = {}


def specs(cls: type[Inputs]) -> Mapping[str, Spec]:
    """Of a class, read once: reading them costs more than a tool's arithmetic."""
    if cls not in SPECS:
        SPECS[cls] = {one.name: one.metadata[SPEC] for one in fields(cls)}
    return SPECS[cls]


def read(cls: type[I], entries: Mapping[str, object], *, today: date | None = None) -> I:
    """From `{"ldh": {"value": 210, "unit": "U/L"}, ...}`; an entry may say `on`, which can't lie after today where that is given."""
    known = specs(cls)
    for key in entries:
        if key not in known:
            raise Refusal(Code.INVALID_CHOICE, str(key), f"There is no input called {key!r} here; these are: {', '.join(known)}.")
    return cls(**{key: canonical(key, known[key], entry, today) for key, entry in entries.items()})


def canonical(key: str, spec: Spec, entry: object, today: date | None) -> Any:
    """The entry's value in canonical units; other checks follow when the inputs are put together."""
    pair, on = parts(entry)
    if today is not None and on is not None and day_of(on, key) > today:
        raise Refusal(Code.INVALID_DATE, key, f"{spoken(key)} is dated after today.")
    if pair.value is None or spec.kind is Kind.QUANTITY:
        return pair
    if spec.kind is Kind.MEASURE:
        return convert(spec.analyte, pair, field=key)
    if spec.kind is Kind.MEASURES:
        return [convert(spec.analyte, Quantity(one, pair.unit), field=key) for one in listed(pair.value, key)]
    if pair.unit not in (None, "", *spec.units):
        raise Refusal(Code.UNSUPPORTED_UNIT, key, f"{spoken(key)} takes {' or '.join(spec.units) or 'no unit'}, not {pair.unit!r}.")
    return pair.value


def parts(entry: object) -> tuple[Quantity, object]:
    if isinstance(entry, Mapping):
        return Quantity(entry.get("value"), entry.get("unit")), entry.get("on")
    return (entry, None) if isinstance(entry, Quantity) else (Quantity(entry), None)


def checked(key: str, spec: Spec, value: object) -> Any:
    if isinstance(value, Quantity) and value.value is None:
        value = None
    if value is Blank.BLANK or (value is None and spec.is_nullable):
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        if spec.is_required:
            raise missing(key)
        return None
    return CHECKS[spec.kind](value, key, spec)


def is_measure(value: object, key: str, spec: Spec) -> Decimal:
    return plausible(spec.analyte, value, field=key)


def are_measures(value: object, key: str, spec: Spec) -> tuple[Decimal, ...]:
    found = tuple(plausible(spec.analyte, one, field=key) for one in listed(value, key))
    if not found:
        raise missing(key)
    return found


def is_number(value: object, key: str, spec: Spec) -> Decimal:
    return within(not_negative(number(value, key), key), spec.low, spec.high, key, spec.units[0] if spec.units else "")


def is_count(value: object, key: str, spec: Spec) -> int:
    exact = within(not_negative(number(value, key), key), spec.low, spec.high, key)
    return whole(exact, key)


def is_yes_or_no(value: object, key: str, spec: Spec) -> bool:
    if not isinstance(value, bool):
        raise Refusal(Code.INVALID_CHOICE, key, f"{spoken(key)} is yes (true) or no (false).")
    return value


def is_choice(value: object, key: str, spec: Spec) -> StrEnum:
    assert spec.options is not None
    try:
        return spec.options(cast(str, value))
    except ValueError:
        raise Refusal(spec.unknown, key, f"{spoken(key)}: {value!r} is not one of {', '.join(spec.choices)}.") from None


def are_choices(value: object, key: str, spec: Spec) -> tuple[StrEnum, ...]:
    return tuple(dict.fromkeys(is_choice(one, key, spec) for one in listed(value, key)))


def is_day(value: object, key: str, spec: Spec) -> date:
    return day_of(value, key)


def is_text(value: object, key: str, spec: Spec) -> str:
    if not isinstance(value, str):
        raise Refusal(spec.unknown, key, f"{spoken(key)} must be a name.")
    return value.strip()


def is_quantity(value: object, key: str, spec: Spec) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity(value)


def listed(value: object, key: str) -> list[object]:
    if isinstance(value, str | Mapping) or not hasattr(value, "__iter__"):
        raise Refusal(Code.INVALID_CHOICE, key, f"{spoken(key)} must be a list.")
    return list(value)


def day_of(value: object, key: str) -> date:
    """A date, or ISO text (2026-11-22); nothing else is guessed at."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and ISO.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise Refusal(Code.INVALID_DATE, key, f"{spoken(key)} must be a date like 2026-11-22.")


CHECKS: Final[Mapping[Kind, Callable[[object, str, Spec], Any]]] = {
    Kind.MEASURE: is_measure,
    Kind.MEASURES: are_measures,
    Kind.NUMBER: is_number,
    Kind.COUNT: is_count,
    Kind.BOOLEAN: is_yes_or_no,
    Kind.CHOICE: is_choice,
    Kind.CHOICES: are_choices,
    Kind.DATE: is_day,
    Kind.TEXT: is_text,
    Kind.QUANTITY: is_quantity,
}
