"""What the library's screens show: frozen values, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse

from carecoord.accounts.models import Language
from education import content, text
from education.models import Audience, Part, Version
from education.phones import Phones
from education.shapes import Call, Fact, Question, Signs
from patients.clinical import reading

READ_NEXT = 2


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list."""

    title: str
    summary: str
    href: str
    minutes: int
    audience: str
    language: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles of one part of the road."""

    title: str
    anchor: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Who stood for a text and until when; printed under it."""

    name: str
    title: str
    on: date | None
    until: date | None
    number: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    value: int
    text: str
    is_picked: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One teach-back question; `because` is empty until it is answered."""

    number: int
    total: int
    ask: str
    choices: tuple[Choice, ...]
    is_right: bool = False
    because: str = ""

    @property
    def is_last(self) -> bool:
        return self.number == self.total

    @property
    def next_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True, slots=True)
class ArticlePage:
    title: str
    summary: str
    part: str
    part_anchor: str
    href: str
    language: str
    minutes: int
    call: Call
    facts: tuple[Fact, ...]
    sections: tuple[text.Section, ...]
    check: Check | None
    review: Review
    phones: Phones = field(default_factory=Phones)
    read_next: tuple[Card, ...] = ()
    caregivers: str = ""  # address of the article for caregivers; empty on that article itself


@dataclass(frozen=True, slots=True)
class SignsPage:
    """Three levels, worst first; `signs` is None while no list is approved."""

    signs: Signs | None
    language: str
    review: Review | None
    phones: Phones
    article: str = ""


def article_href(version: Version) -> str:
    return reverse("education:article", args=[version.document.topic.slug])


def card(version: Version) -> Card:
    topic, language = version.document.topic, version.document.language
    audience = "" if topic.audience == Audience.BOTH else Audience(topic.audience).label
    return Card(version.title, version.summary, article_href(version), minutes(version), str(audience), language)


def minutes(version: Version) -> int:
    return text.minutes(len(reading.words(content.everything(version.content()))))


def shelves(versions: Iterable[Version]) -> tuple[Shelf, ...]:
    """Versions in the library's order, under the part of the road they belong to."""
    parts = groupby(versions, key=lambda version: Part(version.document.topic.part))
    return tuple(Shelf(str(part.label), part.value, tuple(card(v) for v in of_part)) for part, of_part in parts)


def article(version: Version, shelf: Sequence[Version], *, phones: Phones, question: int = 1, answer: int = -1) -> ArticlePage:
    """The page of one version; `shelf` is the whole library, for what to read next."""
    topic = version.document.topic
    return ArticlePage(
        title=version.title,
        summary=version.summary,
        part=str(Part(topic.part).label),
        part_anchor=topic.part,
        href=article_href(version),
        language=version.document.language,
        minutes=minutes(version),
        call=version.call,
        facts=tuple(version.key_facts),
        sections=text.sections(version.source),
        check=check(version.teach_back, question, answer),
        review=review(version),
        phones=phones,
        read_next=read_next(version, shelf),
        caregivers=_caregivers(version, shelf),
    )


def read_next(version: Version, shelf: Sequence[Version]) -> tuple[Card, ...]:
    """The next articles on the road; after the last one, from the beginning."""
    after = [v for v in shelf if v.document.topic.order > version.document.topic.order]
    others = after + [v for v in shelf if v.document.topic.order < version.document.topic.order]
    return tuple(card(v) for v in others[:READ_NEXT])


def _caregivers(version: Version, shelf: Sequence[Version]) -> str:
    found = (v for v in shelf if v.document.topic.part == Part.CAREGIVERS and v.document.topic_id != version.document.topic_id)
    return next((article_href(v) for v in found), "")


def check(questions: Sequence[Question], number: int, answer: int) -> Check | None:
    """One question, explained when answered; a number out of range starts at the first."""
    if not questions:
        return None
    number = number if 1 <= number <= len(questions) else 1
    asked = questions[number - 1]
    picked = asked["answers"][answer] if 0 <= answer < len(asked["answers"]) else None
    return Check(
        number=number,
        total=len(questions),
        ask=asked["ask"],
        choices=tuple(Choice(at, row["text"], row is picked) for at, row in enumerate(asked["answers"])),
        is_right=bool(picked and picked["is_right"]),
        because=picked["because"] if picked else "",
    )


def review(version: Version) -> Review:
    by = version.approved_by
    return Review(
        name=by.name if by else "",
        title=by.title if by else "",
        on=version.reviewed_on,
        until=version.valid_until,
        number=version.number,
        sources=tuple(version.source_notes),
    )


def signs(version: Version | None, phones: Phones) -> SignsPage:
    if version is None or not version.signs:
        return SignsPage(None, Language.ENGLISH, None, phones)
    found: Any = version.signs
    return SignsPage(found, version.document.language, review(version), phones, article_href(version))
