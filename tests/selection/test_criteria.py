"""The engine, from tables: both sides of every comparison, bounds, unknown, too old, the other way, the whole set."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from referrals.selection.criteria import (
    Compare,
    Criterion,
    Fact,
    Judged,
    Level,
    Outcome,
    State,
    judge,
    judged,
    keys_of,
    outcome,
    said,
)
from referrals.selection.writing import BadCriterion, one, parsed, plain

TODAY = date(2026, 11, 23)
MET, NOT_MET, UNKNOWN = State.MET, State.NOT_MET, State.UNKNOWN


def lvef(compare: str = ">=", value: Any = "45", **more: Any) -> Criterion:
    return one({"fact": "lvef_pct", "compare": compare, "value": value, "unit": "%", **more})


def told(criterion: Criterion, **facts: Any) -> Judged:
    """Plain values as facts of today."""
    return judged(criterion, {key: fact(value) for key, value in facts.items()}, TODAY)


def fact(value: Any) -> Fact | None:
    if value is None or isinstance(value, Fact):
        return value
    return Fact(value if isinstance(value, bool) else Decimal(str(value)), TODAY, "result")


@pytest.mark.parametrize(
    ("compare", "under", "equal", "over"),
    [(">=", NOT_MET, MET, MET), (">", NOT_MET, NOT_MET, MET), ("<=", MET, MET, NOT_MET), ("<", MET, NOT_MET, NOT_MET)],
)
def test_both_sides_of_a_limit(compare: str, under: State, equal: State, over: State) -> None:
    for value, state in ((44.9, under), (45, equal), (45.1, over)):
        assert told(lvef(compare), lvef_pct=value).state is state


@pytest.mark.parametrize(
    ("compare", "bound", "value", "state"),
    [
        (">=", ">", 45, MET),
        (">=", ">=", 45, MET),
        (">=", ">", 40, UNKNOWN),
        (">=", "<", 45, NOT_MET),
        (">=", "<=", 45, UNKNOWN),
        (">=", "<", 46, UNKNOWN),
        (">", ">", 45, MET),
        (">", ">=", 45, UNKNOWN),
        (">", "<=", 45, NOT_MET),
        ("<=", "<", 45, MET),
        ("<=", "<=", 45, MET),
        ("<=", ">", 45, NOT_MET),
        ("<=", ">=", 45, UNKNOWN),
        ("<", "<", 45, MET),
        ("<", "<=", 45, UNKNOWN),
        ("<", ">=", 45, NOT_MET),
        ("<", ">", 44, UNKNOWN),
    ],
)
def test_a_bound_decides_only_where_it_must(compare: str, bound: str, value: int, state: State) -> None:
    assert told(lvef(compare), lvef_pct=Fact(Decimal(value), TODAY, "result", bound)).state is state


@pytest.mark.parametrize(
    ("compare", "wanted", "value", "state"),
    [
        ("is", True, True, MET),
        ("is", True, False, NOT_MET),
        ("is", False, False, MET),
        ("is", False, None, UNKNOWN),
        ("is_not", True, False, MET),
        ("is_not", True, True, NOT_MET),
        ("is_not", True, None, UNKNOWN),
    ],
)
def test_yes_and_no(compare: str, wanted: bool, value: bool | None, state: State) -> None:
    assert told(one({"fact": "prior_bcma", "compare": compare, "value": wanted}), prior_bcma=value).state is state


def test_one_of_several_numbers() -> None:
    ecog = one({"fact": "ecog", "compare": "any_of", "value": [0, 1]})
    assert [told(ecog, ecog=n).state for n in (0, 1, 2, None)] == [MET, MET, NOT_MET, UNKNOWN]
    assert said(ecog) == "ECOG performance status: 0 or 1"


def test_a_value_as_old_as_allowed_counts_and_a_day_older_does_not() -> None:
    criterion = lvef(max_age_days=90)
    for days, state in ((90, MET), (91, UNKNOWN)):
        found = told(criterion, lvef_pct=Fact(Decimal(60), TODAY - timedelta(days=days), "result"))
        assert (found.state, found.is_stale) == (state, state is UNKNOWN)
    assert found.fact is not None
    assert found.change == "Older than the rule allows; a newer value is needed: Echo with ejection fraction."
    assert told(criterion, lvef_pct=Fact(Decimal(60))).state is UNKNOWN  # without a day nobody knows how old it is


@pytest.mark.parametrize(
    ("platelets", "marrow", "state", "missing"),
    [
        (75, None, MET, ""),
        (74.9, 50, MET, ""),
        (74.9, 49.9, NOT_MET, ""),
        (74.9, None, UNKNOWN, "marrow_plasma_cell_pct"),
        (50, 50, MET, ""),
        (49.9, 90, NOT_MET, ""),
        (49.9, None, NOT_MET, ""),
        (None, 90, UNKNOWN, "platelets"),
    ],
)
def test_the_other_way_of_meeting_it(platelets: float | None, marrow: float | None, state: State, missing: str) -> None:
    """KarMMa-3 and CARTITUDE-4: 75, or 50 where the marrow holds at least half plasma cells."""
    ways = [
        {"fact": "platelets", "compare": ">=", "value": 50, "unit": "10^9/L"},
        {"fact": "marrow_plasma_cell_pct", "compare": ">=", "value": 50, "unit": "%"},
    ]
    criterion = one({"fact": "platelets", "compare": ">=", "value": 75, "unit": "10^9/L", "unless": ways})
    found = told(criterion, platelets=platelets, marrow_plasma_cell_pct=marrow)
    assert (found.state, found.missing) == (state, missing)
    assert keys_of([criterion]) == {"platelets", "marrow_plasma_cell_pct"}


def test_what_would_change_it() -> None:
    assert told(lvef(), lvef_pct=44).change == "Met with Ejection fraction: 45 % or more."
    assert told(lvef()).change == "Not known; needed: Echo with ejection fraction."
    assert told(lvef(), lvef_pct=45).change == ""
    assert told(lvef()).asks.document == "echo"


@pytest.mark.parametrize(
    ("states", "answer"),
    [
        ([("limit", MET), ("discuss", MET)], Outcome.WITHIN),
        ([("limit", MET), ("discuss", NOT_MET)], Outcome.DISCUSS),
        ([("limit", UNKNOWN), ("discuss", NOT_MET)], Outcome.UNKNOWN),
        ([("limit", MET), ("discuss", UNKNOWN)], Outcome.UNKNOWN),
        ([("limit", NOT_MET), ("limit", UNKNOWN)], Outcome.OUTSIDE),
        ([], Outcome.WITHIN),
    ],
)
def test_the_whole_set(states: list[tuple[str, State]], answer: Outcome) -> None:
    """A known failure beats what is missing; what is missing beats a reason to talk."""
    found = [Judged(Criterion("a", "a", "lvef_pct", Compare.AT_LEAST, Decimal(1), Level(level)), state, None) for level, state in states]
    assert outcome(found) is answer


def test_a_limit_in_another_unit_is_the_same_limit() -> None:
    """CRP is compared in mg/dL, whatever it was written in."""
    here, there = (one({"fact": "anc", "compare": ">=", "value": v, "unit": u}) for v, u in ((1000, "/uL"), (1, "10^9/L")))
    assert here == there
    assert told(one({"fact": "crp", "compare": "<", "value": 30, "unit": "mg/L"}), crp="2.9").state is MET
    assert told(one({"fact": "crp", "compare": "<", "value": 30, "unit": "mg/L"}), crp=3).state is NOT_MET


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"fact": "height", "compare": ">=", "value": 1}, "there is no fact 'height'"),
        ({"fact": "lvef_pct", "compare": ">=", "value": 45}, "given in %, not in no unit"),
        ({"fact": "crcl", "compare": ">=", "value": 45, "unit": "mg/dL"}, "given in mL/min, not in mg/dL"),
        ({"fact": "lvef_pct", "compare": "around", "value": 45, "unit": "%"}, "'around' is not one of"),
        ({"fact": "prior_bcma", "compare": ">=", "value": True}, "yes or no"),
        ({"fact": "prior_bcma", "compare": "is", "value": "no"}, "yes (true) or no (false)"),
        ({"fact": "ecog", "compare": "<=", "value": "one"}, "'one' is not a number"),
        ({"fact": "ecog", "compare": "<=", "value": "NaN"}, "must be a number"),
        ({"fact": "ecog", "compare": "<=", "value": None}, "must be a number"),
        ({"fact": "ecog", "compare": "any_of", "value": 1}, "a list of numbers"),
        ({"fact": "ecog", "compare": "<=", "value": 1, "max_age_days": 0}, "whole number of days"),
        ({"fact": "ecog", "compare": "<=", "value": 1, "level": "hard"}, "'hard' is not one of"),
        ({"fact": "ecog", "compare": "<=", "value": 1, "colour": "red"}, "nothing is known of colour"),
        ({"fact": "crcl", "compare": ">=", "value": 4500, "unit": "mL/min"}, "between 0 and 300"),
    ],
)
def test_what_is_no_criterion_is_refused_in_a_sentence(row: dict[str, Any], words: str) -> None:
    with pytest.raises(BadCriterion, match=words.replace("(", r"\(").replace(")", r"\)")):
        parsed([row])


def test_a_code_stands_once() -> None:
    with pytest.raises(BadCriterion, match="twice"):
        parsed([{"fact": "ecog", "compare": "<=", "value": 1}] * 2)


def test_written_and_read_again_it_is_the_same() -> None:
    criteria = (
        lvef(max_age_days=30, note="Echo or MUGA."),
        one({"fact": "prior_cart", "compare": "is", "value": False, "level": "discuss"}),
    )
    assert parsed(plain(criteria)) == criteria


def test_facts_that_nobody_holds_are_unknown() -> None:
    assert [found.state for found in judge([lvef()], {}, today=TODAY)] == [UNKNOWN]
