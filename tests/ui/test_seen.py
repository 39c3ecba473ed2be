"""The gallery in Chromium: zero axe violations, nothing scrolls sideways, nothing the policy refuses; pictures are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.gallery import PAGES

AXE = Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [("light", 1280), ("light", 320), ("dark", 1280), ("dark", 320)]


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [f"{one['id']}: {node['html'][:160]} {' '.join(node['failureSummary'].split())[:200]}" for one in found for node in one["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), LOOKS)
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_sound(gallery: str, chromium: Any, name: str, theme: str, width: int, kept: Path) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{gallery}/{name}/{theme}")
    page.screenshot(path=kept / f"{name}-{width}-{theme}.png", full_page=True)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert complaints == []  # before axe, which styles elements itself
    found = violations(page)
    assert not found, "\n".join(found)
    assert sideways == 0
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_scrolls_sideways_between(gallery: str, chromium: Any, name: str) -> None:
    page, wide = chromium.new_page(), {}
    page.goto(f"{gallery}/{name}/light")
    for width in (390, 701, 768, 900, 1024, 1141, 1180, 1240, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert {width: over for width, over in wide.items() if over} == {}
