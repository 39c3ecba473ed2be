"""The ICE score and the ICANS grade, on both sides of every cut-off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.icans import CerebralEdema, Consciousness, IcansInputs, Seizure, icans_grade
from patients.clinical.ice import IceInputs, ice_score
from patients.clinical.refusals import Refusal
from tests.patients.clinical.asking import ask, refused

FULL: dict[str, Any] = {
    "orientation_year": True, "orientation_month": True, "orientation_city": True, "orientation_hospital": True,
    "naming": 3, "following_commands": True, "writing": True, "attention": True,
}  # fmt: skip  # a table: one row a line


def test_a_full_ice() -> None:
    assert ask("ice_score", **FULL) == {"score": 10}
    assert ask("ice_score", **{**dict.fromkeys(FULL, False), "naming": 0}) == {"score": 0}


@pytest.mark.parametrize("key", FULL)
def test_each_item_is_worth_its_points_and_must_be_tested(key: str) -> None:
    lost = 0 if key == "naming" else False
    assert ask("ice_score", **{**FULL, key: lost}) == {"score": 7 if key == "naming" else 9}
    assert refused("ice_score", **{**FULL, key: None}) == ("missing_input", key)
    assert refused("ice_score", **{k: value for k, value in FULL.items() if k != key}) == ("missing_input", key)


def test_naming_is_of_three() -> None:
    assert refused("ice_score", **{**FULL, "naming": 4}) == ("out_of_range", "naming")
    assert refused("ice_score", **{**FULL, "naming": -1}) == ("negative_value", "naming")
    assert refused("ice_score", **{**FULL, "naming": 1.5}) == ("invalid_choice", "naming")
    assert refused("ice_score", **{**FULL, "naming": "3"}) == ("not_a_number", "naming")
    assert refused("ice_score", **{**FULL, "naming": True}) == ("not_a_number", "naming")


@pytest.mark.parametrize(
    ("ice", "grade"), [(10, 0), (9, 1), (8, 1), (7, 1), (6, 2), (5, 2), (4, 2), (3, 2), (2, 3), (1, 3), (0, 3)]
)  # fmt: skip  # a table: one row a line
def test_ice_alone(ice: int, grade: int) -> None:
    assert ask("icans_grade", ice=ice) == {"grade": grade}


@pytest.mark.parametrize(
    ("domain", "grade"),
    [
        ({"consciousness": "awake"}, 0), ({"consciousness": "awakens_to_voice"}, 2), ({"consciousness": "awakens_to_touch"}, 3),
        ({"seizure": "none"}, 0), ({"seizure": "brief_resolved"}, 3), ({"seizure": "prolonged_gt_5min"}, 4),
        ({"seizure": "repetitive_no_recovery"}, 4), ({"deep_focal_motor_weakness": True}, 4), ({"deep_focal_motor_weakness": False}, 0),
        ({"cerebral_edema": "none"}, 0), ({"cerebral_edema": "focal"}, 3), ({"cerebral_edema": "diffuse"}, 4),
        ({"papilledema_or_cn6_or_cushing_triad": True}, 4), ({"tremor": True}, 0), ({"intracranial_hemorrhage": True}, 0),
    ],
)  # fmt: skip  # a table: one row a line
def test_each_other_domain_with_a_full_ice(domain: dict[str, object], grade: int) -> None:
    assert ask("icans_grade", ice=10, **domain) == {"grade": grade}


def test_nobody_who_cannot_be_woken_scores() -> None:
    assert ask("icans_grade", ice=0, consciousness="unarousable") == {"grade": 4}
    assert ask("icans_grade", consciousness="unarousable") == {"grade": 4}
    assert refused("icans_grade", ice=1, consciousness="unarousable") == ("inconsistent_inputs", "ice")


def test_ice_may_be_left_out_only_where_it_cannot_matter() -> None:
    assert refused("icans_grade") == ("missing_input", "ice")
    assert refused("icans_grade", consciousness="awake", tremor=True) == ("missing_input", "ice")
    assert refused("icans_grade", consciousness="awakens_to_voice") == ("missing_input", "ice")
    assert ask("icans_grade", consciousness="awakens_to_touch") == {"grade": 3}
    assert ask("icans_grade", seizure="brief_resolved") == {"grade": 3}
    assert ask("icans_grade", cerebral_edema="diffuse") == {"grade": 4}


def test_ice_is_of_ten() -> None:
    assert refused("icans_grade", ice=11) == ("out_of_range", "ice")
    assert refused("icans_grade", ice=-1) == ("negative_value", "ice")


def test_python_values() -> None:
    assert icans_grade(IcansInputs(ice=7, consciousness=Consciousness.AWAKE, seizure=Seizure.NONE)).grade == 1
    assert ice_score(IceInputs(**FULL)).score == 10
    with pytest.raises(Refusal):
        IceInputs(naming=3)


DOMAINS = st.fixed_dictionaries(
    {
        "ice": st.none() | st.integers(0, 10),
        "consciousness": st.sampled_from(Consciousness),
        "seizure": st.sampled_from(Seizure),
        "cerebral_edema": st.sampled_from(CerebralEdema),
        "deep_focal_motor_weakness": st.booleans(),
    }
)


@given(DOMAINS, st.sampled_from(["ice", "consciousness", "seizure", "cerebral_edema", "deep_focal_motor_weakness"]))
def test_nothing_worse_makes_the_grade_better(found: dict[str, Any], domain: str) -> None:
    try:
        before = icans_grade(IcansInputs(**found)).grade
        worst = {"ice": 0, "consciousness": "unarousable", "seizure": "prolonged_gt_5min", "cerebral_edema": "diffuse"}
        after = icans_grade(IcansInputs(**{**found, domain: worst.get(domain, True)})).grade
    except Refusal:  # ICE is missing and decides, or contradicts
        return
    assert 0 <= before <= after <= 4


@given(DOMAINS)
def test_an_answer_without_ice_is_the_answer_with_any(found: dict[str, Any]) -> None:
    """Leaving ICE out is allowed only where no score could change the grade."""
    try:
        without = icans_grade(IcansInputs(**{**found, "ice": None})).grade
    except Refusal:
        return
    possible = [0] if found["consciousness"] is Consciousness.UNAROUSABLE else range(11)
    assert {icans_grade(IcansInputs(**{**found, "ice": ice})).grade for ice in possible} == {without}
