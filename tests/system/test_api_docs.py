"""The API's own page in a real browser, under the content policy of every page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.system.conftest import PageAs
from tests.system.server import Server


def opened(page: Page, server: Server) -> Page:
    answer = page.goto(f"{server.url}/api/v1/docs/")
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]
    return page


def test_a_call_says_what_it_takes_and_gives(page_as: PageAs, server: Server, cast: Cast) -> None:
    """Given a stranger; when they unfold a call; then fields, scopes and the command are there, from our own host only."""
    page = opened(page_as(None), server)
    page.locator("summary", has_text="Register").first.click()
    call = page.locator("#patients_register")
    expect(call.get_by_text("confirmed_not_duplicate").first).to_be_visible()
    expect(call.get_by_text("Idempotency-Key", exact=True).first).to_be_visible()
    expect(page.get_by_text("referrals.write", exact=True)).to_be_visible()
    outside = page.evaluate("performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))")
    assert outside == []


def test_a_link_to_a_shape_opens_it(page_as: PageAs, server: Server, cast: Cast) -> None:
    page = opened(page_as(None), server)
    page.locator("summary", has_text="Register").first.click()
    page.locator("#patients_register").get_by_role("link", name="PatientShape").click()
    expect(page.locator("#shape-PatientShape")).to_be_visible()


def test_every_call_is_there_without_javascript(page_as: PageAs, server: Server, cast: Cast) -> None:
    page = opened(page_as(None, javascript=False), server)
    schema = page.request.get(f"{server.url}/api/v1/schema/?format=json").json()
    calls = [(path, method.upper()) for path, methods in schema["paths"].items() for method in methods]
    shown = page.locator(".api-call:not(.api-shape) > summary")
    rows = [(row.locator("code").inner_text(), row.locator(".api-method").inner_text()) for row in shown.all()]
    assert sorted(rows) == sorted(calls)
