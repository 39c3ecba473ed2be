"""The IEC-HS checklist: what is met, what is not, and what nobody entered."""

from __future__ import annotations

from typing import Any

import pytest

from patients.clinical.registry import run
from tests.patients.clinical.asking import entries


def checked(**values: object) -> dict[str, Any]:
    answer = run("iec_hs", entries(**values))
    states = {row["key"]: row["met"] for row in answer["findings"]}
    return {**states, "required_met": answer["required_met"], "consider": answer["consider"], "notes": answer.notes}


def test_nothing_entered_is_unknown() -> None:
    found = checked()
    assert {value for key, value in found.items() if key not in ("consider", "notes")} == {None}
    assert found["consider"] is False


@pytest.mark.parametrize(
    ("values", "key", "met"),
    [
        ({"ferritin": 600, "ferritin_uln": 300}, "required_met", None), ({"ferritin": 601, "ferritin_uln": 300}, "required_met", True),
        ({"ferritin": 800, "ferritin_baseline": 400, "ferritin_uln": 400, "ferritin_rising_rapidly": False}, "required_met", False),
        ({"ferritin_rising_rapidly": True}, "required_met", True), ({"ast_alt_x_uln": 5, "ast_alt_x_baseline": 5}, "transaminases", False),
        ({"ast_alt_x_uln": 5.1}, "transaminases", True), ({"ast_alt_x_uln": 5}, "transaminases", None),
        ({"fibrinogen": 149}, "fibrinogen", True), ({"fibrinogen": 150}, "fibrinogen", None),
        ({"fibrinogen": 150, "fibrinogen_lln": 200}, "fibrinogen", True), ({"fibrinogen": 200, "fibrinogen_lln": 200}, "fibrinogen", False),
        ({"ldh": 250, "ldh_uln": 250}, "ldh", False), ({"ldh": 251, "ldh_uln": 250}, "ldh", True), ({"ldh": 900}, "ldh", None),
        ({"hemophagocytosis": False}, "hemophagocytosis", False), ({"new_splenomegaly": True}, "splenomegaly", True),
        ({"triglycerides": {"value": 265, "unit": "mg/dL"}}, "triglycerides", False),
        ({"triglycerides": {"value": 266, "unit": "mg/dL"}}, "triglycerides", True),
    ],
)  # fmt: skip  # a table: one row a line
def test_each_finding(values: dict[str, object], key: str, met: bool | None) -> None:
    assert checked(**values)[key] is met


def test_ferritin_asks_to_consider_and_never_diagnoses() -> None:
    low = checked(ferritin=7470, ferritin_uln=400)
    high = checked(ferritin=7471, ferritin_uln=400)
    assert low["consider"]
    assert high["consider"]
    assert len(high["notes"]) == len(low["notes"]) + 1
    assert not checked(hemophagocytosis=True, fever=True, neurotoxicity=True)["consider"]
