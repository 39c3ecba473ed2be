"""Answers of a step, checked against the fields of its protocol: the same for pages and programs. A fault names the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from carecoord.access.errors import Refused
from referrals.pathway.answers import any_meets
from referrals.pathway.protocol import Field, FieldKind, Step

LONGEST = 1000
YES, NO = "yes", "no"


def checked(step: Step, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Only known fields, each in its kind; blanks are left out, and a required blank is refused. Blank is never "no".

    Answers that leave the step open need not be complete.
    """
    unknown = sorted(set(raw) - {field.name for field in step.fields} - {"waiver"})
    if unknown:
        raise Refused(f"This step has no answer called “{unknown[0]}”.", field=unknown[0], code="unknown_field")
    is_open = any_meets(step.open_on, raw)
    asked = [replace(field, is_required=field.is_required and not is_open) for field in step.fields]
    found = {field.name: value for field in asked if (value := one(field, raw.get(field.name))) is not None}
    if waiver := text(Field("waiver", "Waiver"), raw.get("waiver")):
        found["waiver"] = waiver
    return found


def one(field: Field, raw: Any) -> Any:
    if raw is None or raw == "" or raw == []:
        if field.is_required:
            raise Refused(f"Answer “{field.label}”.", field=field.name, code="answer_needed")
        return None
    return READERS[field.kind](field, raw)


def text(field: Field, raw: Any) -> str | None:
    return str(raw).strip()[:LONGEST] or None if raw is not None else None


def day(field: Field, raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise Refused(f"“{field.label}” is a date, such as 2026-11-22.", field=field.name, code="invalid_date") from None


def choice(field: Field, raw: Any) -> str:
    if str(raw) not in dict(field.choices):
        raise Refused(f"Choose one of the answers to “{field.label}”.", field=field.name, code="invalid_choice")
    return str(raw)


def choices(field: Field, raw: Any) -> list[str]:
    return [choice(field, value) for value in ([raw] if isinstance(raw, str) else raw)]


def number(field: Field, raw: Any) -> float:
    try:
        value = float(str(raw))
    except ValueError:
        raise Refused(f"“{field.label}” is a number.", field=field.name, code="not_a_number") from None
    low, high = field.lowest, field.highest
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        raise Refused(f"“{field.label}” {bounds(field)}{unit(field)}.", field=field.name, code="out_of_range")
    return int(value) if value.is_integer() else value


def bounds(field: Field) -> str:
    if field.lowest is None:
        return f"is at most {field.highest:g}"
    return f"lies between {field.lowest:g} and {field.highest:g}" if field.highest is not None else f"is at least {field.lowest:g}"


def unit(field: Field) -> str:
    return f" {field.unit}" if field.unit else ""


def yes_no(field: Field, raw: Any) -> str:
    word = {True: YES, False: NO, "true": YES, "false": NO}.get(raw, raw)
    if word not in (YES, NO):
        raise Refused(f"Answer “{field.label}” with yes or no.", field=field.name, code="invalid_choice")
    return str(word)


READERS: dict[FieldKind, Callable[[Field, Any], Any]] = {
    FieldKind.TEXT: text,
    FieldKind.DATE: day,
    FieldKind.CHOICE: choice,
    FieldKind.CHOICES: choices,
    FieldKind.NUMBER: number,
    FieldKind.YES_NO: yes_no,
}
