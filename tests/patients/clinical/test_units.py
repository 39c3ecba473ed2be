"""Units: every row of the table, what is refused, and that going there and back changes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical.numbers import number, rounded
from patients.clinical.units import ANALYTES, UCUM, Quantity, convert, from_ucum
from tests.patients.clinical.asking import ask, refused, v

ROWS = [
    ("creatinine", 88.4, "umol/L", 1), ("creatinine", 88.4, "µmol/L", 1), ("platelets", 75000, "/uL", 75), ("platelets", 75, "K/uL", 75),
    ("anc", 1.2, "10^9/L", 1200), ("anc", 1.2, "K/uL", 1200), ("alc", 0.3, "10^9/L", 300), ("hemoglobin", 80, "g/L", 8),
    ("hemoglobin", 5, "mmol/L", 8.057), ("ldh", 3.5, "ukat/L", 210), ("ldh_uln", 4, "ukat/L", 240), ("crp", 30, "mg/L", 3),
    ("ferritin", 650, "ug/L", 650), ("albumin", 35, "g/L", 3.5), ("b2m", 5.5, "ug/mL", 5.5), ("calcium", 2.5, "mmol/L", 10.02),
    ("bilirubin", 17.1, "umol/L", 1), ("fibrinogen", 2.5, "g/L", 250), ("igg", 4, "g/L", 400), ("m_protein", 10, "g/L", 1),
    ("flc", 100, "mg/L", 10), ("urine_m", 0.2, "g/24h", 200), ("triglycerides", 265.71, "mg/dL", 3), ("weight", 100, "lb", 45.359237),
    ("height", 70, "in", 177.8), ("height", 1.8, "m", 180), ("temperature", 100.4, "degF", 38), ("temperature", 101.1, "degF", 38.39),
    ("age", 60, "years", 60),
]  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize(("analyte", "value", "unit", "expected"), ROWS)
def test_each_accepted_unit(analyte: str, value: float, unit: str, expected: float) -> None:
    answer = ask("unit_convert", analyte=analyte, quantity=v(value, unit))
    assert answer == {"value": expected, "unit": ANALYTES[analyte].unit}


@pytest.mark.parametrize("key", ANALYTES)
def test_a_unit_is_never_guessed(key: str) -> None:
    for unit in (None, "", "  ", "mg/l", "furlong", 3):
        assert refused("unit_convert", analyte=key, quantity={"value": 50, "unit": unit}) == ("unsupported_unit", "quantity")


@pytest.mark.parametrize("key", ANALYTES)
def test_both_ends_of_the_range_belong_to_it(key: str) -> None:
    what = ANALYTES[key]
    step = Decimal("0.001")
    for end in (what.low, what.high):
        assert convert(key, Quantity(end, what.unit)) == end
    assert refused("unit_convert", analyte=key, quantity=v(what.high + step, what.unit)) == ("out_of_range", "quantity")
    below = ("out_of_range" if what.low else "negative_value", "quantity")
    assert refused("unit_convert", analyte=key, quantity=v(what.low - step, what.unit)) == below


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("nan"), "3.5", "high", True, [3], {"a": 1}])
def test_what_is_not_a_number_is_refused(value: object) -> None:
    assert refused("unit_convert", analyte="albumin", quantity={"value": value, "unit": "g/dL"}) == ("not_a_number", "quantity")


@pytest.mark.parametrize("value", [1e300, 10**400, 1e-300, Decimal("1e999")])
def test_numbers_nobody_measures_are_refused(value: object) -> None:
    assert refused("unit_convert", analyte="ldh", quantity={"value": value, "unit": "U/L"}) == ("out_of_range", "quantity")


def test_missing_and_negative() -> None:
    assert refused("unit_convert", analyte="ldh", quantity=v(None, "U/L")) == ("missing_input", "quantity")
    assert refused("unit_convert", analyte="ldh") == ("missing_input", "quantity")
    assert refused("unit_convert", quantity=v(3, "U/L")) == ("missing_input", "analyte")
    assert refused("unit_convert", analyte="ldh", quantity=v(-1, "ukat/L")) == ("negative_value", "quantity")
    assert refused("unit_convert", analyte="sodium", quantity=v(140, "mmol/L")) == ("invalid_choice", "analyte")
    assert refused("unit_convert", analyte="temperature", quantity=v(20, "degF"))[0] == "out_of_range"


def test_noise_of_binary_fractions_goes() -> None:
    assert number(0.1 * 35, "x") == Decimal("3.5")
    assert number(0.1 + 0.2, "x") == Decimal("0.3")
    assert str(rounded(Decimal("100.0"))) == "100"


@pytest.mark.parametrize("key", ANALYTES)
@given(data=st.data())
def test_there_and_back(key: str, data: st.DataObject) -> None:
    """What was entered comes back from the canonical value by the inverse of the factor, and larger stays larger."""
    what = ANALYTES[key]
    unit = data.draw(st.sampled_from(list(what.units)))
    factor = what.units[unit]
    values = st.decimals(what.low, what.high, places=3, allow_nan=False, allow_infinity=False)
    low, high = sorted((data.draw(values), data.draw(values)))
    entered = [one * factor.over / factor.times + factor.minus for one in (low, high)]
    there = [factor.apply(number(one, "x")) for one in entered]
    assert there[0] <= there[1]
    assert float(there[0]) == pytest.approx(float(low), abs=0.006 if factor.places else 1e-6 + float(low) * 1e-9)


@pytest.mark.parametrize(
    ("ucum", "ours"), [("10*9/L", "10^9/L"), ("[degF]", "degF"), (" Cel", "degC"), ("mg/dL", "mg/dL"), ("furlong", "furlong")]
)
def test_ucum_spellings(ucum: str, ours: str) -> None:
    assert from_ucum(ucum) == ours


def test_every_ucum_spelling_leads_to_an_accepted_unit() -> None:
    assert set(UCUM.values()) <= {unit for one in ANALYTES.values() for unit in one.units}
