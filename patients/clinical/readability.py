"""Readability from counts: school grade, ease, SMOG, and the PEMAT score of two raters' answers.

Room: patients.clinical. The formulas and the counting of words in a text are `reading`; these tools take counts somebody already has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from patients.clinical import reading
from patients.clinical.fields import count
from patients.clinical.inputs import Inputs
from patients.clinical.refusals import Code, Refusal, inconsistent
from patients.clinical.tool import Result, Tool

KINCAID: Final = "Kincaid JP et al. Derivation of new readability formulas. Research Branch Report 8-75, 1975."
FLESCH: Final = "Flesch R. A new readability yardstick. J Appl Psychol 1948;32:221-233."
MCLAUGHLIN: Final = "McLaughlin GH. SMOG grading: a new readability formula. J Reading 1969;12:639-646."
SHOEMAKER: Final = "Shoemaker SJ et al. Development of the Patient Education Materials Assessment Tool. Patient Educ Couns 2014;96:395-403."
NORMED, PASSES = 30, 70  # sentences; percent, included
MOST: Final = 10_000_000


@dataclass(frozen=True, kw_only=True)
class CountInputs(Inputs):
    words: int = count("Words", 1, MOST)
    sentences: int = count("Sentences", 1, MOST)
    syllables: int = count("Syllables", 1, MOST)


@dataclass(frozen=True, kw_only=True)
class SmogInputs(Inputs):
    polysyllables: int = count("Words of three syllables or more", 0, MOST)
    sentences: int = count("Sentences", 1, MOST)


@dataclass(frozen=True, kw_only=True)
class PematInputs(Inputs):
    """Items that do not apply are left out of both."""

    agree: int = count("Items agreed with", 0, 1000)
    disagree: int = count("Items disagreed with", 0, 1000)


@dataclass(frozen=True, kw_only=True)
class Value(Result):
    value: float


@dataclass(frozen=True, kw_only=True)
class Smog(Value):
    low_confidence: bool


@dataclass(frozen=True, kw_only=True)
class Pemat(Result):
    percent: float
    pass_: bool


def checked(found: CountInputs) -> tuple[int, int, int]:
    """Words, sentences, syllables; a word has at least one syllable and a sentence at least one word."""
    if found.syllables < found.words:
        raise inconsistent("syllables", "Every word has at least one syllable.")
    if found.words < found.sentences:
        raise inconsistent("sentences", "Every sentence has at least one word.")
    return found.words, found.sentences, found.syllables


def flesch_kincaid(found: CountInputs) -> Value:
    """US school grade (Kincaid 1975)."""
    return Value(value=reading.kincaid_grade(*checked(found)))


def flesch_reading_ease(found: CountInputs) -> Value:
    """0 (hard) to 100 (easy) (Flesch 1948)."""
    return Value(value=reading.flesch_ease(*checked(found)))


def smog(found: SmogInputs) -> Smog:
    """US school grade; normed on 30 sentences, so fewer are flagged (McLaughlin 1969)."""
    return Smog(value=reading.smog_grade(found.polysyllables, found.sentences), low_confidence=found.sentences < NORMED)


def pemat(found: PematInputs) -> Pemat:
    """Percent of the items that apply; 70 and more passes (Shoemaker 2014)."""
    applies = found.agree + found.disagree
    if not applies:
        raise Refusal(Code.OUT_OF_RANGE, "agree", "At least one item must apply.")
    percent = 100 * found.agree / applies
    return Pemat(percent=percent, pass_=percent >= PASSES)


FLESCH_KINCAID: Final = Tool("flesch_kincaid", "Flesch-Kincaid grade", CountInputs, flesch_kincaid, "1", KINCAID, caution="English only.")
FLESCH_READING_EASE: Final = Tool(
    "flesch_reading_ease", "Flesch reading ease", CountInputs, flesch_reading_ease, "1", FLESCH, caution="English only.",
)  # fmt: skip  # a table: one row a line
SMOG: Final = Tool("smog", "SMOG grade", SmogInputs, smog, "1", MCLAUGHLIN, caution="English only.")
PEMAT: Final = Tool("pemat", "PEMAT", PematInputs, pemat, "1", SHOEMAKER)
