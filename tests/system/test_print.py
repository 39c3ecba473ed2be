"""Paper: the summary of a referral and a patient's road take two sheets at most, and the banner heads each of the first."""

from __future__ import annotations

import re
import shutil
import subprocess

from playwright.sync_api import Page

from tests.cast import Cast
from tests.referrals import story
from tests.system.conftest import PageAs

SHEET = re.compile(rb"/Type\s*/Page\b")


def sheets(page: Page) -> tuple[int, list[str]]:
    """How many sheets, and the text of each where poppler is installed."""
    made = page.pdf(format="Letter", prefer_css_page_size=True)
    tool = shutil.which("pdftotext")
    text = subprocess.run([tool, "-", "-"], input=made, capture_output=True, check=True).stdout.decode() if tool else ""
    return len(SHEET.findall(made)), text.split("\f")[:-1]


def test_a_referral(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    referral = story.accepted(cast)
    page = page_as("rae")
    page.goto(f"/referrals/{referral.pk}/")
    count, texts = sheets(page)
    assert count <= 2
    for text in texts:
        assert "OKAFOR, Denise" in text
        assert "Printed by Rae Martin" in text
        assert "Save note" not in text


def test_a_road(page_as: PageAs, cast: Cast, transactional_db: None) -> None:
    story.accepted(cast)
    page = page_as("pat")
    page.goto("/my/")
    assert sheets(page)[0] <= 2
