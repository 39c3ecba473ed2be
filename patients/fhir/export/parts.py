"""Pieces that all exported resources share: codings, references, dates, and leaving out what is empty.

Room: patients.fhir.export.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from carecoord.interop.codes import UCUM
from patients.fhir.conditions import OWN

Json = dict[str, Any]

TERMS = "http://terminology.hl7.org/CodeSystem/"
UNIT_LIKE_UCUM = re.compile(r"[!-~]+", re.ASCII)


def present(**elements: Any) -> Json:
    """The elements that say something; FHIR allows nothing empty. A trailing underscore spares Python's keywords."""
    kept = {name.rstrip("_"): value for name, value in elements.items()}
    return {name: value for name, value in kept.items() if value is not None and value not in ("", [], {})}


def codeable(text: str, *codings: tuple[str, str]) -> Json:
    """A CodeableConcept; codings without a code are left out."""
    coded = [present(system=system, code=code, display=text) for system, code in codings if code]
    return present(coding=coded, text=text)


def term(system: str, code: str) -> Json:
    return {"coding": [{"system": f"{TERMS}{system}", "code": code}]}


def about(patient_id: UUID) -> Json:
    return {"reference": f"urn:uuid:{patient_id}"}


def on(day: date | None) -> str:
    return day.isoformat() if day else ""


def at(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""


def period(start: date | None, end: date | None) -> Json:
    return present(start=on(start), end=on(end))


def amount(value: Any, unit: str, comparator: str = "") -> Json:
    """A Quantity. A unit with spaces or accents is no UCUM code and is given as a name only."""
    is_code = bool(unit and UNIT_LIKE_UCUM.fullmatch(unit))
    number = None if value is None else (int(value) if value == int(value) else float(value))
    return present(value=number, comparator=comparator, unit=unit, system=UCUM if is_code else "", code=unit if is_code else "")


def extension(name: str, **value: Any) -> Json:
    return {"url": f"{OWN}{name}", **value}


def entry(resource: Json) -> Json:
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def entries(resources: Iterable[Json]) -> list[Json]:
    return [entry(resource) for resource in resources]
