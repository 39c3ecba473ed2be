"""Washout, restrictions, vaccines, day numbers: both sides of each day, month ends, center tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.after_infusion import RESTRICTION_DAYS, months_after
from patients.clinical.refusals import Refusal
from patients.clinical.registry import run
from patients.clinical.washout import WASHOUT_DAYS, Dose, WashoutClass, earliest_apheresis, free_from, stop_by
from tests.patients.clinical.asking import ask, entries, refused

DAYS = {
    "immunomodulatory": 7, "proteasome_inhibitor": 14, "cytotoxic": 14, "monoclonal_antibody": 21, "targeted": 14, "bispecific": 28,
    "corticosteroid": 7, "radiotherapy": 14, "autologous_hct": 84, "allogeneic_hct": 180, "gcsf": 7, "pegylated_gcsf": 14,
    "live_vaccine": 28,
}  # fmt: skip  # a table: one row a line
LAST = date(2026, 1, 20)


@pytest.mark.parametrize(("kind", "days"), DAYS.items())
def test_washout_on_both_sides(kind: str, days: int) -> None:
    def on(day: int) -> dict[str, Any]:
        return ask("washout", drug_class=kind, last_dose="2026-01-20", apheresis=(LAST + timedelta(days=day)).isoformat())

    earliest = (LAST + timedelta(days=days)).isoformat()
    assert on(days) == {"ok": True, "earliest_apheresis": earliest, "days_short": 0}
    assert on(days - 1) == {"ok": False, "earliest_apheresis": earliest, "days_short": 1}
    assert on(0) == {"ok": False, "earliest_apheresis": earliest, "days_short": days}


def test_washout_refusals() -> None:
    assert refused("washout", drug_class="bispecific", last_dose="2026-01-20", apheresis="2026-01-19") == (
        "inconsistent_inputs",
        "apheresis",
    )
    assert refused("washout", drug_class="imid", last_dose="2026-01-20", apheresis="2026-02-19") == ("invalid_choice", "drug_class")


def test_every_class_has_a_row() -> None:
    assert set(WASHOUT_DAYS.limits) == set(WashoutClass) == set(DAYS)


def test_the_limiting_treatments_of_a_list() -> None:
    steroid = Dose("dexamethasone", date(2026, 1, 20), 7)
    antibody = Dose("daratumumab", date(2026, 1, 6), WASHOUT_DAYS["monoclonal_antibody"].value)
    old = Dose("melphalan", date(2025, 1, 6), 14)
    found = earliest_apheresis([steroid, antibody, old])
    assert (found.on, found.limiting, found.undecided) == (date(2026, 1, 27), (steroid, antibody), ())


def test_a_treatment_without_days_is_named_and_not_passed_over() -> None:
    steroid, unheard = Dose("dexamethasone", date(2026, 1, 20), 7), Dose("a trial drug", date(2026, 1, 6), None)
    found = earliest_apheresis([steroid, unheard])
    assert (found.on, found.limiting, found.undecided) == (date(2026, 1, 27), (steroid,), (unheard,))
    assert earliest_apheresis([unheard]).on is None
    with pytest.raises(Refusal):
        earliest_apheresis([])


@given(st.lists(st.builds(Dose, st.just("x"), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200)), min_size=1))
def test_on_the_earliest_day_every_washout_is_kept_and_a_day_before_one_is_not(doses: list[Dose]) -> None:
    on = earliest_apheresis(doses).on
    assert on is not None
    waits = [(on - one.last_on).days - (one.days or 0) for one in doses]
    assert min(waits) == 0


@given(st.sampled_from(WashoutClass), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_last_dose_allowed_is_free_on_the_day(kind: WashoutClass, apheresis: date) -> None:
    assert free_from(stop_by(apheresis, kind), kind) == apheresis


@pytest.mark.parametrize(
    ("label", "driving", "near"), [("2025", "2026-02-03", "2026-02-03"), ("rems", "2026-03-17", "2026-02-17")]
)  # fmt: skip  # a table: one row a line
def test_restrictions(label: str, driving: str, near: str) -> None:
    answer = ask("restrictions", infusion_date="2026-01-20", label=label)
    assert answer == {"no_driving_until": driving, "stay_near_until": near}


def test_which_day_a_label_came_into_force() -> None:
    days = {key: limit.effective_on for key, limit in RESTRICTION_DAYS.limits.items()}
    assert {days["no_driving_2025"], days["stay_near_2025"]} == {date(2025, 6, 26)}
    assert {days["no_driving_rems"], days["stay_near_rems"]} == {date(2021, 3, 26)}


def test_a_center_may_ask_for_longer_and_not_for_less() -> None:
    asked = entries(infusion_date="2026-01-20", label="2025")
    ours = RESTRICTION_DAYS.edited(
        {"no_driving_2025": 56, "stay_near_2025": 7}, version="lakeside-1", source="Lakeside", effective_on=date(2026, 11, 1)
    )
    answer = run("restrictions", asked, table=ours)
    assert answer.result == {"no_driving_until": "2026-03-17", "stay_near_until": "2026-02-03"}
    assert answer.version == "restrictions/1 restriction-days/lakeside-1"


@pytest.mark.parametrize(
    ("vaccine", "infused", "earliest", "review"),
    [("influenza_inactivated", "2025-11-30", "2026-02-28", False), ("covid19", "2026-01-20", "2026-04-20", False),
     ("inactivated_other", "2025-08-31", "2026-02-28", False), ("inactivated_other", "2023-08-31", "2024-02-29", False),
     ("live", "2024-02-29", "2025-02-28", True), ("live", "2026-01-20", "2027-01-20", True)],
)  # fmt: skip  # a table: one row a line
def test_vaccines(vaccine: str, infused: str, earliest: str, review: bool) -> None:
    assert ask("vaccine_earliest", vaccine=vaccine, infusion_date=infused) == {"earliest": earliest, "needs_clinician_review": review}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_clamp_and_never_slip_into_the_next(start: date, months: int) -> None:
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(("on", "day"), [("2026-01-20", 0), ("2026-01-21", 1), ("2026-01-15", -5), ("2027-01-20", 365)])
def test_day_numbers(on: str, day: int) -> None:
    assert ask("day_post_infusion", infusion_date="2026-01-20", on_date=on) == {"day": day}


@pytest.mark.parametrize(("igg", "consider"), [(400, True), (400.1, False), (0, True), (399.9, True)])
def test_immunoglobulin(igg: float, consider: bool) -> None:
    assert ask("ivig_flag", igg=igg) == {"consider_ivig": consider}
