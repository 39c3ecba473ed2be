"""What the scripts add: keys and the bulk bar on lists, drafts that keep themselves, the warning before an idle session ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.conftest import Window

pytestmark = pytest.mark.browser
DRAFT = """<!doctype html><html lang="en"><title>Draft</title><body{idle}><main><h1>Draft</h1><form data-autosave-url="/draft/">
<input type="hidden" name="version" value="3"><label>Note <input name="note"></label><span data-autosave-said></span></form></main>
<script src="/static/js/autosave.js"></script><script src="/static/js/idle.js"></script></body></html>"""


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    opened = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def test_keys_move_pick_and_open(gallery: str, page: Any) -> None:
    page.goto(f"{gallery}/worklist")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".row.is-here .who").inner_text() == "HADDAD, Samir"
    page.keyboard.press("k")
    assert page.locator(".row.is-here .who").inner_text() == "MARSH, Raymond"
    assert page.evaluate("document.activeElement.matches('th a')")
    page.keyboard.press("x")
    assert page.locator("[data-bulk-count]").inner_text() == "2 selected"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("jx")
    assert page.locator(".row.is-here .who").inner_text() == "MARSH, Raymond"


def test_the_bulk_bar_shows_only_while_rows_are_picked(gallery: str, page: Any) -> None:
    page.goto(f"{gallery}/worklist")
    page.click("[data-bulk-clear]")
    page.uncheck(".row:has-text('OKAFOR') input")
    assert page.locator("[data-bulk]").is_hidden()
    page.check("[data-pick-all]")
    assert page.locator("[data-bulk-count]").inner_text() == "8 selected"


def test_without_scripts_the_bulk_bar_is_there(gallery: str, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/worklist")
    assert page.locator("[data-bulk]").is_visible()
    context.close()


def test_menus_close_with_escape_and_give_the_focus_back(gallery: str, page: Any) -> None:
    page.goto(f"{gallery}/worklist")
    page.click(".cc-me summary")
    assert page.locator(".cc-me .cc-menu").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".cc-me .cc-menu").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_draft_keeps_itself_and_takes_the_new_version(window: str, page: Any) -> None:
    Window.pages = {"/page": DRAFT.replace("{idle}", "")}
    page.route("**/draft/", lambda route: route.fulfill(json={"version": 4}))
    page.clock.install()
    page.goto(f"{window}/page")
    page.fill("[name=note]", "called twice")
    page.clock.run_for(2500)
    page.wait_for_selector("text=/^Saved \\d\\d:\\d\\d$/")
    assert page.input_value("[name=version]") == "4"


def test_a_draft_that_cannot_be_kept_says_so(window: str, page: Any) -> None:
    Window.pages = {"/page": DRAFT.replace("{idle}", "")}
    page.route("**/draft/", lambda route: route.abort())
    page.clock.install()
    page.goto(f"{window}/page")
    page.fill("[name=note]", "called twice")
    page.clock.run_for(2500)
    page.wait_for_selector("text=Not saved yet. We try again.")
    assert page.input_value("[name=note]") == "called twice"


def test_somebody_idle_is_warned_then_covered_and_loses_nothing(window: str, page: Any) -> None:
    idle = ' data-idle-seconds="900" data-idle-alive="/alive/" data-idle-sign-in="/sign-in/"'
    Window.pages = {"/page": DRAFT.replace("{idle}", idle)}
    page.route("**/draft/", lambda route: route.fulfill(json={}))
    page.route("**/alive/", lambda route: route.fulfill(status=204))
    page.clock.install()
    page.goto(f"{window}/page")
    page.fill("[name=note]", "half a sentence")
    page.clock.run_for(790_000)
    page.wait_for_selector("text=You will be signed out in 2 minutes")
    page.clock.run_for(125_000)
    page.wait_for_selector("text=You were signed out to protect patients")
    assert page.locator("main").is_hidden()
    page.click("text=I am back")
    page.wait_for_selector("main")
    assert page.input_value("[name=note]") == "half a sentence"
