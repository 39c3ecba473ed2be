"""ISS, R-ISS, R2-ISS and the 2025 definition of high risk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.registry import run
from patients.clinical.staging import IssInputs, Stage, iss
from tests.patients.clinical.asking import ask, entries, refused, v

ISS_I = {"b2m": 3.0, "albumin": 4.0}
ISS_II = {"b2m": 4.0, "albumin": 4.0}
ISS_III = {"b2m": 6.0, "albumin": 4.0}
NORMAL, HIGH = {"ldh": 250, "ldh_uln": 250}, {"ldh": 250.1, "ldh_uln": 250}
CLEAN = {"del17p": "negative", "t4_14": "negative", "t14_16": "negative"}
CLEAN2 = {"del17p": "negative", "t4_14": "negative", "gain1q": "negative"}


@pytest.mark.parametrize(
    ("b2m", "albumin", "stage"),
    [(5.5, 4, "III"), (5.49, 4, "II"), (3.49, 3.5, "I"), (3.5, 3.5, "II"), (3.49, 3.49, "II"), (0.1 * 35, 4, "II"), (9, 2, "III")],
)
def test_iss(b2m: float, albumin: float, stage: str) -> None:
    assert ask("iss", b2m=b2m, albumin=albumin) == {"stage": stage}
    assert ask("iss", b2m=v(b2m, "ug/mL"), albumin=v(albumin * 10, "g/L")) == {"stage": stage}


@pytest.mark.parametrize(
    ("found", "stage"),
    [
        ({**ISS_I, **NORMAL, **CLEAN}, "I"), ({**ISS_I, **HIGH, **CLEAN}, "II"), ({**ISS_II, **HIGH, **CLEAN}, "II"),
        ({**ISS_III, **NORMAL, **CLEAN}, "II"), ({**ISS_III, **HIGH, **CLEAN}, "III"),
        ({**ISS_III, **NORMAL, **CLEAN, "del17p": "positive"}, "III"), ({**ISS_III, **NORMAL, **CLEAN, "t4_14": "positive"}, "III"),
        ({**ISS_III, **NORMAL, **CLEAN, "t14_16": "positive"}, "III"), ({**ISS_I, **NORMAL, **CLEAN, "t14_16": "positive"}, "II"),
        ({**ISS_II, **NORMAL, **CLEAN, "t14_16": "unknown"}, "II"), ({**ISS_III, **HIGH, **CLEAN, "del17p": "unknown"}, "III"),
        ({**ISS_I, **HIGH, **CLEAN, "del17p": "unknown"}, "II"), ({**ISS_I, **NORMAL, **CLEAN, "del17p": "unknown"}, "indeterminate"),
        ({**ISS_III, **NORMAL, **CLEAN, "del17p": "unknown"}, "indeterminate"),
        ({**ISS_III, **NORMAL, "del17p": "unknown", "t4_14": "positive", "t14_16": "unknown"}, "III"),
    ],
)  # fmt: skip  # a table: one row a line
def test_riss(found: dict[str, object], stage: str) -> None:
    assert ask("riss", **found) == {"stage": stage}


@pytest.mark.parametrize(
    ("found", "points", "group"),
    [
        ({**ISS_I, **NORMAL, **CLEAN2}, 0, "low"), ({**ISS_I, **NORMAL, **CLEAN2, "gain1q": "positive"}, 0.5, "low-intermediate"),
        ({**ISS_II, **NORMAL, **CLEAN2}, 1, "low-intermediate"), ({**ISS_III, **NORMAL, **CLEAN2}, 1.5, "intermediate-high"),
        ({**ISS_III, **HIGH, **CLEAN2}, 2.5, "intermediate-high"),
        ({**ISS_III, **HIGH, **CLEAN2, "gain1q": "positive"}, 3, "high"),
        ({**ISS_III, **HIGH, "del17p": "positive", "t4_14": "positive", "gain1q": "positive"}, 5, "high"),
    ],
)  # fmt: skip  # a table: one row a line
def test_r2iss(found: dict[str, object], points: float, group: str) -> None:
    assert ask("r2iss", **found) == {"points": points, "group": group}


@pytest.mark.parametrize(
    ("found", "least", "most", "group"),
    [
        ({**ISS_I, **NORMAL, **CLEAN2, "gain1q": "unknown"}, 0, 0.5, "indeterminate"),
        ({**ISS_III, **NORMAL, **CLEAN2, "del17p": "unknown"}, 1.5, 2.5, "intermediate-high"),
        ({**ISS_III, **NORMAL, "del17p": "unknown", "t4_14": "unknown", "gain1q": "unknown"}, 1.5, 4, "indeterminate"),
    ],
)
def test_r2iss_with_unknowns(found: dict[str, object], least: float, most: float, group: str) -> None:
    assert ask("r2iss", **found) == {"points_min": least, "points_max": most, "group": group}


def test_untested_is_said_and_never_left_out() -> None:
    assert refused("riss", **{**ISS_I, **NORMAL, **CLEAN, "t4_14": None}) == ("missing_input", "t4_14")
    assert refused("r2iss", **{**ISS_I, **NORMAL, **CLEAN2, "gain1q": "amp"}) == ("invalid_choice", "gain1q")
    assert refused("riss", **{**ISS_I, **NORMAL, **CLEAN, "ldh_uln": None}) == ("missing_input", "ldh_uln")
    assert refused("iss", b2m=v(3, "mg/dL"), albumin=4) == ("unsupported_unit", "b2m")
    assert refused("iss", b2m=-3, albumin=4) == ("negative_value", "b2m")


def test_units_meet_before_they_are_compared() -> None:
    assert ask("riss", **{**ISS_I, **CLEAN, "ldh": v(4.2, "ukat/L"), "ldh_uln": 252}) == {"stage": "I"}


def test_the_day_of_the_values_is_asked_about() -> None:
    assert "diagnosis" in run("iss", entries(**ISS_I)).notes[0]


@given(st.decimals("0.1", 100, places=2), st.decimals("0.1", 100, places=2), st.decimals("0.5", 7, places=1))
def test_more_b2m_is_never_a_lower_stage(one: Decimal, other: Decimal, albumin: Decimal) -> None:
    low, high = sorted((one, other))
    order = [Stage.I, Stage.II, Stage.III]
    stages = [order.index(iss(IssInputs(b2m=b2m, albumin=albumin)).stage) for b2m in (low, high)]
    assert stages[0] <= stages[1]


ANSWERS = st.sampled_from(["positive", "negative", "unknown"])


@given(st.sampled_from([ISS_I, ISS_II, ISS_III]), st.sampled_from([NORMAL, HIGH]), ANSWERS, ANSWERS, ANSWERS)
def test_an_answer_with_unknowns_is_the_answer_however_they_turn_out(
    base: dict[str, object], ldh: dict[str, object], one: str, two: str, three: str
) -> None:
    def both(answer: str) -> list[str]:
        return ["positive", "negative"] if answer == "unknown" else [answer]

    found: dict[str, Any] = {**base, **ldh, "del17p": one, "t4_14": two, "t14_16": three}
    cases = [{**found, "del17p": a, "t4_14": b, "t14_16": c} for a in both(one) for b in both(two) for c in both(three)]
    stages = {ask("riss", **case)["stage"] for case in cases}
    assert ask("riss", **found)["stage"] == (stages.pop() if len(stages) == 1 else "indeterminate")


NOTHING: dict[str, Any] = {
    "del17p_in_20_percent_of_cells": False, "tp53_mutation": False, "t4_14": False, "t14_16": False, "t14_20": False, "gain1q": False,
    "del1p32": "none", "b2m": 3, "creatinine": 1,
}  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize(
    ("change", "risk"),
    [({}, "not_high"), ({"tp53_mutation": True}, "high"), ({"del17p_in_20_percent_of_cells": True}, "high"), ({"t4_14": True}, "not_high"),
     ({"t4_14": True, "gain1q": True}, "high"), ({"t14_20": True, "del1p32": "monoallelic"}, "high"), ({"gain1q": True}, "not_high"),
     ({"gain1q": True, "del1p32": "monoallelic"}, "high"), ({"del1p32": "monoallelic"}, "not_high"), ({"del1p32": "biallelic"}, "high"),
     ({"b2m": 5.5, "creatinine": 1.19}, "high"), ({"b2m": 5.5, "creatinine": 1.2}, "not_high"), ({"b2m": 5.49}, "not_high"),
     ({"tp53_mutation": None}, "indeterminate"), ({"b2m": None}, "indeterminate"), ({"b2m": None, "creatinine": 1.2}, "not_high"),
     ({"t4_14": True, "gain1q": None}, "indeterminate"), ({"gain1q": None, "tp53_mutation": True}, "high")],
)  # fmt: skip  # a table: one row a line
def test_high_risk(change: dict[str, object], risk: str) -> None:
    assert ask("ims_risk", **{**NOTHING, **change}) == {"risk": risk}


def test_nothing_known_is_not_low() -> None:
    assert ask("ims_risk") == {"risk": "indeterminate"}
