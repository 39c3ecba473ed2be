"""Cells as people type them: dates in many styles, sex, yes and no, names in one cell. Nothing is guessed twice in two ways in one file.

Room: patients.csv_import. Pure; a cell that cannot be read raises Odd with a sentence for the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from patients.models import Sex

ABSENT = frozenset({"", "na", "n/a", "null", "none", "unknown", "nan", "-", "--", "?", "not known", "."})
MONTHS = {m: i for i, names in enumerate(
    ("jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep set", "oct", "nov", "dec dic"), start=1,
) for m in names.split()}  # fmt: skip  # a table: one row a line
SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "woman": Sex.FEMALE, "w": Sex.FEMALE, "mujer": Sex.FEMALE, "femenino": Sex.FEMALE,
         "m": Sex.MALE, "male": Sex.MALE, "man": Sex.MALE, "hombre": Sex.MALE, "masculino": Sex.MALE,
         "other": Sex.OTHER, "o": Sex.OTHER, "x": Sex.OTHER, "u": Sex.UNKNOWN, "unknown": Sex.UNKNOWN}  # fmt: skip  # a table
YES, NO = frozenset({"yes", "y", "true", "1", "si", "sí"}), frozenset({"no", "n", "false", "0"})
LANGUAGES = {"english": "en", "spanish": "es", "español": "es", "russian": "ru", "chinese": "zh", "mandarin": "zh", "vietnamese": "vi",
             "korean": "ko", "arabic": "ar", "french": "fr", "german": "de", "portuguese": "pt", "polish": "pl"}  # fmt: skip  # a table
NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
WORDED = re.compile(
    r"(\d{1,4})[-/. ]*([a-z]{3,10})\.?[-/. ,]*(\d{1,4})|([a-z]{3,10})\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/. ,]+(\d{2,4})",
    re.ASCII,
)
CLOCK = re.compile(r"[T ]\d\d?:\d\d(:\d\d(\.\d+)?)?\s*(am|pm|z|[+-]\d\d:?\d\d)?$", re.IGNORECASE | re.ASCII)


class Odd(Exception):
    """A cell that cannot be read; the sentence names it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Order(StrEnum):
    """How a column writes 03/04/2020."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    MIXED = "mixed"


def absent(cell: str) -> bool:
    return cell.strip().casefold() in ABSENT


def order_of(cells: Iterable[str]) -> Order:
    """Day first if any date of the column can only be read so; mixed if others can only be read the other way."""
    day_first = month_first = False
    for cell in cells:
        match = NUMBERS.fullmatch(CLOCK.sub("", cell.strip()))
        if match and len(match[1]) <= 2:
            day_first |= int(match[1]) > 12 >= int(match[2])
            month_first |= int(match[2]) > 12 >= int(match[1])
    if day_first and month_first:
        return Order.MIXED
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def day(cell: str, order: Order, today: date) -> date | None:
    """A date up to today; two-digit years lie in the past hundred years. None for an empty cell."""
    if absent(cell):
        return None
    parts = _parts(CLOCK.sub("", cell.strip()).casefold(), order, cell)
    year, month, number = parts
    if year < 100:
        year += 2000 if 2000 + year <= today.year else 1900
    try:
        found = date(year, month, number)
    except ValueError:
        raise Odd(f"“{cell[:30]}” is not a day of the calendar.") from None
    if found > today:
        raise Odd(f"“{cell[:30]}” lies in the future.")
    if found.year < 1850:
        raise Odd(f"“{cell[:30]}” cannot be right.")
    return found


def _parts(text: str, order: Order, cell: str) -> tuple[int, int, int]:
    compact = COMPACT.fullmatch(text)
    if compact:
        return int(compact[1]), int(compact[2]), int(compact[3])
    numbers = NUMBERS.fullmatch(text)
    if numbers:
        return _numbers(numbers, order, cell)
    worded = WORDED.fullmatch(text)
    name = (worded[2] or worded[4])[:3] if worded else ""
    if worded and name in MONTHS:
        one, other = (worded[1], worded[3]) if worded[2] else (worded[5], worded[6])
        return (int(one), MONTHS[name], int(other)) if len(one) == 4 else (int(other), MONTHS[name], int(one))
    raise Odd(f"“{cell[:30]}” is not a date.")


def _numbers(match: re.Match[str], order: Order, cell: str) -> tuple[int, int, int]:
    one, two, three = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        return one, two, three
    if len(match[1]) > 2 or len(match[3]) in (1, 3):
        raise Odd(f"“{cell[:30]}” is not a date.")
    if one > 12 or two > 12:
        return (three, two, one) if one > 12 else (three, one, two)
    if order is Order.MIXED and one != two:
        raise Odd(f"“{cell[:30]}” may be read in two ways, and this column writes dates in both.")
    return (three, two, one) if order is Order.DAY_FIRST else (three, one, two)


def sex(cell: str) -> str:
    if absent(cell):
        return ""
    found = SEXES.get(cell.strip().casefold())
    if found is None:
        raise Odd(f"“{cell[:20]}” is not a sex that can be kept; it stays unknown.")
    return str(found)


def yes(cell: str) -> bool | None:
    if absent(cell):
        return None
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise Odd(f"“{cell[:20]}” is neither yes nor no.")
    return word in YES


def language(cell: str) -> str:
    """A BCP 47 code, from a code or the language's English name."""
    if absent(cell):
        return ""
    word = cell.strip().casefold()
    if word in LANGUAGES:
        return LANGUAGES[word]
    if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", word) and len(word) <= 16:
        return cell.strip().replace("_", "-")
    raise Odd(f"“{cell[:20]}” is not a language that can be kept.")


def email(cell: str) -> str:
    if absent(cell):
        return ""
    if "@" not in cell.strip()[1:-1] or len(cell) > 254 or any(c.isspace() for c in cell.strip()):
        raise Odd(f"“{cell[:40]}” is not an e-mail address.")
    return cell.strip()


def phone(cell: str) -> str:
    if absent(cell):
        return ""
    if sum(c.isdigit() for c in cell) < 7 or len(cell.strip()) > 32:
        raise Odd(f"“{cell[:40]}” is not a phone number.")
    return cell.strip()


def split_name(cell: str) -> tuple[str, str]:
    """Given and family name of one cell: "LAST, First" or "First Last"."""
    family, comma, given = cell.partition(",")
    if comma:
        return given.strip(), family.strip()
    head, _, tail = cell.strip().rpartition(" ")
    return head.strip(), tail


def icd10(cell: str) -> str:
    """ICD-10-CM with its point, whether it was typed or not; Odd for anything else."""
    code = cell.strip().upper().replace(".", "")
    if not re.fullmatch(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}", code, re.ASCII):
        raise Odd(f"“{cell[:20]}” is not an ICD-10-CM code.")
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
