"""The windows of these tests notice what the content policy refuses, with scripts and without, and forget only what axe provokes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.system import browser
from tests.system.conftest import PageAs


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_refused_is_noticed(page_as: PageAs, watch: browser.Watch, javascript: bool) -> None:
    page = page_as(None, javascript=javascript)
    page.goto("/accounts/login/")
    assert watch.faults == []
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(500)
    watch.expected = ["content policy"]
    assert len(watch.faults) == 1, watch.faults


def test_what_axe_provokes_is_forgotten(page_as: PageAs, watch: browser.Watch, axe: Callable[[Page], None]) -> None:
    """Its own styles, that is, however late they are told; a script that is refused afterwards is still noticed."""
    page = page_as(None)
    page.goto("/accounts/login/")
    axe(page)
    page.wait_for_timeout(500)
    assert watch.faults == []
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    page.wait_for_timeout(500)
    watch.expected = ["content policy"]
    assert len(watch.faults) == 1, watch.faults
