"""What a recorded answer says about a value of a protocol: the one place that compares them. Pure; no rows.

Room: referrals.pathway. Flags, ends of a series and items of gates ask here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

BOUNDS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
BOUND: Final = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")


def meets(value: str, answer: Any) -> bool:
    """Whether an answer is `value`, holds it (several choices), or keeps to its bound. No answer meets nothing."""
    if answer is None or answer == "":
        return False
    bound = BOUND.fullmatch(value)
    if bound:
        return is_number(answer) and BOUNDS[bound[1]](float(answer), float(bound[2]))
    if isinstance(answer, list | tuple):
        return value in answer
    return in_words(answer) == value


def in_words(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def is_number(answer: Any) -> bool:
    if isinstance(answer, bool):
        return False
    try:
        float(answer)
    except (TypeError, ValueError):
        return False
    return True


def any_meets(conditions: tuple[str, ...], answers: Mapping[str, Any]) -> bool:
    """Whether one of the conditions "field=value" (or "field>=4") holds; ends of a series and what leaves a step open are written so."""
    return any(meets(value, answers.get(field)) for field, value in map(parted, conditions))


def parted(condition: str) -> tuple[str, str]:
    """ "next=stop" is ("next", "stop"); "igg>400" is ("igg", ">400")."""
    found = re.match(r"(\w+)\s*(=|>=|<=|>|<)\s*(.*)", condition)
    if found is None:
        raise ValueError(f"“{condition}” is no condition; write field=value or field>=4.")
    name, sign, value = found.groups()
    return name, value if sign == "=" else sign + value
