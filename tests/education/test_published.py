"""Which version a reader gets: the newest approved and valid one, in their language, else in English."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import NOBODY, acting
from education import verbs
from education.models import Version
from tests.cast import Cast
from tests.education.conftest import ARTICLES, ENTRIES, JOB, publish
from tests.truth import truth

pytestmark = pytest.mark.django_db


def titles(language: str, on: date | None = None) -> list[str]:
    with acting(NOBODY):
        return [f"{v.document.language} {v.document.topic.slug} {v.number}" for v in Version.objects.for_reader(language, on)]


def test_everybody_reads_all_in_order(library: list[Version]) -> None:
    assert titles("en") == [f"en {entry.slug} 1" for entry in ENTRIES]
    assert titles("es") == [f"es {entry.slug} 1" for entry in ENTRIES]


def test_drafts_are_not_shown(drafts: list[Version]) -> None:
    assert titles("en") == []


def test_english_where_spanish_is_missing(cast: Cast, library: list[Version]) -> None:
    spanish = next(v for v in library if v.document.language == "es" and v.document.topic.slug == "first-visit")
    with acting(cast.actor("chen")) as chen:
        verbs.retire(chen, spanish.pk, reason="A wrong word")
    assert "en first-visit 1" in titles("es")
    assert len(titles("es")) == len(ENTRIES)


def test_the_newest_approved_wins(cast: Cast, library: list[Version]) -> None:
    with acting(JOB) as job:
        newer = verbs.load(job, replace(ARTICLES[0], title="Another title")).version
    assert f"en {ARTICLES[0].topic} 1" in titles("en")
    publish(cast, [newer])
    assert f"en {ARTICLES[0].topic} 2" in titles("en")


def test_nothing_past_its_day(library: list[Version]) -> None:
    last = timezone.localdate() + timedelta(days=365)
    assert len(titles("en", on=last)) == len(ENTRIES)
    assert titles("en", on=last + timedelta(days=1)) == []


def test_one_query_whatever_the_number(library: list[Version], django_assert_num_queries: object) -> None:
    with truth(), django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        assert [str(v.document.topic) + str(v.approved_by) for v in Version.objects.for_reader("es")]
