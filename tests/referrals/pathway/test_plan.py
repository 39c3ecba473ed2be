"""Arithmetic of the plan: offsets, working days, clamping, repetition, what follows what, and that nothing else moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecoord.ui.due import is_working_day
from referrals.clock import end_of_day
from referrals.pathway import plan
from referrals.pathway.dates import due_days, rolled, shift
from referrals.pathway.plan import Fix, Known
from referrals.pathway.protocol import Confidence, Roll, Unit
from tests.referrals.pathway.small import AFTER, BEFORE, SMALL, rule

days = st.dates(date(2024, 1, 1), date(2040, 12, 31))
DECIDED = {"DEC": Fix(date(2026, 11, 2), Confidence.ACTUAL)}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_clamp(start: date, months: int, end: date) -> None:
    assert shift(start, months, Unit.MONTH) == end


def test_repetition_is_counted_from_the_first_day() -> None:
    """From 31 January monthly: 28 February does not make every later one the 28th."""
    monthly = next(step for step in SMALL.steps if step.code == "igg").due[0]
    found = list(due_days(monthly, {"D0": date(2025, 12, 31)}))
    assert [day.day for day in found[:4]] == [2, 2, 31, 30]  # 31-Jan-2026 is a Saturday, 28-Feb-2026 too
    assert len(found) == 12


@given(day=days, count=st.integers(-40, 40))
def test_working_days_are_working_days(day: date, count: int) -> None:
    assert is_working_day(shift(day, count, Unit.BUSINESS_DAY))


@given(day=days, roll=st.sampled_from([Roll.NEXT, Roll.PREVIOUS]))
def test_rolling_ends_on_a_working_day_nearby(day: date, roll: Roll) -> None:
    found = rolled(day, roll)
    assert is_working_day(found)
    assert abs((found - day).days) <= 5
    assert found >= day if roll is Roll.NEXT else found <= day


@given(day=days)
def test_nothing_that_asks_for_working_days_is_due_on_another(day: date) -> None:
    fixes = plan.projected(SMALL, {"DEC": Fix(day, Confidence.ACTUAL)})
    for one in plan.plan(SMALL, fixes):
        due = SMALL.step(one.code).due[one.series]
        if due.at.unit is Unit.BUSINESS_DAY or due.roll is not Roll.KEEP:
            assert one.due_on is not None
            assert is_working_day(one.due_on)


def test_a_cap_holds_on_a_working_day_before() -> None:
    """Two working days after an infusion on the eve of a long weekend would be late; the cap wins, and no Sunday is named."""
    letter = SMALL.step("letter").due[0]
    assert list(due_days(letter, {"D0": date(2026, 12, 24)})) == [date(2026, 12, 24)]


def test_unknown_anchor_leaves_one_undated_occurrence() -> None:
    found = [one for one in plan.plan(SMALL, {}) if one.code == "bridging"]
    assert [(one.occurrence, one.due_on) for one in found] == [(1, None)]


def test_projection_fills_what_nobody_set() -> None:
    fixes = plan.projected(SMALL, DECIDED)
    assert set(fixes) == {"DEC", "APH", "RCV", "LD1", "D0"}
    assert fixes["D0"].on - fixes["LD1"].on == timedelta(days=5)
    assert all(fixes[code].confidence is Confidence.PLANNED for code in ("APH", "RCV", "LD1", "D0"))


def test_fifteen_years_are_there() -> None:
    yearly = [one for one in plan.plan(SMALL, plan.projected(SMALL, DECIDED)) if one.code == "yearly"]
    assert len(yearly) == 15
    assert all(one.from_on and one.until_on and one.until_on - one.from_on == timedelta(days=120) for one in yearly)


DEPENDS = {
    "DEC": {"decide", "call_payer"},
    "APH": {"work_up", "collect", "bridging"},
    "LD1": {"bridging"},
    "D0": {"infuse", "igg", "yearly", "letter"},
    "RCV": set(),
}
FOLLOW = {
    "DEC": {"DEC", "APH", "RCV", "LD1", "D0"},
    "APH": {"APH", "RCV", "LD1", "D0"},
    "RCV": {"RCV", "LD1", "D0"},
    "LD1": {"LD1", "D0"},
    "D0": {"D0"},
}


@given(code=st.sampled_from(sorted(DEPENDS)), by=st.integers(-20, 60))
def test_a_move_moves_what_depends_on_it_and_nothing_else(code: str, by: int) -> None:
    before = plan.projected(SMALL, DECIDED)
    after = plan.moved(SMALL, before, code, Fix(before[code].on + timedelta(days=by)))
    shifted = {anchor for anchor in before if before[anchor].on != after[anchor].on}
    assert shifted <= FOLLOW[code]
    old = {one.key: one for one in plan.plan(SMALL, before)}
    known = [Known(key, one.due_on, is_open=True) for key, one in old.items()]
    changes = plan.compare(known, plan.plan(SMALL, after))
    assert changes.codes <= set().union(*(DEPENDS[anchor] for anchor in shifted or {code}))
    if by:
        assert all(old[one.key].due_on != one.due_on for one in changes.moved)


@given(by=st.integers(-20, 60).filter(bool), actual=st.sampled_from(["APH", "LD1"]))
def test_what_happened_stays_and_shields_what_follows_it(by: int, actual: str) -> None:
    before = plan.projected(SMALL, DECIDED)
    before[actual] = Fix(before[actual].on, Confidence.ACTUAL)
    leader = {"APH": "DEC", "LD1": "RCV"}[actual]
    after = plan.moved(SMALL, before, leader, Fix(before[leader].on + timedelta(days=by)))
    assert all(after[code] == before[code] for code in FOLLOW[actual])


def test_a_confirmed_date_that_moves_is_only_planned_again() -> None:
    before = plan.projected(SMALL, DECIDED)
    before["D0"] = Fix(before["D0"].on, Confidence.CONFIRMED)
    after = plan.moved(SMALL, before, "LD1", Fix(before["LD1"].on + timedelta(days=7)))
    assert after["D0"] == Fix(before["D0"].on + timedelta(days=7), Confidence.PLANNED)


@given(by=st.integers(-5, 60), done=st.sets(st.integers(0, 40), max_size=30))
def test_settled_rows_never_move(by: int, done: set[int]) -> None:
    before = plan.projected(SMALL, DECIDED)
    known = [Known(one.key, one.due_on, is_open=number not in done) for number, one in enumerate(plan.plan(SMALL, before))]
    after = plan.moved(SMALL, before, "APH", Fix(before["APH"].on + timedelta(days=by)))
    changes = plan.compare(known, plan.plan(SMALL, after))
    settled = {one.key for one in known if not one.is_open}
    touched = {one.key for one in (*changes.moved, *changes.added, *changes.revived)} | set(changes.dropped)
    assert not settled & touched


def test_a_shorter_repetition_drops_and_a_longer_one_brings_back() -> None:
    before = plan.projected(SMALL, DECIDED)
    known = [Known(one.key, one.due_on, is_open=True) for one in plan.plan(SMALL, before)]
    sooner = before | {"LD1": Fix(before["LD1"].on - timedelta(days=14))}
    dropped = plan.compare(known, plan.plan(SMALL, sooner)).dropped
    assert {key[0] for key in dropped} == {"bridging"}
    assert len(dropped) == 2
    cut = [Known(one.key, one.due_on, one.key not in dropped, one.key in dropped) for one in known]
    again = plan.compare(cut, plan.plan(SMALL, before))
    assert {one.key for one in again.revived} == set(dropped)
    assert not again.added


def test_a_series_that_answers_have_ended_grows_no_more() -> None:
    before = plan.projected(SMALL, DECIDED)
    known = [Known(one.key, one.due_on, True) for one in plan.plan(SMALL, before) if one.code != "igg" or one.occurrence < 3]
    assert plan.compare(known, plan.plan(SMALL, before)).added
    assert not plan.compare(known, plan.plan(SMALL, before), stopped={("igg", 0)}).added


ZONES = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "Pacific/Honolulu"]


@pytest.mark.parametrize("zone", ZONES)
@given(day=days)
def test_due_at_five_o_clock_local_through_both_changes_of_the_clock(zone: str, day: date) -> None:
    at = end_of_day(day, zone)
    assert (at.hour, at.minute, at.date()) == (17, 0, day)


def test_rules_before_and_after() -> None:
    there = {"APH": date(2026, 11, 30)}
    assert list(due_days(rule("APH", 3, Unit.BUSINESS_DAY, BEFORE), there)) == [date(2026, 11, 24)]  # Thanksgiving is no working day
    assert list(due_days(rule("APH", 1, Unit.WEEK, AFTER), there)) == [date(2026, 12, 7)]
