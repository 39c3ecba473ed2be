"""The gallery in Chromium: zero axe violations, nothing scrolls sideways, nothing the policy refuses; pictures for who asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system import looks
from tests.ui.gallery import PAGES

RULES = (*looks.TAGS, "best-practice")
BETWEEN = (390, 701, 768, 900, 1024, 1141, 1180, 1240, 1440)


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_sound(gallery: str, chromium: Any, name: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{gallery}/{name}")
    wide = {width: page.evaluate(looks.SIDEWAYS) for width, _ in looks.every(page, widths=BETWEEN, themes=("light",))}
    assert complaints == []  # before axe, which styles elements itself
    found = looks.faults_in_every(page, f"gallery-{name}", tags=RULES)
    page.close()
    assert not found, "\n".join(found)
    assert [width for width, over in wide.items() if over] == []
