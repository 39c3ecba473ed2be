"""A small library: a few articles of every part of the road in both languages, written by Nan, approved by Dr. Chen.

How many articles there are makes no difference here: the text of each is held by test_articles.py, loading them all by test_load.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from education import content, verbs
from education.models import Version
from tests.cast import Cast
from tests.truth import truth

JOB = Actor(job="load_education")
SLUGS = (
    "what-is-car-t",
    "getting-referred",
    "first-visit",
    "collecting-your-cells",
    "infusion-and-first-weeks",
    "when-to-call",
    "going-home",
    "for-caregivers",
)
ENTRIES = [entry for entry in content.topics() if entry.slug in SLUGS]
ARTICLES = [article for article in content.articles() if article.topic in SLUGS]  # read and measured once for all tests


def load_all(articles: Sequence[content.Article] = ARTICLES) -> list[Version]:
    with acting(JOB) as actor:
        for entry in ENTRIES:
            verbs.keep_topic(actor, entry)
        return [verbs.load(actor, article).version for article in articles]


def publish(cast: Cast, versions: list[Version]) -> None:
    with acting(cast.actor("nan")) as nan:
        for version in versions:
            verbs.submit_for_review(nan, version.pk)
    with acting(cast.actor("chen")) as chen:
        for version in versions:
            verbs.approve(chen, version.pk, valid_until=timezone.localdate() + timedelta(days=365))


@pytest.fixture
def drafts(cast: Cast) -> list[Version]:
    return load_all()


@pytest.fixture
def library(cast: Cast, drafts: list[Version]) -> list[Version]:
    publish(cast, drafts)
    return drafts


@pytest.fixture
def draft(cast: Cast) -> Version:
    """The article on the first visit alone."""
    load_all([article for article in ARTICLES if (article.topic, article.language) == ("first-visit", "en")])
    with truth():
        return Version.objects.get(document__topic__slug="first-visit", document__language="en")
