"""The patient's road: every stage worded, at grade 6 or below in English and Spanish, nothing left in English."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from patients.clinical.reading import fernandez_huerta, flesch_kincaid, grade_of_ease
from referrals.road.words import STAGE_WORDS, STEPS
from referrals.states import Stage


def sentences() -> Iterator[str]:
    """Titles get a full stop, so that they count as sentences."""
    for here in STAGE_WORDS.values():
        yield f"{here.title}. {here.text} {here.todo}"
    for what, more in STEPS:
        yield f"{what}. {more}"


def test_every_stage_has_words() -> None:
    assert set(STAGE_WORDS) == set(Stage)
    assert {here.step for here in STAGE_WORDS.values()} <= set(range(1, len(STEPS) + 1))


def road_text(language: str) -> str:
    with translation.override(language):
        return "\n".join(sentences())


def test_grade_6_or_below_in_both_languages() -> None:
    assert flesch_kincaid(road_text("en")) <= 6
    assert grade_of_ease(fernandez_huerta(road_text("es"))) <= 6


def test_nothing_stays_in_english() -> None:
    with translation.override("en"):
        english = list(sentences())
    with translation.override("es"):
        spanish = list(sentences())
    assert [one for one, other in zip(english, spanish, strict=True) if one == other] == []
