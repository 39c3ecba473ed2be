"""The worklist in a small window: its menus open inside it, whole, and lead on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.referrals import story
from tests.system.conftest import PageAs


@pytest.mark.parametrize("javascript", [True, False])
def test_menus_open_inside_the_window_at_320(page_as: PageAs, cast: Cast, transactional_db: None, javascript: bool) -> None:
    story.submitted(cast)
    page = page_as("bo", width=320, height=640, javascript=javascript)
    page.goto("/worklist/")
    for summary in page.locator(".cc-filters summary").all():
        summary.click()
        menu = summary.locator("xpath=../nav")
        box = menu.bounding_box()
        assert box is not None
        assert box["x"] >= 0, box
        assert box["x"] + box["width"] <= 320, box
        assert box["y"] + box["height"] <= 640, box
        menu.get_by_role("link").first.click(trial=True)
        summary.click()
    page.locator(".cc-filters summary", has_text="Practice").click()
    page.get_by_role("link", name="Cedar Valley", exact=True).click()
    expect(page.locator(".cc-filters summary", has_text="Practice: Cedar Valley")).to_be_visible()
