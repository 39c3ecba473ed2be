"""Neutropenia after cell therapy: day counts, late counts, and counting days from results."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.icaht import IcahtEarlyInputs, early_from_counts, icaht_early
from patients.clinical.refusals import Refusal
from tests.patients.clinical.asking import ask, refused, v


def early(severe: object, profound: object, never: object = False) -> dict[str, object]:
    return {"days_anc_le_500": severe, "days_anc_le_100": profound, "never_recovered_above_500": never}


@pytest.mark.parametrize(
    ("severe", "profound", "never", "grade"),
    [(0, 0, False, 0), (1, 0, False, 1), (6, 6, False, 1), (7, 0, False, 2), (13, 6, False, 2), (14, 6, False, 3), (30, 6, False, 3),
     (7, 7, False, 3), (13, 13, False, 3), (14, 13, False, 3), (14, 14, False, 4), (31, 0, False, 4), (31, 0, True, 4), (12, 0, True, 4)],
)  # fmt: skip  # a table: one row a line
def test_early(severe: int, profound: int, never: bool, grade: int) -> None:
    assert ask("icaht_early", **early(severe, profound, never)) == {"grade": grade}


def test_early_refusals() -> None:
    assert refused("icaht_early", **early(3, 4)) == ("inconsistent_inputs", "days_anc_le_100")
    assert refused("icaht_early", **early(0, 0, True)) == ("inconsistent_inputs", "never_recovered_above_500")
    assert refused("icaht_early", **early(32, 0)) == ("out_of_range", "days_anc_le_500")
    assert refused("icaht_early", **early(-1, 0)) == ("negative_value", "days_anc_le_500")
    assert refused("icaht_early", **early(3, 0, None)) == ("missing_input", "never_recovered_above_500")
    assert refused("icaht_early", **early(v(3, "weeks"), 0)) == ("unsupported_unit", "days_anc_le_500")
    assert ask("icaht_early", **early(v(3, "days"), 0)) == {"grade": 1}


@pytest.mark.parametrize(
    ("values", "grade"),
    [([1501], 0), ([1500], 1), ([1001], 1), ([1000], 2), ([501], 2), ([500], 3), ([101], 3), ([100], 4), ([0], 4),
     ([100, 1501], 0), ([100, 1500], 4), ([3000, 900, 1200, 2000], 2), ([2000, 1600], 0)],
)  # fmt: skip  # a table: one row a line
def test_late(values: list[float], grade: int) -> None:
    assert ask("icaht_late", anc_values=values) == {"grade": grade}


def test_late_units_and_refusals() -> None:
    assert ask("icaht_late", anc_values=v([0.5, 0.9], "10^9/L")) == {"grade": 3}
    assert refused("icaht_late", anc_values=[]) == ("missing_input", "anc_values")
    assert refused("icaht_late", anc_values=v([500])) == ("unsupported_unit", "anc_values")
    assert refused("icaht_late", anc_values=[500, -1]) == ("negative_value", "anc_values")
    assert refused("icaht_late", anc_values=[500, "low"]) == ("not_a_number", "anc_values")
    assert refused("icaht_late", anc_values=500) == ("invalid_choice", "anc_values")


def days(**runs: int) -> dict[int, list[Decimal]]:
    return {int(day.removeprefix("d")): [Decimal(value)] for day, value in runs.items()}


def series(*counts: int, start: int = 0) -> dict[int, list[Decimal]]:
    return {start + day: [Decimal(count)] for day, count in enumerate(counts)}


def test_the_lowest_count_of_a_day() -> None:
    assert early_from_counts({3: [Decimal(900), Decimal(400)], 4: [Decimal(900)]}) == IcahtEarlyInputs(
        days_anc_le_500=1, days_anc_le_100=0, never_recovered_above_500=False
    )


def test_a_gap_of_a_week_is_filled_and_a_longer_one_is_not() -> None:
    assert early_from_counts(days(d2=2000, d5=400, d13=400, d14=2000)).days_anc_le_500 == 9
    assert early_from_counts(days(d2=2000, d5=400, d14=400, d15=2000)).days_anc_le_500 == 1


def test_a_recovery_of_two_days_joins_and_of_three_parts() -> None:
    assert early_from_counts(series(2000, 400, 900, 900, 400, 2000, start=4)).days_anc_le_500 == 4
    assert early_from_counts(series(2000, 400, 900, 900, 900, 400, 400, 2000, start=4)).days_anc_le_500 == 2


def test_down_from_the_start_to_the_last_result_is_grade_four() -> None:
    down = early_from_counts(series(2000, 2000, 400, 300, 300))
    assert down.never_recovered_above_500
    assert icaht_early(down).grade == 4
    assert not early_from_counts(series(2000, 2000, 2000, 2000, 400, 300, 300)).never_recovered_above_500


@pytest.mark.parametrize(("high_days", "never"), [(0, True), (3, True), (4, False)])
def test_a_run_that_begins_by_day_three_may_be_the_whole_course(high_days: int, never: bool) -> None:
    assert early_from_counts(series(*[2000] * high_days, 400, 300)).never_recovered_above_500 is never


def test_the_edges_of_a_series_count_as_low() -> None:
    found = early_from_counts(series(2000, 2000, 2000, 2000, 501, 500, 101, 100, 2000))
    assert (found.days_anc_le_500, found.days_anc_le_100) == (3, 1)


def test_only_the_window_counts_and_nothing_is_not_zero() -> None:
    assert early_from_counts({-3: [Decimal(100)], 1: [Decimal(900)], 31: [Decimal(100)]}).days_anc_le_500 == 0
    with pytest.raises(Refusal):
        early_from_counts({})
    with pytest.raises(Refusal):
        early_from_counts({40: [Decimal(100)]})


@given(st.dictionaries(st.integers(0, 30), st.lists(st.decimals(0, 5000, places=0), min_size=1, max_size=3), min_size=1))
def test_any_series_can_be_graded(found: dict[int, list[Decimal]]) -> None:
    """Days under 100 are never more than days under 500, and lower counts never a lower grade but where they break a run's start."""
    days = early_from_counts(found)
    assert days.days_anc_le_100 <= days.days_anc_le_500 <= 31
    assert 0 <= icaht_early(days).grade <= 4


@given(st.integers(0, 31), st.integers(0, 31), st.integers(0, 31), st.booleans())
def test_more_days_are_never_a_lower_grade(one: int, two: int, three: int, never: bool) -> None:
    low, middle, high = sorted((one, two, three))
    shorter = icaht_early(IcahtEarlyInputs(**early(middle, low, never and middle > 0)))  # type: ignore[arg-type]  # plain numbers
    longer = icaht_early(IcahtEarlyInputs(**early(high, middle, never and middle > 0)))  # type: ignore[arg-type]  # plain numbers
    assert longer.grade >= shorter.grade
