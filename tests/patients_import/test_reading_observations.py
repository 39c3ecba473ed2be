"""Observations: values, ranges, components, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.patients_import import resources as fhir
from tests.patients_import.readings import read, reason, values


@pytest.mark.parametrize(
    ("value", "number", "text", "unit"),
    [
        ({"valueQuantity": fhir.quantity(9.4)}, "9.40000", "", "g/dL"),
        ({"valueQuantity": {"value": 3, "unit": "points"}}, "3.00000", "", "points"),
        ({"valueInteger": 7}, "7.00000", "", ""),
        ({"valueQuantity": fhir.quantity(1e-9)}, None, "1E-9 g/dL", ""),
        ({"valueQuantity": fhir.quantity(5 * 10**14)}, None, "500000000000000 g/dL", ""),
        ({"valueString": "  Positive \u0000"}, None, "Positive", ""),
        ({"valueBoolean": False}, None, "No", ""),
        ({"valueCodeableConcept": {"coding": [{"code": "x", "display": "Detected"}]}}, None, "Detected", ""),
        ({"valueRange": {"low": fhir.quantity(5), "high": fhir.quantity(10)}}, None, "5 g/dL to 10 g/dL", ""),
        ({"valueRange": {"high": fhir.quantity(10, "%")}}, None, "10 %", ""),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, None, "1 : 128", ""),
        ({"valueTime": "10:30:00"}, None, "10:30:00", ""),
        ({"valuePeriod": {"start": "2020-01-01", "end": "2020-01-09"}}, None, "2020-01-01 to 2020-01-09", ""),
    ],
)
def test_every_kind_of_value(value: dict[str, Any], number: str | None, text: str, unit: str) -> None:
    found = values(fhir.observation(**value))
    assert (None if found["value"] is None else str(found["value"])) == number
    assert (found["text"], found["unit"]) == (text, unit)


def test_comparator_range_and_flag() -> None:
    limits = [{"low": fhir.quantity(12), "high": fhir.quantity(16)}]
    found = values(fhir.observation(valueQuantity=fhir.quantity(9, comparator="<"), referenceRange=limits))
    assert (found["comparator"], found["low"], found["high"], found["flag"]) == ("<", 12, 16, "low")
    said = [{"coding": [{"code": "HH"}]}]
    assert values(fhir.observation(valueQuantity=fhir.quantity(13), referenceRange=limits, interpretation=said))["flag"] == "critical"


def test_a_range_in_another_unit_or_for_others_is_not_used() -> None:
    for limits in ({"low": fhir.quantity(120, "g/L")}, {"low": fhir.quantity(12), "appliesTo": [{"text": "children"}]}):
        found = values(fhir.observation(valueQuantity=fhir.quantity(9), referenceRange=[limits]))
        assert (found["low"], found["flag"]) == (None, "")


def test_components_are_rows_of_their_own() -> None:
    parts = [
        {"code": fhir.loinc("8480-6", "Systolic"), "valueQuantity": fhir.quantity(120, "mm[Hg]")},
        {"code": fhir.loinc("8462-4", "Diastolic"), "dataAbsentReason": {"text": "Unknown"}},
        {"code": {"text": "Position"}, "valueString": "Sitting"},
    ]
    (fact,) = read(fhir.observation(component=parts)).facts
    assert [(d.values["name"], d.source) for d in fact.drafts] == [
        ("Systolic", "fhir/Observation|o1#8480-6"),
        ("Position", "fhir/Observation|o1#component-2"),
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"effectiveDateTime": None}, "on which day"),
        ({"effectiveDateTime": "2024-05"}, "on which day"),
        ({"valueQuantity": {"unit": "g/dL"}}, "no value"),
        ({"status": "cancelled", "valueInteger": 1}, "cancelled"),
        ({"effectiveDateTime": "2140-01-01", "valueInteger": 1}, "in the future"),
        ({"subject": None, "valueInteger": 1}, "which patient"),
        ({"subject": {"reference": "#p"}, "contained": [{"resourceType": "Patient", "id": "p"}]}, "inside it"),
    ],
)
def test_observations_that_are_left_out(change: dict[str, Any], why: str) -> None:
    assert why in reason(fhir.observation(**change))


def test_a_day_alone_is_midnight_where_the_organization_is() -> None:
    assert values(fhir.observation(effectiveDateTime="2024-05-06", valueInteger=1))["taken_at"].isoformat() == "2024-05-06T00:00:00-05:00"
