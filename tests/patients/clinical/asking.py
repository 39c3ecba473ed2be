"""How the tests of the clinical tools ask and read: entries with units, answers, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from patients.clinical.refusals import Code, Refusal
from patients.clinical.registry import run

BY_UNIT = {
    "degC": "temperature",
    "years": "age",
    "kg": "weight",
    "mg/dL": "igg creatinine crp calcium fibrinogen fibrinogen_lln involved_flc",
    "/uL": "anc alc anc_lln anc_values",
    "10^9/L": "platelets",
    "g/dL": "hemoglobin hb_lln albumin serum_m baseline nadir current",
    "U/L": "ldh ldh_uln ast",
    "ng/mL": "ferritin ferritin_uln ferritin_baseline",
    "mg/L": "b2m",
    "mmol/L": "triglycerides",
    "mL/min": "crcl",
    "mg/24h": "urine_m",
}
UNITS = {key: unit for unit, keys in BY_UNIT.items() for key in keys.split()}


def v(value: object, unit: str | None = None) -> dict[str, object]:
    return {"value": value, "unit": unit}


def entries(**values: object) -> dict[str, object]:
    """Canonical units where a plain value is given; a mapping stands as it is."""
    return {key: value if isinstance(value, dict) else v(value, UNITS.get(key)) for key, value in values.items()}


def ask(tool: str, **values: object) -> dict[str, Any]:
    return dict(run(tool, entries(**values)).result)


def refused(tool: str, **values: object) -> tuple[str, str]:
    """Code and field of the refusal; whatever is answered instead fails the test."""
    with pytest.raises(Refusal) as caught:
        run(tool, entries(**values))
    assert isinstance(caught.value.code, Code)
    assert caught.value.detail.endswith(".")
    return caught.value.code.value, caught.value.field
