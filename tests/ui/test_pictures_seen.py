"""Pictures in a real browser with the real letters: words do not touch there either; a month for a patient is one sheet of paper."""

from __future__ import annotations

import re
from typing import Any

import pytest

TOUCHING = """() => [...document.querySelectorAll('.cc-lanes svg')].filter(svg => svg.getClientRects().length).flatMap(svg => {
    const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
    const grace = 0.5;
    return boxes.flatMap(([words, one], n) => boxes.slice(n + 1)
        .filter(([, other]) => one.left + grace < other.right && other.left + grace < one.right
            && one.top + one.height / 4 < other.bottom - other.height / 4 && other.top + other.height / 4 < one.bottom - one.height / 4)
        .map(([others]) => `${words} touches ${others}`));
})"""
CUT = """() => [...document.querySelectorAll('.cc-lanes svg')].filter(svg => svg.getClientRects().length).flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => text.getBoundingClientRect().right > frame.right + 1
        || text.getBoundingClientRect().left < frame.left - 1).map(text => text.textContent);
})"""
SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["journey", "course"])
@pytest.mark.parametrize("width", [1280, 390])
def test_words_do_not_touch_in_a_browser(gallery: str, chromium: Any, name: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{gallery}/{name}")
    page.evaluate("document.fonts.ready")
    assert page.locator(".cc-lanes__wide:visible").count() == (page.locator(".cc-lanes").count() if width == 1280 else 0)
    found = page.evaluate(TOUCHING) + page.evaluate(CUT)
    page.close()
    assert found == []


@pytest.mark.browser
def test_a_month_of_a_patient_is_one_sheet(gallery: str, chromium: Any) -> None:
    """Three months, one with two entries on almost every day: three sheets."""
    page = chromium.new_page()
    page.goto(f"{gallery}/treatment")
    made = page.pdf(format="Letter", prefer_css_page_size=True)
    page.close()
    assert len(SHEET.findall(made)) == 3


@pytest.mark.browser
def test_what_has_no_room_for_a_grid_is_a_list(gallery: str, chromium: Any) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 900})
    page.goto(f"{gallery}/calendars")
    assert page.locator(".cc-cal__table:visible").count() == 0
    assert page.locator(".cc-cal__list:visible").count() == 4
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".cc-cal__table:visible").count() == 4
    assert page.locator(".cc-cal__list:visible").count() == 0
    page.close()
