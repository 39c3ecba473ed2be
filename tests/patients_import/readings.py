"""Reading one resource: what it becomes, or why it was left out."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from patients.fhir.gather import Gathered, gather
from tests.patients_import import resources as fhir

ZONE = ZoneInfo("America/Chicago")


def read(*resources: dict[str, Any]) -> Gathered:
    return gather(json.dumps(fhir.bundle(fhir.patient(), *resources)).encode(), ZONE)


def values(resource: dict[str, Any]) -> dict[str, Any]:
    """The columns of the only row of the only fact."""
    (fact,) = read(resource).facts
    (draft,) = fact.drafts
    return draft.values


def reason(resource: dict[str, Any]) -> str:
    found = read(resource)
    assert not found.facts
    ((_, why),) = found.left_out
    return why
