"""Every article file: plain, whole in both languages, without a broken link. No database."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from itertools import groupby

import pytest

from education import content, text
from education.models import Part
from patients.clinical import reading

ARTICLES = list(content.articles())
BY_TOPIC: dict[str, dict[str, content.Article]] = defaultdict(dict)
for _article in ARTICLES:
    BY_TOPIC[_article.topic][_article.language] = _article
TOPICS = [entry.slug for entry in content.topics()]
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda a: f"{a.language}-{a.topic}")
each_topic = pytest.mark.parametrize("slug", TOPICS)


def textstat_says(article: content.Article) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import textstat  # type: ignore[import-untyped]  # it ships no types
    textstat.set_lang(article.language)
    plain = content.everything(article.content())
    return float(textstat.flesch_kincaid_grade(plain) if article.language == "en" else textstat.fernandez_huerta(plain))


def signs_of(article: content.Article) -> list[int]:
    return [len(list(dict(article.signs).get(level, []))) for level in content.LEVELS]


@each_article
def test_plain_enough(article: content.Article) -> None:
    assert article.level.grade <= 6
    assert article.level.is_plain


@pytest.mark.parametrize("article", [a for a in ARTICLES if a.language == "en"], ids=lambda a: a.topic)
def test_few_long_words(article: content.Article) -> None:
    """SMOG grade 8 at most."""
    found = reading.count(content.everything(article.content()), "en")
    assert reading.smog_grade(found.long_words, found.sentences) <= 8


@each_article
def test_no_long_sentence(article: content.Article) -> None:
    plain = content.everything(article.content())
    assert [s for s in reading.sentences(plain) if len(reading.words(s)) > 15] == []


@each_article
def test_our_measure_agrees_with_textstat(article: content.Article) -> None:
    """Grades within one; ease within ten points, for textstat splits Spanish words at hyphenation points and so counts fewer syllables."""
    tolerance = 1.0 if article.language == "en" else 10.0
    assert float(article.level.score) == pytest.approx(textstat_says(article), abs=tolerance)


@pytest.mark.parametrize("article", [a for a in ARTICLES if a.language == "en"], ids=lambda a: a.topic)
def test_guessed_syllables_change_the_grade_by_half_a_grade_at_most(article: content.Article) -> None:
    """An installation without the pronouncing dictionary measures with the vowel-group rule."""
    every = reading.words(content.everything(article.content()))
    known, guessed = (sum(map(count, every)) for count in (reading.english_syllables, reading.guessed_syllables))
    assert abs(11.8 * (known - guessed) / len(every)) <= 0.5


@each_topic
def test_both_languages_say_the_same_things(slug: str) -> None:
    one, other = BY_TOPIC[slug]["en"], BY_TOPIC[slug]["es"]
    assert [tag for tag, _ in text.headings(one.source)] == [tag for tag, _ in text.headings(other.source)]
    assert len(one.key_facts) == len(other.key_facts) == 3
    assert [len(q["answers"]) for q in one.teach_back] == [len(q["answers"]) for q in other.teach_back]
    assert [a["is_right"] for q in one.teach_back for a in q["answers"]] == [a["is_right"] for q in other.teach_back for a in q["answers"]]
    assert signs_of(one) == signs_of(other)
    assert text.links(one.source) == text.links(other.source)


@each_topic
def test_both_languages_name_the_same_numbers(slug: str) -> None:
    """Days, weeks, hours and degrees: a translation that changes one is dangerous."""

    def figures(article: content.Article) -> list[str]:
        return sorted(set(re.findall(r"\d+(?:\.\d+)?", content.everything(article.content()))))

    assert figures(BY_TOPIC[slug]["en"]) == figures(BY_TOPIC[slug]["es"])


@each_article
def test_two_or_three_questions_with_reasons(article: content.Article) -> None:
    assert 2 <= len(article.teach_back) <= 3
    assert all(answer["because"] for question in article.teach_back for answer in question["answers"])


@each_article
def test_do_and_do_not_and_questions_to_ask(article: content.Article) -> None:
    parts = text.sections(article.source)
    assert sum(1 for part in parts if part.pair) == 1
    assert "ask" in parts[-1].heading or "preguntar" in parts[-1].heading


@each_article
def test_links_lead_somewhere(article: content.Article) -> None:
    known = {"/learn/", "/learn/signs/", *(f"/learn/{slug}/" for slug in TOPICS)}
    assert {link for link in text.links(article.source) if link.startswith("/")} <= known


def test_every_topic_has_its_files_and_every_file_its_topic() -> None:
    assert {(a.topic, a.language) for a in ARTICLES} == {(slug, language) for slug in TOPICS for language in ("en", "es")}


def test_only_one_topic_holds_the_signs() -> None:
    assert [entry.slug for entry in content.topics() if entry.holds_signs] == ["when-to-call"]
    assert {a.topic for a in ARTICLES if a.signs} == {"when-to-call"}


def test_the_parts_of_the_road_stand_together() -> None:
    """The library groups what follows each other; a part that comes twice would be shown twice."""
    assert [part for part, _ in groupby(entry.part for entry in sorted(content.topics(), key=lambda e: e.order))] == list(
        dict.fromkeys(part for part in Part if part in {entry.part for entry in content.topics()})
    )


def test_fever_is_always_told_in_both_scales() -> None:
    for article in ARTICLES:
        plain = content.everything(article.content())
        assert plain.count("°F") == plain.count("°C"), article.topic
