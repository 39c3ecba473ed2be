"""Kidney, calcium, blood count grades, performance, frailty, distress, platelets after cell therapy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.performance import DISTRESS_LIMITS
from patients.clinical.registry import run
from tests.patients.clinical.asking import ask, entries, refused, v

MAN: dict[str, Any] = {"age": 60, "sex": "male", "creatinine": 1.0, "weight": 72}


def test_cockcroft_by_hand() -> None:
    assert ask("cockcroft_gault", **MAN) == {"value": 80}
    assert ask("cockcroft_gault", **{**MAN, "sex": "female"}) == {"value": 68}
    assert ask("cockcroft_gault", **{**MAN, "creatinine": v(88.4, "umol/L"), "weight": v(158.732828, "lb")})["value"] == pytest.approx(80)


def test_ckd_epi_by_hand() -> None:
    assert round(ask("ckd_epi_2021", age=50, sex="male", creatinine=1.1)["value"]) == 82
    # A man under his kappa of 0.9: 142 x (0.7 / 0.9)^-0.302 x 0.9938^50 (Inker 2021), worked out by hand.
    assert ask("ckd_epi_2021", age=50, sex="male", creatinine=0.7)["value"] == pytest.approx(112.25, abs=0.01)
    at_kappa = ask("ckd_epi_2021", age=50, sex="female", creatinine=0.7)["value"]
    assert at_kappa == pytest.approx(142 * 0.9938**50 * 1.012)
    below = ask("ckd_epi_2021", age=50, sex="female", creatinine=0.35)["value"]
    assert below == pytest.approx(at_kappa * 0.5**-0.241)
    assert ask("ckd_epi_2021", **MAN) == ask("ckd_epi_2021", **{**MAN, "weight": None})


def test_kidney_refusals() -> None:
    assert refused("ckd_epi_2021", age=50, sex="unknown", creatinine=1.1) == ("invalid_choice", "sex")
    assert refused("ckd_epi_2021", age=50, creatinine=1.1) == ("missing_input", "sex")
    assert refused("cockcroft_gault", **{**MAN, "weight": None}) == ("missing_input", "weight")
    assert refused("cockcroft_gault", **{**MAN, "age": 17}) == ("out_of_range", "age")
    assert refused("cockcroft_gault", **{**MAN, "creatinine": 88}) == ("out_of_range", "creatinine")


@pytest.mark.parametrize("tool", ["cockcroft_gault", "ckd_epi_2021"])
@given(data=st.data())
def test_more_creatinine_or_age_is_less_clearance(tool: str, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(["creatinine", "age"]))
    low, high = sorted(data.draw(st.lists(st.integers(1, 30) if key == "creatinine" else st.integers(18, 110), min_size=2, max_size=2)))
    less, more = (ask(tool, **{**MAN, key: value})["value"] for value in (low, high))
    assert less >= more > 0


def test_corrected_calcium() -> None:
    assert ask("corrected_calcium", calcium=10, albumin=4) == {"value": 10}
    assert ask("corrected_calcium", calcium=10, albumin=2) == {"value": 11.6}
    assert ask("corrected_calcium", calcium=v(2.5, "mmol/L"), albumin=v(50, "g/L"))["value"] == pytest.approx(9.22)


@pytest.mark.parametrize(
    ("anc", "grade"), [(1500, 0), (1499, 2), (1000, 2), (999, 3), (500, 3), (499, 4), (0, 4)]
)  # fmt: skip  # a table: one row a line
def test_neutrophils(anc: float, grade: int) -> None:
    assert ask("ctcae_v5", anc=anc) == {"grades": {"neutrophil": grade}}


@pytest.mark.parametrize(("anc", "grade"), [(2000, 0), (1999, 1), (1500, 1), (1499, 2)])
def test_neutrophils_with_the_laboratory_s_limit(anc: float, grade: int) -> None:
    assert ask("ctcae_v5", anc=anc, anc_lln=2000) == {"grades": {"neutrophil": grade}}


@pytest.mark.parametrize(("platelets", "grade"), [(150, 0), (149, 1), (75, 1), (74, 2), (50, 2), (49, 3), (25, 3), (24, 4)])
def test_platelets(platelets: float, grade: int) -> None:
    assert ask("ctcae_v5", platelets=platelets) == {"grades": {"platelet": grade}}


@pytest.mark.parametrize(("alc", "grade"), [(1000, 0), (999, 1), (800, 1), (799, 2), (500, 2), (499, 3), (200, 3), (199, 4)])
def test_lymphocytes(alc: float, grade: int) -> None:
    assert ask("ctcae_v5", alc=alc) == {"grades": {"lymphocyte": grade}}


@pytest.mark.parametrize(("hb", "grade"), [(12, 0), (11.9, 1), (10, 1), (9.9, 2), (8, 2), (7.9, 3)])
def test_anemia(hb: float, grade: int) -> None:
    assert ask("ctcae_v5", hemoglobin=hb, hb_lln=12) == {"grades": {"anemia": grade}}


def test_the_hemoglobin_limit_is_asked_for_where_it_decides() -> None:
    assert refused("ctcae_v5", hemoglobin=10) == ("missing_input", "hb_lln")
    assert ask("ctcae_v5", hemoglobin=9.9) == {"grades": {"anemia": 2}}
    assert refused("ctcae_v5") == ("missing_input", "anc")
    assert set(ask("ctcae_v5", anc=1000, platelets=60)["grades"]) == {"neutrophil", "platelet"}


@pytest.mark.parametrize(
    ("kps", "ecog"), [(100, 0), (90, 0), (80, 1), (70, 1), (60, 2), (50, 2), (40, 3), (30, 3), (20, 4), (10, 4), (0, 5)]
)
def test_karnofsky(kps: int, ecog: int) -> None:
    assert ask("ecog_from_karnofsky", kps=kps) == {"ecog": ecog}


def test_karnofsky_refusals() -> None:
    assert refused("ecog_from_karnofsky", kps=75) == ("invalid_choice", "kps")
    assert refused("ecog_from_karnofsky", kps=110) == ("out_of_range", "kps")
    assert refused("ecog_from_karnofsky", kps=-10) == ("negative_value", "kps")


@pytest.mark.parametrize(("score", "refer"), [(0, False), (3, False), (4, True), (10, True)])
def test_distress(score: int, refer: bool) -> None:
    assert ask("distress_thermometer", score=score) == {"refer": refer}


def test_distress_refusals_and_a_center_s_own_trigger() -> None:
    assert refused("distress_thermometer", score=11) == ("out_of_range", "score")
    assert refused("distress_thermometer", score=3.5) == ("invalid_choice", "score")
    ours = DISTRESS_LIMITS.edited({"distress_score": 3}, version="ours", source="Lakeside", effective_on=date(2026, 11, 22))
    assert run("distress_thermometer", entries(score=3), table=ours)["refer"] is True


FIT: dict[str, Any] = {"age": 75, "adl": 5, "iadl": 6, "charlson": 1}


@pytest.mark.parametrize(
    ("change", "score", "group"),
    [({}, 0, "fit"), ({"age": 76}, 1, "intermediate-fit"), ({"age": 80}, 1, "intermediate-fit"), ({"age": 81}, 2, "frail"),
     ({"age": 75.9}, 0, "fit"), ({"adl": 4}, 1, "intermediate-fit"), ({"iadl": 5}, 1, "intermediate-fit"),
     ({"charlson": 2}, 1, "intermediate-fit"), ({"age": 81, "adl": 0, "iadl": 0, "charlson": 9}, 5, "frail")],
)  # fmt: skip  # a table: one row a line
def test_frailty(change: dict[str, object], score: int, group: str) -> None:
    assert ask("imwg_frailty", **{**FIT, **change}) == {"score": score, "group": group}


@pytest.mark.parametrize(
    ("age", "charlson", "ecog", "score", "group"),
    [(75, 1, 0, 0, "nonfrail"), (75, 1, 1, 1, "nonfrail"), (75, 1, 2, 2, "frail"), (75, 1, 4, 2, "frail"), (75, 2, 0, 1, "nonfrail"),
     (76, 2, 0, 2, "frail"), (81, 0, 0, 2, "frail"), (81, 3, 3, 5, "frail")],
)  # fmt: skip  # a table: one row a line
def test_simplified_frailty(age: int, charlson: int, ecog: int, score: int, group: str) -> None:
    assert ask("simplified_frailty", age=age, charlson=charlson, ecog=ecog) == {"score": score, "group": group}


def test_frailty_refusals() -> None:
    assert refused("imwg_frailty", **{**FIT, "adl": 7}) == ("out_of_range", "adl")
    assert refused("imwg_frailty", **{**FIT, "iadl": 9}) == ("out_of_range", "iadl")
    assert refused("imwg_frailty", **{**FIT, "charlson": None}) == ("missing_input", "charlson")
    assert refused("simplified_frailty", age=70, charlson=1, ecog=5) == ("out_of_range", "ecog")


@pytest.mark.parametrize(
    ("under_50", "under_20", "grade"), [(0, 0, 0), (1, 0, 1), (6, 0, 1), (7, 0, 2), (31, 0, 2), (7, 1, 3), (13, 13, 3), (14, 14, 4)]
)
def test_early_platelets(under_50: int, under_20: int, grade: int) -> None:
    assert ask("t_icaht_early", days_platelets_lt_50=under_50, days_platelets_lt_20=under_20) == {"grade": grade}


@pytest.mark.parametrize(
    ("lowest", "days", "grade"), [(100, 0, 0), (99, 0, 1), (50, 0, 1), (49, 0, 2), (20, 0, 2), (19, 1, 3), (19, 14, 4)]
)
def test_late_platelets(lowest: float, days: int, grade: int) -> None:
    assert ask("t_icaht_late", lowest_platelets=v(lowest, "10^9/L"), days_platelets_lt_20=days) == {"grade": grade}


def test_platelets_that_contradict() -> None:
    assert refused("t_icaht_early", days_platelets_lt_50=1, days_platelets_lt_20=2)[0] == "inconsistent_inputs"
    assert refused("t_icaht_late", lowest_platelets=v(30, "K/uL"), days_platelets_lt_20=2)[0] == "inconsistent_inputs"
    assert refused("t_icaht_late", lowest_platelets=v(10, "K/uL"), days_platelets_lt_20=0)[0] == "inconsistent_inputs"
