"""The CRS grade: fever, pressure, oxygen, and what is asked for only where it decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.crs import CrsInputs, Oxygen, Vasopressor, crs_grade
from patients.clinical.registry import run
from tests.patients.clinical.asking import ask, entries, refused, v

FEVER: dict[str, Any] = {"temperature": 38.5, "hypotension": False, "vasopressors": [], "oxygen": "none"}


@pytest.mark.parametrize(
    ("temperature", "grade"), [(v(38.0, "degC"), 1), (v(37.9, "degC"), 0), (v(100.4, "degF"), 1), (v(100.3, "degF"), 0)]
)
def test_fever_begins_at_38(temperature: object, grade: int) -> None:
    assert ask("crs_grade", **{**FEVER, "temperature": temperature}, fever_masked_by_treatment=False) == {"grade": grade}


@pytest.mark.parametrize(
    ("oxygen", "grade"),
    [("none", 1), ("nasal_cannula_low_flow", 2), ("blow_by", 2), ("high_flow_nasal_cannula", 3), ("face_mask", 3), ("venturi", 3),
     ("non_rebreather", 3), ("cpap", 4), ("bipap", 4)],
)  # fmt: skip  # a table: one row a line
def test_oxygen(oxygen: str, grade: int) -> None:
    assert ask("crs_grade", **{**FEVER, "oxygen": oxygen}) == {"grade": grade}


@pytest.mark.parametrize(
    ("drugs", "grade"),
    [([], 2), (["norepinephrine"], 3), (["vasopressin"], 3), (["norepinephrine", "vasopressin"], 3), (["Levophed", "noradrenaline"], 3),
     (["norepinephrine", "epinephrine"], 4), (["norepinephrine", "phenylephrine", "vasopressin"], 4)],
)  # fmt: skip  # a table: one row a line
def test_pressors(drugs: list[str], grade: int) -> None:
    assert ask("crs_grade", **{**FEVER, "hypotension": True, "vasopressors": drugs}) == {"grade": grade}


def test_the_worse_column_counts() -> None:
    assert ask("crs_grade", **{**FEVER, "hypotension": True, "oxygen": "cpap"}) == {"grade": 4}
    assert ask("crs_grade", **{**FEVER, "hypotension": True, "vasopressors": ["dopamine"], "oxygen": "blow_by"}) == {"grade": 3}


def test_ventilation_only_for_the_airway_is_not_hypoxia() -> None:
    ventilated = {**FEVER, "oxygen": "mechanical_ventilation"}
    assert refused("crs_grade", **ventilated) == ("missing_input", "intubated_for_airway_protection_only")
    assert ask("crs_grade", **ventilated, intubated_for_airway_protection_only=False) == {"grade": 4}
    assert ask("crs_grade", **ventilated, intubated_for_airway_protection_only=True) == {"grade": 1}
    assert ask("crs_grade", **{**FEVER, "oxygen": "cpap"}, intubated_for_airway_protection_only=True) == {"grade": 4}


def test_masked_fever_is_asked_for_where_there_is_none_now() -> None:
    cool = {**FEVER, "temperature": 37.2, "hypotension": True}
    assert refused("crs_grade", **cool) == ("missing_input", "fever_masked_by_treatment")
    assert ask("crs_grade", **cool, fever_masked_by_treatment=True) == {"grade": 2}
    answer = run("crs_grade", entries(**cool, fever_masked_by_treatment=False))
    assert answer["grade"] == 0
    assert "another cause" in answer.notes[0]
    well = run("crs_grade", entries(**{**cool, "hypotension": False}, fever_masked_by_treatment=False))
    assert (well["grade"], well.notes) == (0, ())


def test_pressors_without_low_pressure_contradict() -> None:
    assert refused("crs_grade", **{**FEVER, "vasopressors": ["norepinephrine"]}) == ("inconsistent_inputs", "vasopressors")


@pytest.mark.parametrize("key", FEVER)
def test_every_column_must_be_filled(key: str) -> None:
    assert refused("crs_grade", **{**FEVER, key: None}) == ("missing_input", key)


def test_spellings() -> None:
    assert refused("crs_grade", **{**FEVER, "oxygen": "mask"}) == ("invalid_choice", "oxygen")
    assert refused("crs_grade", **{**FEVER, "hypotension": True, "vasopressors": ["vasopresin"]}) == ("unknown_drug", "vasopressors")
    assert refused("crs_grade", **{**FEVER, "vasopressors": "norepinephrine"}) == ("invalid_choice", "vasopressors")
    assert refused("crs_grade", **{**FEVER, "temperature": v(38.5)}) == ("unsupported_unit", "temperature")
    assert refused("crs_grade", **{**FEVER, "temperature": 101}) == ("out_of_range", "temperature")


def graded(found: dict[str, Any]) -> int:
    return crs_grade(CrsInputs(intubated_for_airway_protection_only=False, fever_masked_by_treatment=False, **found)).grade


@given(
    st.decimals(30, 45, places=1),
    st.sets(st.sampled_from(Vasopressor)),
    st.sampled_from(Oxygen),
    st.sampled_from(Vasopressor),
)
def test_more_treatment_is_never_a_lower_grade(temperature: Decimal, drugs: set[Vasopressor], oxygen: Oxygen, more: Vasopressor) -> None:
    found = {"temperature": temperature, "hypotension": True, "oxygen": oxygen}
    one = graded({**found, "vasopressors": sorted(drugs)})
    assert graded({**found, "vasopressors": sorted(drugs | {more})}) >= one
    assert (one == 0) == (temperature < 38)
