"""The main steps of the round trip by keyboard alone: no click, no `fill` by the program; each stop has a visible focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from referrals.models import Referral
from referrals.states import Stage
from tests.cast import Cast
from tests.referrals import story
from tests.system.conftest import PageAs
from tests.truth import truth

AT_MOST = 90  # stops of Tab before we call it a trap
# What a reader sees of the focus: its outline, or the outline of the box that stands for a radio or a tick.
FOCUS = """() => {
    const at = document.activeElement, seen = el => el && getComputedStyle(el).outlineStyle !== 'none'
        && parseFloat(getComputedStyle(el).outlineWidth) >= 2;
    const box = at.getBoundingClientRect();
    return {
        words: (at.getAttribute('aria-label') || at.innerText || at.value || at.id || at.tagName).trim().replace(/\\s+/g, ' '),
        name: at.name || '', tag: at.tagName, box: [box.x, box.y, box.width, box.height],
        shown: seen(at) || seen(at.closest('label')) || seen(at.nextElementSibling) || seen(at.parentElement),
    };
}"""


def focus(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(FOCUS)
    return found


def tab_to(page: Page, wanted: Callable[[dict[str, Any]], bool], key: str = "Tab") -> dict[str, Any]:
    """Press Tab until the focus is there; every stop on the way must be seen."""
    for _ in range(AT_MOST):
        page.keyboard.press(key)
        here = focus(page)
        assert here["tag"] == "BODY" or here["shown"], f"the focus on {here['words'][:80]!r} cannot be seen at {page.url}"
        if wanted(here):
            return here
    raise AssertionError(f"Tab does not lead there at {page.url}")


def named(words: str) -> Callable[[dict[str, Any]], bool]:
    return lambda here: str(here["words"]).startswith(words)


def field(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda here: here["name"] == name


def press(page: Page, words: str) -> None:
    tab_to(page, named(words))
    page.keyboard.press("Enter")


def skip_link_comes_first(page: Page) -> None:
    page.keyboard.press("Tab")
    here = focus(page)
    assert here["words"] == "Skip to content", here
    assert here["shown"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.fixture
def sent(cast: Cast, transactional_db: None) -> Referral:
    return story.submitted(cast)


def test_a_center_receives_and_accepts_by_keyboard(page_as: PageAs, sent: Referral) -> None:
    page = page_as("bo")
    page.goto("/worklist/")
    skip_link_comes_first(page)
    page.keyboard.press("/")
    assert focus(page)["name"] == "asked"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert named("OKAFOR, Denise")(focus(page))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/referrals/{sent.pk}/")
    skip_link_comes_first(page)
    press(page, "Acknowledge")
    page.wait_for_url("**/do/receive/")
    press(page, "Acknowledge")
    expect(page.get_by_text("Waiting on Lakeside: sign triage decision")).to_be_visible()
    page.goto("/worklist/")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/referrals/**")
    with truth():
        assert Referral.objects.get().stage == Stage.RECEIVED


def test_a_practice_answers_by_keyboard(page_as: PageAs, cast: Cast, sent: Referral) -> None:
    page = page_as("rae")
    page.goto("/worklist/?tab=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/referrals/{sent.pk}/")
    tab_to(page, named("More"))
    page.keyboard.press("Enter")
    press(page, "Withdraw")
    page.wait_for_url("**/do/withdraw/")
    tab_to(page, field("reason_code"))
    page.keyboard.press("ArrowDown")
    press(page, "Withdraw")
    expect(page.get_by_text("This referral ended: cancelled")).to_be_visible()
    with truth():
        assert Referral.objects.get().stage == Stage.CANCELLED


@pytest.mark.parametrize("path", ["/worklist/", "/patients/", "/account/"])
def test_tab_goes_round_and_back(page_as: PageAs, sent: Referral, path: str) -> None:
    """Forward through the whole page and back again: nothing holds the focus."""
    page = page_as("rae")
    page.goto(path)
    tab_to(page, lambda here: here["tag"] == "BODY")
    tab_to(page, named("Skip to content"), "Shift+Tab")
