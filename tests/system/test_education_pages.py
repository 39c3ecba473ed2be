"""The library in a real browser: read, change language, answer, find whom to call; with JavaScript off too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from carecoord.access.models import Grant, Scope, Source
from education.models import Version
from tests.cast import Cast
from tests.education.conftest import draft, drafts, library
from tests.system.conftest import PageAs, Sound
from tests.system.looks import picture
from tests.system.server import Server
from tests.truth import truth

__all__ = ["draft", "drafts", "library"]
ARTICLE = "/learn/infusion-and-first-weeks/"
PAGES = {
    "library": "/learn/",
    "article": ARTICLE + "?question=1&answer=1",
    "article-not-quite": "/learn/when-to-call/?question=1&answer=1",
    "symptoms": "/learn/signs/",
}


def test_every_page_in_every_look(page_as: PageAs, library: list[Version], sound: Sound) -> None:
    page = page_as(None)
    for name, address in PAGES.items():
        page.goto(address)
        sound(page, name, widths=(1280, 390, 320))


@pytest.mark.parametrize(("who", "addresses"), [("chen", ("/learn/review/", "/learn/review/{}/")), ("ida", ("/learn/review/{}/",))])
def test_review_pages(page_as: PageAs, draft: Version, sound: Sound, who: str, addresses: tuple[str, ...]) -> None:
    page = page_as(who)
    for address in addresses:
        page.goto(address.format(draft.pk))
        sound(page, f"review-{'text' if '{' in address else 'list'}-{who}", widths=(1280, 390, 320))


def test_pat_reads_in_spanish_answers_and_finds_the_number_without_javascript(
    page_as: PageAs, server: Server, cast: Cast, library: list[Version]
) -> None:
    """Given a center treats Pat; when she reads about the infusion, answers wrong, then right; then she sees why, and whom to call."""
    with truth():
        lakeside = cast.organizations["lakeside"]
        lakeside.urgent_phone = "312-555-0100"
        lakeside.save()
        Grant.objects.create(patient_id=cast.denise.pk, organization=lakeside, scope=Scope.PATHWAY, source=Source.REFERRAL)
    page = page_as("pat", width=390, javascript=False)
    page.goto(server.url + ARTICLE)
    page.get_by_role("button", name="Leer en español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La infusión y las dos primeras semanas")
    page.get_by_label("Tomo Tylenol y duermo").check()
    page.get_by_role("button", name="Ver mi respuesta").click()
    expect(page.get_by_role("status")).to_contain_text("No del todo.")
    page.get_by_label("Llamo a mi equipo").check()
    page.get_by_role("button", name="Elegir otra vez").click()
    expect(page.get_by_role("status")).to_contain_text("Sí.")
    page.get_by_role("link", name="Otra pregunta").click()
    expect(page.get_by_text("Pregunta 2 de 3")).to_be_visible()
    page.get_by_role("link", name="¿Qué debo hacer?").click()
    expect(page.get_by_role("link", name="Llame al 312-555-0100")).to_have_attribute("href", "tel:3125550100")
    picture(page, "symptoms-pat-es-390-light")


def test_the_call_box_comes_before_the_facts_on_a_phone_and_beside_them_on_a_desk(
    page_as: PageAs, server: Server, library: list[Version]
) -> None:
    tops: dict[int, tuple[float, float]] = {}
    for width in (390, 1280):
        page = page_as(None, width=width)
        page.goto(server.url + ARTICLE)
        call, facts = page.locator(".pt-call").bounding_box(), page.locator(".pt-facts").bounding_box()
        assert call is not None
        assert facts is not None
        assert page.locator(".pt-article__text").bounding_box()["width"] <= 640  # type: ignore[index]  # it is visible
        tops[width] = (call["y"] + call["height"] - facts["y"], call["x"] - facts["x"])
    assert tops[390][0] <= 0
    assert tops[1280][1] > 640


def test_the_printed_page_has_the_text_and_no_buttons(page_as: PageAs, server: Server, library: list[Version]) -> None:
    page = page_as(None)
    page.goto(server.url + ARTICLE)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What should I do?")).to_be_visible()
    expect(page.locator("#check")).to_be_hidden()
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()


def test_the_signs_fit_one_sheet_for_the_fridge_with_the_number_to_call(
    page_as: PageAs, server: Server, library: list[Version], tmp_path: Path
) -> None:
    for language in ("en-US", "es-US"):
        page = page_as(None, language=language)
        page.goto(server.url + "/learn/signs/")
        page.pdf(path=tmp_path / "signs.pdf", format="Letter")
        assert b"/Count 1" in (tmp_path / "signs.pdf").read_bytes()
        page.emulate_media(media="print")
        expect(page.locator("a[href='tel:911']")).to_be_visible()
