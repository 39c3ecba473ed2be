"""Article files: Markdown with YAML front matter, read, checked and measured. No database here; the rows are made by `education.verbs`.

A fault is one sentence that names the file and says what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from carecoord.accounts.models import Language
from education import text
from education.models import Audience, Measure, Part, Stage, digest_of
from education.shapes import Answer, Call, Fact, Question, Signs
from patients.clinical import reading

FOLDER: Final = Path(__file__).parent / "content"
HARDEST_GRADE: Final = Decimal("6.0")
EASIEST_SPANISH: Final = Decimal("70.0")  # least ease that still goes with grade 6
LEVELS: Final = ("emergency", "now", "office")
NOTES: Final = ("say", "before_call", "office_note")


class BadContent(ValueError):
    """A file that cannot be loaded; the message is one sentence for its editor."""


@dataclass(frozen=True)
class TopicEntry:
    """One line of topics.yaml."""

    slug: str
    order: int
    part: Part
    audience: Audience
    stages: list[Stage]
    holds_signs: bool = False


@dataclass(frozen=True)
class Level:
    """How hard a text is: the measure's own score, and the school grade that goes with it."""

    measure: Measure
    score: Decimal
    grade: Decimal

    @property
    def is_plain(self) -> bool:
        if self.measure == Measure.FERNANDEZ_HUERTA:
            return self.score >= EASIEST_SPANISH
        return self.grade <= HARDEST_GRADE


@dataclass(frozen=True)
class Article:
    """One file."""

    topic: str
    language: str
    title: str
    summary: str
    source: str
    call: Call
    key_facts: list[Fact]
    signs: Signs | dict[str, Any]
    teach_back: list[Question]
    source_notes: list[str]

    def content(self) -> dict[str, Any]:
        fields = asdict(self)
        return {name: value for name, value in fields.items() if name not in ("topic", "language")}

    @property
    def digest(self) -> str:
        return digest_of(self.content())

    @cached_property
    def level(self) -> Level:
        return level_of(self.content(), self.language)


def everything(content: dict[str, Any]) -> str:
    """All a reader reads as plain sentences, one a line: what is measured."""
    lines = [content["summary"], content["call"].get("heading", ""), content["call"].get("text", "")]
    lines += [sign for level in LEVELS for sign in content["signs"].get(level, [])]
    lines += [content["signs"].get(note, "") for note in NOTES]
    for question in content["teach_back"]:
        lines += [question["ask"], *(answer["because"] for answer in question["answers"])]
    return "\n".join([text.closed(line) for line in lines if line] + text.sentences(content["source"]))


def level_of(content: dict[str, Any], language: str) -> Level:
    """Measure with the formula of the language; raises `reading.Unreadable` when there is no text."""
    plain = everything(content)
    if language == Language.SPANISH:
        ease = reading.fernandez_huerta(plain)
        return Level(Measure.FERNANDEZ_HUERTA, _tenths(ease), Decimal(reading.grade_of_ease(ease)))
    grade = _tenths(max(reading.flesch_kincaid(plain), 0))
    return Level(Measure.FLESCH_KINCAID, grade, grade)


def _tenths(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))


