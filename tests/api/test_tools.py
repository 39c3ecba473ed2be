"""Clinical tools over the API: what is asked and answered, refusals by code and input, who may ask, and that nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carecoord.audit.models import Event
from patients.clinical.registry import TOOLS
from tests.api.callers import Caller, person
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients.clinical.asking import v
from tests.truth import truth

pytestmark = pytest.mark.django_db
AT = "/api/v1/clinical-tools/"
ISS = {"b2m": v(3.4, "mg/L"), "albumin": v(3.6, "g/dL")}


def ask(cast: Cast, tool: str, inputs: object, who: str = "rae") -> Any:
    return person(cast, who).post(f"{AT}{tool}/", {"inputs": inputs})


def test_an_answer_carries_inputs_version_and_citation(cast: Cast) -> None:
    answer = ask(cast, "iss", ISS)
    assert answer.status_code == 200
    said = answer.json()
    assert said["tool"] == "iss"
    assert said["result"] == {"stage": "I"}
    assert said["inputs"] == ISS
    assert said["version"].startswith("iss/")
    assert "Greipp" in said["citation"]


def test_the_same_patient_in_other_units_gets_the_same_answer(cast: Cast) -> None:
    assert ask(cast, "iss", {**ISS, "albumin": v(36, "g/L")}).json()["result"] == {"stage": "I"}


@pytest.mark.parametrize(
    ("tool", "inputs", "code", "field"),
    [
        ("iss", {"b2m": v(3.4, "mg/L")}, "missing_input", "albumin"),
        ("iss", {**ISS, "b2m": v(3.4, None)}, "unsupported_unit", "b2m"),
        ("iss", {**ISS, "b2m": v(-1, "mg/L")}, "negative_value", "b2m"),
        ("iss", {**ISS, "b2m": v(34000, "mg/L")}, "out_of_range", "b2m"),
        ("iss", {**ISS, "b2m": v("high", "mg/L")}, "not_a_number", "b2m"),
        (
            "crs_grade",
            {"temperature": v(38.5, "degC"), "hypotension": v(False), "vasopressors": v([]), "oxygen": v("tent")},
            "invalid_choice",
            "oxygen",
        ),
        (
            "washout",
            {"drug_class": v("bispecific"), "last_dose": v("01/02/2026"), "apheresis": v("2026-03-01")},
            "invalid_date",
            "last_dose",
        ),
        (
            "washout",
            {"drug_class": v("bispecific"), "last_dose": v("2026-03-02"), "apheresis": v("2026-03-01")},
            "inconsistent_inputs",
            "apheresis",
        ),
        ("drug_class", {"drug": v("pomalidomyde")}, "unknown_drug", "drug"),
        ("iss", {**ISS, "calcium": v(9, "mg/dL")}, "invalid_choice", "calcium"),
    ],
)
def test_a_refusal_names_code_input_and_reason(cast: Cast, tool: str, inputs: dict[str, Any], code: str, field: str) -> None:
    answer = ask(cast, tool, inputs)
    assert answer.status_code == 422
    said = answer.json()
    assert (said["code"], said["field"]) == (code, field)
    assert said["detail"].endswith((".", "?"))


@pytest.mark.parametrize("body", [None, [], {}, {"inputs": []}, {"inputs": ISS, "patient": "x"}])
def test_another_body_is_a_fault(cast: Cast, body: Any) -> None:
    assert person(cast, "rae").send("POST", f"{AT}iss/", body, None, "").status_code == 400


def test_the_list_says_how_to_ask(cast: Cast) -> None:
    found = {one["tool"]: one for one in person(cast, "rae").get(AT).json()}
    assert set(found) == set(TOOLS)
    b2m = next(one for one in found["iss"]["inputs"] if one["key"] == "b2m")
    assert b2m["units"][0] == "mg/L"
    assert b2m["low"] < b2m["high"]
    assert all(one["citation"] and one["version"] for one in found.values())
    assert person(cast, "rae").get(f"{AT}iss/").json() == found["iss"]


def test_no_such_tool(cast: Cast) -> None:
    assert person(cast, "rae").get(f"{AT}phrenology/").status_code == 404
    assert ask(cast, "phrenology", {}).status_code == 404


def test_nobody_asks_and_nothing_is_kept(cast: Cast) -> None:
    assert Caller(client_of(cast, "nobody")).post(f"{AT}iss/", {"inputs": ISS}).status_code == 401
    rae = person(cast, "rae")
    rae.get(AT)  # the session's first request writes its mark
    with CaptureQueriesContext(connection) as said:
        assert rae.post(f"{AT}iss/", {"inputs": ISS}).status_code == 200
    assert not [query for query in said.captured_queries if query["sql"].lower().startswith(("insert", "update"))]
    with truth():
        assert not Event.objects.exists()
