"""Walking a JSON record with the place in hand: every wrong type is a Fault that names where it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from carecoord.interop.faults import Fault
from referrals.trials.record import NCT

LONGEST = 100_000  # characters of one text; the registry's own limit is a fifth of it
MOST = 20_000  # entries of one list
DATES = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A value and its path. `at` goes down; what is not there is an empty place."""

    value: Any
    path: str = ""

    def at(self, *keys: str) -> Place:
        found = self
        for key in keys:
            if found.value is not None and not isinstance(found.value, dict):
                raise found.fault("This should be an object in braces")
            inner = (found.value or {}).get(key)
            found = Place(inner, f"{found.path}.{key}" if found.path else key)
        return found

    def fault(self, sentence: str) -> Fault:
        return Fault(f"{sentence}.", path=self.path[:200])

    def text(self, most: int = LONGEST) -> str:
        """Trimmed; empty where there is none. NUL, which no database keeps, is left out."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.fault("This should be text")
        if len(self.value) > most:
            raise self.fault(f"This text is longer than {most:,} characters")
        return self.value.replace("\0", "").strip()

    def items(self) -> Iterator[Place]:
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.fault("This should be a list")
        if len(self.value) > MOST:
            raise self.fault(f"This list has more than {MOST:,} entries")
        for index, one in enumerate(self.value):
            yield Place(one, f"{self.path}[{index}]")

    def texts(self) -> tuple[str, ...]:
        return tuple(text for one in self.items() if (text := one.text()))

    def nct(self) -> str:
        found = self.text()
        if not found:
            raise self.fault("There is no NCT number")
        if not NCT.fullmatch(found):
            raise self.fault(f"“{found[:30]}” is no NCT number: NCT and eight digits")
        return found

    def day_words(self) -> str:
        """A date as precise as the registry gives it: a year, a month or a day."""
        found = self.text()
        if found and (not DATES.fullmatch(found) or not exists(found)):
            raise self.fault(f"“{found[:30]}” is no date")
        return found

    def day(self) -> date | None:
        found = self.day_words()
        return date.fromisoformat(found) if len(found) == 10 else None

    def moment_day(self) -> str:
        """The day of a FHIR dateTime."""
        return Place(self.text(60)[:10], self.path).day_words()

    def count(self) -> int | None:
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 0 <= self.value <= 100_000_000:
            raise self.fault("This should be a whole number")
        return self.value

    def degrees(self, most: int) -> float | None:
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | Decimal) or not abs(float(self.value)) <= most:
            raise self.fault(f"This should be degrees from -{most} to {most}")
        return float(self.value) if math.isfinite(float(self.value)) else None


def exists(words: str) -> bool:
    try:
        date.fromisoformat(f"{words}-01-01"[:10])
    except ValueError:
        return False
    return True
