"""Endothelial scores, CAR-HEMATOTOX, HCT-CI, MyCARe, HScore: every cut-off on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.registry import run
from tests.patients.clinical.asking import ask, entries, refused, v


def test_easix_by_hand() -> None:
    found = ask("easix", ldh=200, creatinine=1, platelets=100)
    assert found == {"value": 2, "log2": 1, "above_4_67": False}
    assert ask("easix", ldh=v(3.5, "ukat/L"), creatinine=v(88.4, "umol/L"), platelets=v(105_000, "/uL"))["value"] == 2
    assert ask("simplified_easix", ldh=200, platelets=100) == {"value": 2}
    assert ask("measix", ldh=200, crp=v(15, "mg/L"), platelets=100) == {"value": 3}
    assert ask("measix", ldh=200, crp=0, platelets=100) == {"value": 0}


def test_the_lymphoma_cut_off_is_above_and_says_where_it_is_from() -> None:
    assert not ask("easix", ldh=467, creatinine=1, platelets=100)["above_4_67"]
    assert ask("easix", ldh=467.1, creatinine=1, platelets=100)["above_4_67"]
    assert "lymphoma" in run("easix", entries(ldh=467, creatinine=1, platelets=100)).notes[-1]


def test_no_platelets_no_score() -> None:
    assert refused("easix", ldh=200, creatinine=1, platelets=0) == ("out_of_range", "platelets")
    assert refused("measix", ldh=200, platelets=100) == ("missing_input", "crp")


BEST: dict[str, Any] = {"platelets": 176, "anc": 1201, "hemoglobin": 9.1, "crp": 2.9, "ferritin": 649}


@pytest.mark.parametrize(
    ("change", "score"),
    [({}, 0), ({"platelets": 175}, 1), ({"platelets": 75}, 1), ({"platelets": 74.9}, 2), ({"anc": 1200}, 1), ({"hemoglobin": 9}, 1),
     ({"crp": 3}, 1), ({"crp": v(30, "mg/L")}, 1), ({"crp": v(29.9, "mg/L")}, 0), ({"ferritin": 650}, 1), ({"ferritin": 2000}, 1),
     ({"ferritin": 2000.1}, 2), ({"platelets": 20, "anc": 0, "hemoglobin": 7, "crp": 20, "ferritin": 9000}, 7)],
)  # fmt: skip  # a table: one row a line
def test_car_hematotox(change: dict[str, object], score: int) -> None:
    assert ask("car_hematotox", **{**BEST, **change}) == {"score": score, "group": "high" if score >= 2 else "low"}


@pytest.mark.parametrize("key", BEST)
def test_car_hematotox_needs_all_five(key: str) -> None:
    assert refused("car_hematotox", **{**BEST, key: None}) == ("missing_input", key)


@given(st.sampled_from(sorted(BEST)), st.integers(1, 20), st.integers(1, 20))
def test_car_hematotox_is_monotone(key: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    scale = {"platelets": 20, "anc": 200, "hemoglobin": 1, "crp": 1, "ferritin": 200}
    values = [max(value * scale[key], 2) for value in (low, high)]
    scores = [ask("car_hematotox", **{**BEST, key: value})["score"] for value in values]
    assert scores[0] <= scores[1] if key in ("crp", "ferritin") else scores[0] >= scores[1]


BOOLEANS = {
    "arrhythmia": 1, "cardiac": 1, "ibd": 1, "diabetes_treated": 1, "cerebrovascular": 1, "psychiatric_treated": 1, "infection_ongoing": 1,
    "rheumatologic": 2, "peptic_ulcer_treated": 2, "prior_solid_tumor": 3, "heart_valve": 3, "chronic_hepatitis": 1, "cirrhosis": 3,
    "dialysis": 2, "oxygen_dependent": 3,
}  # fmt: skip  # a table: one row a line
HEALTHY: dict[str, Any] = {
    **dict.fromkeys(BOOLEANS, False), "bmi": 35, "lvef_pct": 51, "bilirubin_x_uln": 1, "ast_alt_x_uln": 1, "creatinine": 2, "dlco_pct": 81,
    "fev1_pct": 81,
}  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize(("key", "points"), BOOLEANS.items())
def test_each_comorbidity(key: str, points: int) -> None:
    assert ask("hct_ci", **{**HEALTHY, key: True})["score"] == points


@pytest.mark.parametrize(
    ("change", "points"),
    [({}, 0), ({"bmi": 35.1}, 1), ({"lvef_pct": 50}, 1), ({"bilirubin_x_uln": 1.01}, 1), ({"bilirubin_x_uln": 1.5}, 1),
     ({"bilirubin_x_uln": 1.51}, 3), ({"ast_alt_x_uln": 1.01}, 1), ({"ast_alt_x_uln": 2.5}, 1), ({"ast_alt_x_uln": 2.51}, 3),
     ({"creatinine": 2.01}, 2), ({"dlco_pct": 80}, 2), ({"dlco_pct": 65.1}, 2), ({"dlco_pct": 65}, 3), ({"fev1_pct": 80}, 2),
     ({"fev1_pct": 66, "dlco_pct": 60}, 3), ({"chronic_hepatitis": True, "cirrhosis": True}, 3), ({"cardiac": True, "lvef_pct": 40}, 1),
     ({"dialysis": True, "creatinine": 5}, 2), ({"oxygen_dependent": True, "dlco_pct": 70}, 3)],
)  # fmt: skip  # a table: one row a line
def test_each_measured_organ(change: dict[str, object], points: int) -> None:
    assert ask("hct_ci", **{**HEALTHY, **change})["score"] == points


@pytest.mark.parametrize(("age", "with_age"), [(39, 1), (40, 2), (None, None)])
def test_age_is_a_second_total(age: object, with_age: object) -> None:
    found = ask("hct_ci", **{**HEALTHY, "arrhythmia": True, "age": age})
    assert found == {"score": 1, "group": "intermediate", "score_with_age": with_age}


def test_hct_ci_groups_and_what_was_counted() -> None:
    assert ask("hct_ci", **HEALTHY)["group"] == "low"
    assert ask("hct_ci", **{**HEALTHY, "rheumatologic": True})["group"] == "intermediate"
    assert ask("hct_ci", **{**HEALTHY, "heart_valve": True})["group"] == "high"
    assert "Heart valve: 3" in run("hct_ci", entries(**{**HEALTHY, "heart_valve": True})).notes


@pytest.mark.parametrize("key", HEALTHY)
def test_hct_ci_is_never_partial(key: str) -> None:
    assert refused("hct_ci", **{**HEALTHY, key: None}) == ("missing_input", key)


def test_hct_ci_refusals() -> None:
    assert refused("hct_ci", **{**HEALTHY, "lvef_pct": 101}) == ("out_of_range", "lvef_pct")
    assert refused("hct_ci", **{**HEALTHY, "bmi": 3}) == ("out_of_range", "bmi")
    assert refused("hct_ci", **{**HEALTHY, "dlco_pct": v(80, "mL")}) == ("unsupported_unit", "dlco_pct")
    assert ask("hct_ci", **{**HEALTHY, "dlco_pct": v(81, "%"), "bilirubin_x_uln": v(1, "xULN")})["score"] == 0


@pytest.mark.parametrize(
    ("risks", "ferritin", "score", "group"),
    [((False, False, False), 300, 0, "low"), ((True, False, False), 300, 1, "low"), ((False, False, False), 301, 1, "low"),
     ((True, True, False), 300, 2, "intermediate"), ((True, True, False), 301, 3, "intermediate"), ((True, True, True), 301, 4, "high")],
)  # fmt: skip  # a table: one row a line
def test_mycare(risks: tuple[bool, bool, bool], ferritin: float, score: int, group: str) -> None:
    keys = ("extramedullary_or_pcl", "lenalidomide_refractory", "high_risk_cytogenetics")
    found = dict(zip(keys, risks, strict=True))
    assert ask("mycare", **found, ferritin=ferritin, ferritin_uln=300) == {"score": score, "group": group}


CALM: dict[str, Any] = {
    "immunosuppressed": False, "temperature": 38.3, "organomegaly_count": 0, "cytopenia_lineages": 1, "ferritin": 1999,
    "triglycerides": 1.49, "fibrinogen": 251, "ast": 29, "hemophagocytosis": False,
}  # fmt: skip  # a table: one row a line
WORST: dict[str, Any] = {
    "immunosuppressed": True, "temperature": 40, "organomegaly_count": 2, "cytopenia_lineages": 3, "ferritin": 7000,
    "triglycerides": 5, "fibrinogen": 100, "ast": 300, "hemophagocytosis": True,
}  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize(
    ("change", "score"),
    [({}, 0), ({"immunosuppressed": True}, 18), ({"temperature": 38.4}, 33), ({"temperature": 39.4}, 33), ({"temperature": 39.5}, 49),
     ({"organomegaly_count": 1}, 23), ({"organomegaly_count": 2}, 38), ({"cytopenia_lineages": 0}, 0), ({"cytopenia_lineages": 2}, 24),
     ({"cytopenia_lineages": 3}, 34), ({"ferritin": 2000}, 35), ({"ferritin": 6000}, 35), ({"ferritin": 6001}, 50),
     ({"triglycerides": 1.5}, 44), ({"triglycerides": 4}, 44), ({"triglycerides": 4.01}, 64), ({"fibrinogen": 250}, 30),
     ({"fibrinogen": v(2.5, "g/L")}, 30), ({"ast": 30}, 19), ({"hemophagocytosis": True}, 35), (WORST, 337)],
)  # fmt: skip  # a table: one row a line
def test_hscore(change: dict[str, object], score: int) -> None:
    assert ask("hscore", **{**CALM, **change}) == {"score": score}


@pytest.mark.parametrize("key", CALM)
def test_hscore_is_never_partial(key: str) -> None:
    assert refused("hscore", **{**CALM, key: None}) == ("missing_input", key)
