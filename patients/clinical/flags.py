"""Where a value lies against its reference range. Pure arithmetic: no Django, no I/O.

Room: patients.clinical. Which tests matter to whom is not decided here.
"""

from __future__ import annotations

from decimal import Decimal

LOW, HIGH, NORMAL, NO_RANGE = "low", "high", "normal", ""


def flag_of(value: Decimal | None, *, comparator: str = "", low: Decimal | None = None, high: Decimal | None = None) -> str:
    """low, high or normal; empty without a value or a range.

    A value given only as a bound ("< 0.1") is flagged only when the bound decides it: "< 5" with a range from 3 may be either.
    """
    if value is None or (low is None and high is None):
        return NO_RANGE
    least = None if comparator.startswith("<") else value
    most = None if comparator.startswith(">") else value
    if low is not None and _surely_below(most, low, strict=comparator == "<"):
        return LOW
    if high is not None and _surely_above(least, high, strict=comparator == ">"):
        return HIGH
    inside = (low is None or (least is not None and least >= low)) and (high is None or (most is not None and most <= high))
    return NORMAL if inside else NO_RANGE


def _surely_below(most: Decimal | None, low: Decimal, *, strict: bool) -> bool:
    """The largest the true value can be lies under the range."""
    return most is not None and (most < low or (strict and most == low))


def _surely_above(least: Decimal | None, high: Decimal, *, strict: bool) -> bool:
    return least is not None and (least > high or (strict and least == high))
