"""Measurable disease, serum response, refractoriness, the FDA labels, the trials."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.labels import Product, label_on
from patients.clinical.registry import run
from tests.patients.clinical.asking import ask, entries, refused, v

NONE: dict[str, Any] = {"serum_m": 0.1, "urine_m": 0, "involved_flc": 1, "flc_ratio_abnormal": False}


@pytest.mark.parametrize(
    ("profile", "change", "measurable"),
    [("1.0", {}, False), ("1.0", {"serum_m": 1}, True), ("1.0", {"serum_m": 0.99}, False), ("0.5", {"serum_m": 0.5}, True),
     (0.5, {"serum_m": 0.49}, False), (1, {"serum_m": v(10, "g/L")}, True), ("1.0", {"urine_m": 200}, True),
     ("1.0", {"urine_m": 199}, False),
     ("1.0", {"involved_flc": 10}, False), ("1.0", {"involved_flc": 10, "flc_ratio_abnormal": True}, True),
     ("1.0", {"involved_flc": v(99.9, "mg/L"), "flc_ratio_abnormal": True}, False), ("1.0", {"urine_m": 200, "serum_m": None}, True)],
)  # fmt: skip  # a table: one row a line
def test_measurable(profile: object, change: dict[str, object], measurable: bool) -> None:
    assert ask("measurable_disease", profile=profile, **{**NONE, **change}) == {"measurable": measurable}


def test_no_needs_every_compartment() -> None:
    for key in ("serum_m", "urine_m", "involved_flc"):
        change: dict[str, Any] = {**NONE, "flc_ratio_abnormal": True, key: None}
        assert refused("measurable_disease", profile="1.0", **change) == ("missing_input", key)
    light: dict[str, Any] = {**NONE, "involved_flc": 20, "flc_ratio_abnormal": None}
    assert refused("measurable_disease", profile="1.0", **light) == ("missing_input", "flc_ratio_abnormal")
    assert refused("measurable_disease", profile="0.7", **NONE) == ("invalid_choice", "profile")
    assert refused("measurable_disease", profile=0.7, **NONE) == ("invalid_choice", "profile")
    assert refused("measurable_disease", profile=True, **NONE) == ("invalid_choice", "profile")


@pytest.mark.parametrize(
    ("baseline", "nadir", "current", "urine", "category"),
    [(4, 4, 4, None, "SD"), (4, 4, 3.01, None, "SD"), (4, 4, 3, None, "MR"), (4, 4, 2.01, None, "MR"), (4, 4, 2, None, "PR"),
     (4, 4, 0.41, None, "PR"), (4, 4, 0.4, 99, "VGPR_or_better"), (4, 4, 0.4, 100, "PR"), (4, 4, 0, 0, "VGPR_or_better"),
     (4, 1, 1.49, None, "PR"), (4, 1, 1.5, None, "PD"), (4, 2.4, 2.9, None, "MR"), (4, 2, 2.5, None, "PD"), (4, 0, 0.5, None, "PD"),
     (8, 5, 5.99, None, "MR"), (8, 5, 6, None, "PD"), (8, 4.9, 5.9, None, "MR"), (4, 0.1, 0.4, 0, "VGPR_or_better")],
)  # fmt: skip  # a table: one row a line
def test_serum_response(baseline: float, nadir: float, current: float, urine: object, category: str) -> None:
    assert ask("serum_m_response", baseline=baseline, nadir=nadir, current=current, urine_m=urine) == {"category": category}


def test_serum_response_refusals() -> None:
    assert refused("serum_m_response", baseline=4, nadir=4, current=0.3) == ("missing_input", "urine_m")
    assert refused("serum_m_response", baseline=0, nadir=0, current=0.3) == ("out_of_range", "baseline")
    assert refused("serum_m_response", baseline=2, nadir=3, current=2) == ("inconsistent_inputs", "nadir")
    assert refused("serum_m_response", baseline=2, nadir=1) == ("missing_input", "current")


def test_days_to_progression_have_a_range() -> None:
    assert ask("imwg_refractory", best_response="PR", days_last_dose_to_progression=20_000) == {"refractory": False}
    assert refused("imwg_refractory", best_response="PR", days_last_dose_to_progression=20_001)[0] == "out_of_range"


@pytest.mark.parametrize(
    ("response", "days", "refractory"),
    [("PR", 60, True), ("PR", 61, False), ("PR", 0, True), ("PR", None, False), ("MR", None, False), ("SD", None, True),
     ("PD", 400, True), ("sCR", 59, True), ("VGPR", 1000, False)],
)  # fmt: skip  # a table: one row a line
def test_refractory(response: str, days: object, refractory: bool) -> None:
    assert ask("imwg_refractory", best_response=response, days_last_dose_to_progression=v(days)) == {"refractory": refractory}
    assert ask("imwg_refractory", best_response=response, days_last_dose_to_progression=v(days, "days")) == {"refractory": refractory}


def test_no_progression_is_said_and_never_supposed() -> None:
    assert refused("imwg_refractory", best_response="PR") == ("missing_input", "days_last_dose_to_progression")
    assert run("imwg_refractory", {"best_response": "PR", "days_last_dose_to_progression": None})["refractory"] is False
    assert ask("imwg_refractory", best_response="SD") == {"refractory": True}
    assert ask("imwg_refractory", days_last_dose_to_progression=30) == {"refractory": True}
    assert refused("imwg_refractory", days_last_dose_to_progression=90) == ("missing_input", "best_response")
    assert refused("imwg_refractory", best_response="PR", days_last_dose_to_progression=-1)[0] == "negative_value"
    assert refused("imwg_refractory", best_response="minor", days_last_dose_to_progression=1)[0] == "invalid_choice"


IDE: dict[str, Any] = {
    "product": "ide-cel",
    "age": 66,
    "prior_lines": 2,
    "exposed_pi": True,
    "exposed_imid": True,
    "exposed_anti_cd38": True,
}
CILTA: dict[str, Any] = {
    "product": "cilta-cel", "age": 66, "prior_lines": 1, "exposed_pi": True, "exposed_imid": True, "refractory_lenalidomide": True
}  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize(
    ("base", "change", "result", "failed", "missing"),
    [
        (IDE, {}, "met", [], []), (IDE, {"prior_lines": 1}, "not_met", ["prior_lines_ge_2"], []), (IDE, {"age": 18}, "met", [], []),
        (IDE, {"age": 17}, "not_met", ["adult"], []), (IDE, {"age": None}, "indeterminate", [], ["adult"]),
        (IDE, {"exposed_anti_cd38": None}, "indeterminate", [], ["exposed_anti_cd38"]),
        (IDE, {"exposed_anti_cd38": False, "exposed_pi": None}, "not_met", ["exposed_anti_cd38"], ["exposed_pi"]),
        (IDE, {"refractory_lenalidomide": False}, "met", [], []), (CILTA, {}, "met", [], []),
        (CILTA, {"exposed_anti_cd38": False}, "met", [], []),
        (CILTA, {"prior_lines": 0}, "not_met", ["prior_lines_ge_1"], []), (CILTA, {"refractory_lenalidomide": False}, "not_met",
        ["refractory_lenalidomide"], []), (CILTA, {"refractory_lenalidomide": None}, "indeterminate", [], ["refractory_lenalidomide"]),
        (CILTA, {"exposed_imid": False, "age": None}, "not_met", ["exposed_imid"], ["adult"]),
    ],
)  # fmt: skip  # a table: one row a line
def test_labels(base: dict[str, Any], change: dict[str, object], result: str, failed: list[str], missing: list[str]) -> None:
    assert ask("fda_label", **{**base, **change}) == {"result": result, "failed": failed, "missing": missing}


def test_only_labelled_products() -> None:
    assert refused("fda_label", **{**IDE, "product": "anito-cel"}) == ("invalid_choice", "product")
    assert refused("fda_label", age=66) == ("missing_input", "product")


def test_a_label_of_its_day() -> None:
    assert label_on(Product.IDE_CEL, date(2024, 4, 3)).prior_lines == 4
    assert label_on(Product.IDE_CEL, date(2024, 4, 4)).prior_lines == 2
    assert label_on(Product.CILTA_CEL, date(2024, 4, 5)).prior_lines == 1
    with pytest.raises(ValueError, match="no label"):
        label_on(Product.CILTA_CEL, date(2022, 2, 27))


EDGE: dict[str, dict[str, Any]] = {
    "cartitude-1": {"ecog": 1, "hemoglobin": 8, "anc": 750, "platelets": 50, "alc": 300, "crcl": 40, "ast_alt_x_uln": 3,
                    "bilirubin_x_uln": 2, "lvef_pct": 45},
    "cartitude-4": {"ecog": 1, "hemoglobin": 8, "anc": 1000, "platelets": 75, "alc": 300, "crcl": 40, "ast_alt_x_uln": 3,
                    "bilirubin_x_uln": 2, "lvef_pct": 45},
    "karmma-3": {"ecog": 1, "hemoglobin": 8, "anc": 1000, "platelets": 75, "crcl": 45, "ast_alt_x_uln": 2.5, "bilirubin_x_uln": 1.5,
                 "lvef_pct": 45, "spo2_pct": 92},
}  # fmt: skip  # a table: one row a line
UP = {"ecog", "ast_alt_x_uln", "bilirubin_x_uln"}
ITEMS = [(profile, item) for profile, items in EDGE.items() for item in items]


@pytest.mark.parametrize("profile", EDGE)
def test_a_trial_s_edge_is_inside(profile: str) -> None:
    assert ask("trial_screen", profile=profile, **EDGE[profile]) == {"result": "pass", "failed": [], "missing": []}


@pytest.mark.parametrize(("profile", "item"), ITEMS)
def test_just_outside_and_not_entered(profile: str, item: str) -> None:
    step = (1 if item == "ecog" else 0.1) * (1 if item in UP else -1)
    outside = {**EDGE[profile], item: EDGE[profile][item] + step, "marrow_plasma_cell_pct": 49}
    assert ask("trial_screen", profile=profile, **outside) == {"result": "fail", "failed": [item], "missing": []}
    blank = {**EDGE[profile], item: None}
    assert ask("trial_screen", profile=profile, **blank) == {"result": "incomplete", "failed": [], "missing": [item]}


@pytest.mark.parametrize("profile", ["cartitude-4", "karmma-3"])
@pytest.mark.parametrize(
    ("platelets", "marrow", "result"),
    [(60, 50, "pass"), (60, 49.9, "fail"), (50, 50, "pass"), (49.9, 90, "fail"), (60, None, "incomplete"), (49, None, "fail")],
)
def test_fewer_platelets_with_a_full_marrow(profile: str, platelets: float, marrow: object, result: str) -> None:
    found = ask("trial_screen", profile=profile, **{**EDGE[profile], "platelets": platelets, "marrow_plasma_cell_pct": marrow})
    assert found["result"] == result
    assert found["missing"] == (["marrow_plasma_cell_pct"] if result == "incomplete" else [])
    assert found["failed"] == (["platelets"] if result == "fail" else [])


def test_a_failure_beats_what_is_missing_and_is_not_a_verdict_on_the_patient() -> None:
    answer = run("trial_screen", entries(profile="karmma-3", ecog=3))
    assert answer["result"] == "fail"
    assert "spo2_pct" in answer["missing"]
    assert "not a rule" in answer.notes[-1]
    assert refused("trial_screen", profile="cartitude-5") == ("invalid_choice", "profile")


@given(st.sampled_from(sorted(EDGE)), st.data())
def test_better_values_never_fail(profile: str, data: st.DataObject) -> None:
    better = {
        key: value - data.draw(st.integers(0, int(value))) if key in UP else value + data.draw(st.integers(0, 5))
        for key, value in EDGE[profile].items()
    }
    assert ask("trial_screen", profile=profile, **better)["result"] == "pass"
