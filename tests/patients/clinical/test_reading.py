"""The reading formulas against hand counts, and the fallback against the dictionary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.clinical import reading


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("células", 3), ("fiebre", 2), ("día", 2), ("guía", 2), ("quien", 1), ("leer", 2), ("ciudad", 2), ("apoyo", 3), ("europeo", 4),
     ("pingüino", 3), ("aféresis", 4), ("agua", 2), ("baúl", 2), ("oye", 2), ("reír", 2), ("muy", 1), ("y", 1), ("2", 1)],
)  # fmt: skip  # a table: one row a line
def test_spanish_syllables(word: str, syllables: int) -> None:
    assert reading.spanish_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("cells", 1), ("fever", 2), ("helper", 2), ("called", 1), ("treated", 2), ("people", 2), ("breathe", 1), ("insurance", 3),
     ("medicine", 3), ("nurses", 2), ("the", 1), ("2", 1)],
)  # fmt: skip  # a table: one row a line
def test_guessed_english_syllables(word: str, syllables: int) -> None:
    assert reading.guessed_syllables(word) == syllables


def test_grade_by_hand() -> None:
    """Six words, two sentences, seven syllables."""
    assert reading.count("Call us now. We can listen.", "en") == reading.Counts(2, 6, 7, 0)
    assert reading.flesch_kincaid("Call us now. We can listen.") == pytest.approx(0.39 * 3 + 11.8 * 7 / 6 - 15.59)


def test_ease_by_hand() -> None:
    """Five words, one sentence, nine syllables: lla-me ya a su e-qui-po is eight, with "hoy" nine."""
    assert reading.count("Llame ya a su equipo hoy.", "es") == reading.Counts(1, 6, 9, 1)
    assert reading.fernandez_huerta("Llame ya a su equipo hoy.") == pytest.approx(206.84 - 60 * 9 / 6 - 1.02 * 6)


def test_a_decimal_point_ends_no_sentence() -> None:
    assert reading.sentences("It reads 100.4 °F (38 °C). Call.") == ["It reads 100.4 °F (38 °C)", "Call"]


@pytest.mark.parametrize("text", ["", "   ", "...", "\n\n"])
def test_nothing_to_measure(text: str) -> None:
    with pytest.raises(reading.Unreadable):
        reading.flesch_kincaid(text)


@pytest.mark.parametrize(("score", "grade"), [(95, 4), (90, 4), (80, 5), (70, 6), (69.9, 8), (10, 16)])
def test_grade_of_ease(score: float, grade: int) -> None:
    assert reading.grade_of_ease(score) == grade


@given(st.text())
def test_any_text_is_measured_or_refused(text: str) -> None:
    try:
        found = reading.count(text, "en")
    except reading.Unreadable:
        return
    assert found.syllables >= found.words >= 1 <= found.sentences
