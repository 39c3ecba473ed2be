"""Limits that change: dated rows with unit and source, in versioned tables a center may replace by its own.

Room: patients.clinical. Cut-offs that define a published score belong to the score; what a clinic decides belongs here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from patients.clinical.refusals import Code, Refusal


@dataclass(frozen=True, slots=True)
class Limit:
    """`is_confirmed`: a clinician of the house has compared it with its source; until then pages say that it needs approval."""

    value: int
    unit: str
    source: str
    effective_on: date
    is_confirmed: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    name: str
    version: str
    limits: Mapping[str, Limit]

    def __getitem__(self, key: str) -> Limit:
        try:
            return self.limits[key]
        except KeyError:
            raise Refusal(Code.INVALID_CHOICE, key, f"The table {self.name} {self.version} has no row for {key!r}.") from None

    def edited(self, changes: Mapping[str, int], *, version: str, source: str, effective_on: date) -> Table:
        """The table with a center's own values; rows not named keep theirs. Only rows that exist can be changed."""
        rows = dict(self.limits)
        for key, value in changes.items():
            if value < 0:
                raise Refusal(Code.NEGATIVE_VALUE, key, "A limit can't be negative.")
            rows[key] = replace(self[key], value=value, source=source, effective_on=effective_on, is_confirmed=True)
        return Table(self.name, version, MappingProxyType(rows))


def table(name: str, version: str, rows: Mapping[str, Limit]) -> Table:
    return Table(name, version, MappingProxyType(dict(rows)))
