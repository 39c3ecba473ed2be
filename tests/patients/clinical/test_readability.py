"""Readability from counts, by hand; and that counting a text and asking with its counts agree."""

from __future__ import annotations

import pytest

from patients.clinical import reading
from tests.patients.clinical.asking import ask, refused


def test_by_hand() -> None:
    """100 words, 10 sentences, 140 syllables."""
    counts = {"words": 100, "sentences": 10, "syllables": 140}
    assert ask("flesch_kincaid", **counts)["value"] == pytest.approx(0.39 * 10 + 11.8 * 1.4 - 15.59)
    assert ask("flesch_reading_ease", **counts)["value"] == pytest.approx(206.835 - 10.15 - 84.6 * 1.4)


@pytest.mark.parametrize(("sentences", "low"), [(30, False), (29, True), (31, False)])
def test_smog(sentences: int, low: bool) -> None:
    found = ask("smog", polysyllables=sentences, sentences=sentences)
    assert found["value"] == pytest.approx(1.0430 * 30**0.5 + 3.1291)
    assert found["low_confidence"] is low


def test_smog_without_long_words() -> None:
    assert ask("smog", polysyllables=0, sentences=30) == {"value": 3.1291, "low_confidence": False}


@pytest.mark.parametrize("tool", ["flesch_kincaid", "flesch_reading_ease"])
def test_counts_that_cannot_be(tool: str) -> None:
    assert refused(tool, words=10, sentences=0, syllables=12) == ("out_of_range", "sentences")
    assert refused(tool, words=0, sentences=1, syllables=12) == ("out_of_range", "words")
    assert refused(tool, words=10, sentences=1, syllables=9) == ("inconsistent_inputs", "syllables")
    assert refused(tool, words=10, sentences=11, syllables=12) == ("inconsistent_inputs", "sentences")
    assert refused(tool, words=10, sentences=1) == ("missing_input", "syllables")
    assert refused("smog", polysyllables=3, sentences=0) == ("out_of_range", "sentences")


@pytest.mark.parametrize(
    ("agree", "disagree", "percent", "passes"), [(7, 3, 70, True), (69, 31, 69, False), (0, 5, 0, False), (12, 0, 100, True)]
)
def test_pemat(agree: int, disagree: int, percent: float, passes: bool) -> None:
    assert ask("pemat", agree=agree, disagree=disagree) == {"percent": percent, "pass": passes}


def test_pemat_of_nothing() -> None:
    assert refused("pemat", agree=0, disagree=0) == ("out_of_range", "agree")
    assert refused("pemat", agree=3, disagree=-1) == ("negative_value", "disagree")


def test_a_text_and_its_counts_agree() -> None:
    text = "Call us now. We can listen. A fever of 38 is a reason to call, day or night."
    found = reading.count(text, "en")
    answer = ask("flesch_kincaid", words=found.words, sentences=found.sentences, syllables=found.syllables)
    assert answer["value"] == pytest.approx(reading.flesch_kincaid(text))


def test_one_word_of_one_syllable_is_a_text() -> None:
    assert ask("flesch_kincaid", words=1, sentences=1, syllables=1)["value"] == pytest.approx(-3.4)
