"""The public pages, without a browser: what anybody reads, in which language, with which numbers to call."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from carecoord.access.actor import acting
from carecoord.access.models import Grant, Scope, Source
from carecoord.audit.models import Event
from education import verbs
from education.models import Part, Version
from tests.cast import Cast
from tests.education.conftest import ENTRIES
from tests.house.world import client_of
from tests.truth import truth

pytestmark = pytest.mark.django_db
SLUGS = [entry.slug for entry in ENTRIES]


def page(address: str, *, language: str = "en", client: Client | None = None) -> str:
    response = (client or Client()).get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def numbers(cast: Cast) -> None:
    """Lakeside treats Denise; the practice and the center have numbers."""
    with truth():
        for key, urgent, office in (("lakeside", "312-555-0100", "312-555-0142"), ("cedar", "", "319-555-0111")):
            organization = cast.organizations[key]
            organization.urgent_phone, organization.phone = urgent, office
            organization.save()


def treat(cast: Cast, scope: Scope) -> None:
    with truth():
        Grant.objects.create(patient_id=cast.denise.pk, organization=cast.organizations["lakeside"], scope=scope, source=Source.REFERRAL)


def test_the_library_lists_all_under_the_parts_of_the_road(library: list[Version]) -> None:
    html = page("/learn/")
    assert [html.index(f'href="/learn/{slug}/"') for slug in SLUGS] == sorted(html.index(f'href="/learn/{slug}/"') for slug in SLUGS)
    for part in {Part(entry.part) for entry in ENTRIES}:
        assert f'<h2 id="{part}">{part.label}</h2>' in html


def test_nothing_approved_yet(drafts: list[Version]) -> None:
    assert "No article is ready yet" in page("/learn/")
    assert Client().get("/learn/first-visit/").status_code == 404
    assert "Call 911" in page("/learn/signs/")
    assert "no approved list" in page("/learn/signs/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_article_in_both_languages(library: list[Version], language: str) -> None:
    """And every address that one of them leads to."""
    linked: set[str] = set()
    for slug in SLUGS:
        html = page(f"/learn/{slug}/", language=language)
        assert f'<html lang="{language}"' in html, slug
        assert html.count("<h1>") == 1, slug
        assert ("Check that we said it well" in html) == (language == "en"), slug
        linked |= set(re.findall(r'href="(/learn/[^"#?]*)', html))
    for link in linked:
        page(link, language=language)


def test_the_call_box_stands_before_the_facts_and_once(library: list[Version]) -> None:
    html = page("/learn/when-to-call/")
    assert html.count('class="pt-call"') == 1
    assert html.index('class="pt-call"') < html.index('class="pt-facts"') < html.index("Why do I have to call so fast?")


def test_an_article_without_spanish_says_so(cast: Cast, library: list[Version]) -> None:
    spanish = next(v for v in library if v.document.language == "es" and v.document.topic.slug == "first-visit")
    with acting(cast.actor("chen")) as chen:
        verbs.retire(chen, spanish.pk, reason="A wrong word")
    assert "en inglés por ahora" in page("/learn/", language="es")
    html = page("/learn/first-visit/", language="es")
    assert '<div class="pt-grid pt-article" lang="en">' in html
    assert "What should I bring?" in html
    assert "Read next" in html


@pytest.mark.parametrize(
    ("query", "says", "also"),
    [
        ("", "Question 1 of 3", "Check my answer"),
        ("?question=1&answer=1", "<b>Yes.</b> Call first", "Next question"),
        ("?question=1&answer=0", "<b>Not quite.</b> Call first", "Choose again"),
        ("?question=2", "Question 2 of 3", "Check my answer"),
        ("?question=3&answer=0", "Your writing can change before you feel anything", "That was the last question"),
        ("?question=9&answer=77", "Question 1 of 3", "Check my answer"),
        ("?question=-1&answer=1e9", "Question 1 of 3", "Check my answer"),
        ("?question=٣&answer=%00", "Question 1 of 3", "Check my answer"),
    ],
)
def test_teach_back_needs_no_javascript(library: list[Version], query: str, says: str, also: str) -> None:
    html = page("/learn/infusion-and-first-weeks/" + query)
    assert says in html
    assert also in html


def test_who_reviewed_it_and_until_when(library: list[Version]) -> None:
    html = page("/learn/first-visit/")
    assert "Reviewed by Dr. Wei Chen" in html
    assert "Next review by" in html
    assert '<p lang="en">Facts as found in patient guides of large US cancer centers and of the Cancer Support Community.</p>' in html


def test_strangers_are_told_where_the_number_is(library: list[Version], numbers: None) -> None:
    html = page("/learn/when-to-call/")
    assert "number is on your wallet card" in html
    assert "tel:" not in html
    assert page("/learn/signs/").count("tel:") == 1  # 911


def test_pat_and_sam_see_the_center_that_treats_her(cast: Cast, library: list[Version], numbers: None) -> None:
    treat(cast, Scope.PATHWAY)
    for who in ("pat", "sam"):
        html = page("/learn/signs/", client=client_of(cast, who))
        assert 'href="tel:3125550100"' in html
        assert 'href="tel:3125550142"' in html
        assert "319-555-0111" not in html
    with truth():
        assert Event.objects.filter(action="read education:signs", patient_ids=[cast.denise.pk]).count() == 2


def test_before_treatment_the_practice_is_called(cast: Cast, library: list[Version], numbers: None) -> None:
    treat(cast, Scope.INTAKE)
    html = page("/learn/first-visit/", client=client_of(cast, "pat"))
    assert 'href="tel:3195550111"' in html
    assert "312-555-0100" not in html


@pytest.mark.parametrize("who", ["ana", "bo", "ida"])
def test_staff_read_without_a_patient(cast: Cast, library: list[Version], numbers: None, who: str) -> None:
    treat(cast, Scope.PATHWAY)
    assert "number is on your wallet card" in page("/learn/first-visit/", client=client_of(cast, who))
    with truth():
        assert not Event.objects.filter(user_id=cast.users[who].pk).exists()


@pytest.mark.parametrize("address", ["/learn/", "/learn/first-visit/", "/learn/signs/"])
def test_two_statements(library: list[Version], django_assert_num_queries: object, address: str) -> None:
    """The context, and the texts, whatever their number; and three of the test's own nesting (savepoint, context back, release)."""
    page(address)
    with django_assert_num_queries(2 + 3):  # type: ignore[operator]  # pytest-django's fixture
        page(address)
