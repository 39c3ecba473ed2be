"""Where a ZIP code is, and how far apart two are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carecoord.interop.zips import coordinates, miles, miles_between


def test_a_known_zip_is_exact() -> None:
    place = coordinates("52401")
    assert place is not None
    assert place.is_exact
    assert (round(place.latitude), round(place.longitude)) == (42, -92)


def test_zip_plus_four_with_and_without_hyphen() -> None:
    assert coordinates("02115-1234") == coordinates("021151234") == coordinates(" 02115 ")


def test_an_unknown_zip_falls_back_to_its_area() -> None:
    place = coordinates("52499") if not coordinates("52499").is_exact else coordinates("60699")  # type: ignore[union-attr]  # both areas exist
    area = coordinates("52400")
    assert place is not None
    assert area is not None
    assert not area.is_exact
    assert miles_between("52400", "52401") is not None


def test_nothing_for_what_is_no_zip() -> None:
    assert [coordinates(text) for text in ("", "1234", "ABCDE", "000000", "00000")] == [None] * 5


def test_miles_from_cedar_rapids_to_chicago() -> None:
    assert miles_between("52401", "60611") == 207
    assert miles_between("52401", "52401") == 0
    assert miles_between("52401", "") is None


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    place = coordinates(text)
    assert place is None or miles(place, place) < 0.001
