"""What stands in every banner of a patient though a room above keeps it. Such a room says so when the app is ready:

    warnings.register(warnings.Warned("Irradiated blood only", while_it_counts))

Room: patients. Each is a subquery of a statement that the page asks anyway; `asked` puts them in, `of` reads the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from patients.models import Patient


@dataclass(frozen=True, slots=True)
class Warned:
    """`holds(patient, on)` finds rows while it counts on that day; `patient` is what a filter takes."""

    words: str
    holds: Callable[[Any, date], QuerySet[Any]]


WARNINGS: list[Warned] = []


def register(warned: Warned) -> None:
    if warned not in WARNINGS:
        WARNINGS.append(warned)


def asked(on: date) -> dict[str, Exists]:
    """Annotations for a statement over patients."""
    return {name(place): Exists(one.holds(OuterRef("pk"), on)) for place, one in enumerate(WARNINGS)}


def of(patient: Patient) -> list[str]:
    return [one.words for place, one in enumerate(WARNINGS) if getattr(patient, name(place), False)]


def name(place: int) -> str:
    return f"warned_{place}"
