"""Exact numbers: what counts as one, and rounding that takes the noise of binary fractions away before anything is compared.

Room: patients.clinical. Units are next door.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

from patients.clinical.refusals import Code, Refusal, spoken

ROUNDING: Final = Context(prec=12)  # 0.1 x 35 becomes 3.5, and no laboratory gives more digits
SIZE: Final = 15  # powers of ten beyond which nothing measured lies


def number(value: object, field: str) -> Decimal:
    """Any int, float or Decimal that is finite, to 12 significant digits; text and truth values are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Refusal(Code.NOT_A_NUMBER, field, f"{spoken(field)} must be a number.")
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise Refusal(Code.NOT_A_NUMBER, field, f"{spoken(field)} must be a number.")
    if exact and abs(exact.adjusted()) > SIZE:
        raise Refusal(Code.OUT_OF_RANGE, field, f"{spoken(field)} is not a number that can be measured.")
    return rounded(exact)


def rounded(value: Decimal) -> Decimal:
    """12 significant digits, without trailing zeros."""
    short = ROUNDING.plus(value).normalize(ROUNDING)
    return short.quantize(Decimal(1)) if short == short.to_integral() else short


def whole(value: object, field: str) -> int:
    exact = number(value, field)
    if exact != exact.to_integral():
        raise Refusal(Code.INVALID_CHOICE, field, f"{spoken(field)} must be a whole number.")
    return int(exact)


def not_negative(value: Decimal, field: str) -> Decimal:
    if value < 0:
        raise Refusal(Code.NEGATIVE_VALUE, field, f"{spoken(field)} can't be negative.")
    return value


def within(value: Decimal, low: Decimal | None, high: Decimal | None, field: str, unit: str = "") -> Decimal:
    """Both ends belong to the range."""
    if (low is not None and value < low) or (high is not None and value > high):
        raise Refusal(Code.OUT_OF_RANGE, field, f"{spoken(field)} must be {span(low, high)}{' ' if unit else ''}{unit}.")
    return value


def span(low: Decimal | None, high: Decimal | None) -> str:
    if low is None or high is None:
        return f"at least {low}" if high is None else f"at most {high}"
    return f"between {low} and {high}"
