"""Rows to be: what a reader of any format makes before anything is written.

Room: patients.importing. No database here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from patients.models import Fact

LONGEST_SOURCE = 200


@dataclass
class Draft:
    """One row to be. `retracted` marks what its sender took back: an earlier import of it is marked as entered in error."""

    model: type[Fact]
    source: str
    values: dict[str, Any]
    retracted: bool = False
    content: bytes = b""


@dataclass
class Person:
    """A patient of the file: values for the record, and (system, value) pairs they are known by, the strongest first."""

    path: str
    source: str
    values: dict[str, Any]
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    mrn: str = ""
    has_died: bool = False


def shortened(source: str, part: str = "") -> str:
    whole = f"{source}#{part}" if part else source
    if len(whole) <= LONGEST_SOURCE:
        return whole
    return f"sha256|{hashlib.sha256(whole.encode()).hexdigest()}"


def first(values: Iterable[Any]) -> Any:
    """The first value that is neither None nor empty, else None."""
    return next((value for value in values if value not in (None, "")), None)
