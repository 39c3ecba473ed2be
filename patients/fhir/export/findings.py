"""Observation: results, and performance status as ECOG or Karnofsky.

Room: patients.fhir.export.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid5

from carecoord.interop.codes import LOINC
from patients.fhir.export.parts import Json, about, amount, at, codeable, on, present, term
from patients.fhir.observations import ECOG, KARNOFSKY
from patients.models import Flag, PerformanceStatus, Result

INTERPRETATION = {Flag.LOW: "L", Flag.HIGH: "H", Flag.CRITICAL: "AA", Flag.NORMAL: "N"}


def result(row: Result) -> Json:
    is_number = row.value is not None
    flag = INTERPRETATION.get(Flag(row.flag))
    return present(
        resourceType="Observation",
        id=str(row.pk),
        status="final",
        category=[term("observation-category", "laboratory")],
        code=codeable(row.name, (LOINC, row.loinc)),
        subject=about(row.patient_id),
        effectiveDateTime=at(row.taken_at),
        valueQuantity=amount(row.value, row.unit, row.comparator) if is_number else None,
        valueString="" if is_number else row.text,
        interpretation=[term("v3-ObservationInterpretation", flag)] if flag else [],
        referenceRange=[limits] if (limits := reference_range(row)) else [],
    )


def reference_range(row: Result) -> Json:
    return present(
        low=amount(row.low, row.unit) if row.low is not None else None,
        high=amount(row.high, row.unit) if row.high is not None else None,
    )


def performance(row: PerformanceStatus) -> Iterator[Json]:
    """A row with both scores becomes two observations, the second under an id of its own that stays the same."""
    scores = (("ECOG performance status", ECOG[0], row.ecog), ("Karnofsky performance status", KARNOFSKY[0], row.karnofsky))
    said = [score for score in scores if score[2] is not None]
    for name, loinc, score in said:
        second = len(said) > 1 and loinc == KARNOFSKY[0]
        yield present(
            resourceType="Observation",
            id=str(uuid5(row.pk, loinc) if second else row.pk),
            status="final",
            category=[term("observation-category", "survey")],
            code=codeable(name, (LOINC, loinc)),
            subject=about(row.patient_id),
            effectiveDateTime=on(row.assessed_on),
            valueInteger=score,
        )