def topics(folder: Path = FOLDER) -> list[TopicEntry]:
    """Read topics.yaml."""
    rows = _yaml((folder / "topics.yaml").read_text(encoding="utf-8"), "topics.yaml")
    try:
        return [_topic(row) for row in rows["topics"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise BadContent(f"topics.yaml: a topic has a missing or unknown entry: {fault}.") from fault


def _topic(row: dict[str, Any]) -> TopicEntry:
    known = {"part": Part(row["part"]), "audience": Audience(row["audience"]), "stages": [Stage(stage) for stage in row["stages"]]}
    return TopicEntry(**{**row, **known})


def articles(folder: Path = FOLDER) -> Iterator[Article]:
    """Read every article of every language, in file order."""
    for language in Language.values:
        for path in sorted((folder / language).glob("*.md")):
            yield parse(path.read_text(encoding="utf-8"), language=language, name=f"{language}/{path.name}")


def parse(raw: str, *, language: str, name: str) -> Article:
    """Turn one file into an article; raises BadContent with the file's name."""
    before, mark, rest = raw.removeprefix("\ufeff").partition("---\n")
    front, closing, body = rest.partition("\n---\n")
    if before.strip() or not mark or not closing:
        raise BadContent(f"{name}: the file must begin with front matter between two lines of three dashes.")
    data = _yaml(front, name)
    article = Article(
        topic=_words(data, "topic", name),
        language=language,
        title=_words(data, "title", name),
        summary=_words(data, "summary", name),
        source=body.strip() + "\n",
        call=Call(heading=_words(data.get("call"), "heading", name), text=_words(data.get("call"), "text", name)),
        key_facts=[Fact(label=_words(row, "label", name), value=_words(row, "value", name)) for row in _rows(data, "key_facts", name)],
        signs=_signs(data.get("signs"), name),
        teach_back=[_question(row, name) for row in _rows(data, "teach_back", name)],
        source_notes=[str(row) for row in _rows(data, "sources", name)],
    )
    check(article, name)
    return article


def unparse(topic: str, kept: dict[str, Any]) -> str:
    """The article file of a kept text: `parse` gives the same article back."""
    front = {"topic": topic, "title": kept["title"], "summary": kept["summary"], "call": kept["call"], "key_facts": kept["key_facts"]}
    front |= {"signs": kept["signs"]} if kept["signs"] else {}
    front |= {"sources": kept["source_notes"], "teach_back": kept["teach_back"]}
    return f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)}---\n{kept['source']}"


def check(article: Article, name: str) -> None:
    """House rules of an article's form."""
    found = text.headings(article.source)
    if any(tag == "h1" for tag, _ in found):
        raise BadContent(f"{name}: the title is in the front matter; begin headings with ## or deeper.")
    statement = next((words for tag, words in found if tag == "h2" and not words.endswith("?")), None)
    if statement or not found:
        raise BadContent(f"{name}: every ## heading is a question ending in “?”; mend “{statement or 'none found'}”.")
    strange = next((link for link in text.links(article.source) if not link.startswith(("/learn/", "https://", "tel:"))), None)
    if strange:
        raise BadContent(f"{name}: “{strange}” is not a page of the library, an https address or a phone number.")
    if not article.level.is_plain:
        raise BadContent(f"{name}: the text reads at grade {article.level.grade}; write shorter words and sentences, grade 6 at most.")


def _yaml(raw: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(raw)
    except yaml.YAMLError as fault:
        raise BadContent(f"{name}: the front matter is not valid YAML ({str(fault).splitlines()[0]}).") from fault
    if not isinstance(data, dict):
        raise BadContent(f"{name}: the front matter holds no entries.")
    return data


def _words(data: Any, key: str, name: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise BadContent(f"{name}: “{key}” must be some words (put them in quotes when they hold a colon or a number alone).")
    return value.strip()


def _rows(data: Any, key: str, name: str) -> list[Any]:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, list) or not value:
        raise BadContent(f"{name}: “{key}” must be a list with at least one entry.")
    return value


def _question(row: Any, name: str) -> Question:
    answers = [_answer(answer, name) for answer in _rows(row, "answers", name)]
    ask = _words(row, "ask", name)
    if sum(answer["is_right"] for answer in answers) != 1 or len(answers) < 2:
        raise BadContent(f"{name}: “{ask}” needs two answers or more, exactly one of them right.")
    return Question(ask=ask, answers=answers)


def _answer(row: Any, name: str) -> Answer:
    if not isinstance(row, dict) or not isinstance(row.get("is_right"), bool):
        raise BadContent(f"{name}: each answer says is_right: true or false.")
    return Answer(text=_words(row, "text", name), is_right=row["is_right"], because=_words(row, "because", name))


def _signs(data: Any, name: str) -> Signs | dict[str, Any]:
    if data is None:
        return {}
    levels = {level: [str(row) for row in _rows(data, level, name)] for level in LEVELS}
    return {**levels, **{note: _words(data, note, name) for note in NOTES}}
