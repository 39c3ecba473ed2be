"""The API's own page in a real browser, under the content policy of every page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.system.server import Server

PageAs = Callable[..., Page]


def test_the_docs_open_without_a_violation(page_as: PageAs, server: Server, cast: Cast) -> None:
    """Given the strict policy; when somebody opens the docs, unfolds a call and looks at who may call; then nothing was refused."""
    page = page_as("rae")
    answer = page.goto(f"{server.url}/api/v1/docs/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    expect(page.get_by_role("heading", name="carecoord")).to_be_visible(timeout=30_000)
    call = page.locator("#operations-patients-patients_register")
    call.locator("button").first.click()
    expect(call.get_by_text("confirmed_not_duplicate").first).to_be_visible()
    page.get_by_role("button", name="Authorize").first.click()
    expect(page.get_by_text("clientCredentials").first).to_be_visible()
    outside = page.evaluate("performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))")
    assert [address for address in outside if not address.startswith("data:")] == []
