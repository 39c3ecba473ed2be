"""The record in a real browser. That each of its pages is sound says tests/system/test_every_page.py; here is what people do on them."""

from __future__ import annotations

from pathlib import Path

from tests.cast import Cast
from tests.patients.files import PDF
from tests.system.conftest import PageAs, Sound


def test_a_name_that_nobody_has_is_told_in_words_and_not_in_the_address(page_as: PageAs, cast: Cast, sound: Sound) -> None:
    page = page_as("rae")
    page.goto("/patients/")
    page.get_by_role("searchbox").fill("okafr")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("No patient matches").wait_for()
    assert "okafr" not in page.url
    sound(page, "patients-none")


def test_a_nurse_registers_adds_and_uploads_without_javascript(page_as: PageAs, cast: Cast, tmp_path: Path) -> None:
    page = page_as("rae", javascript=False)
    page.goto("/patients/register/")
    page.get_by_label("Last name").fill("Santos")
    page.get_by_label("First name").fill("Maria")
    page.get_by_label("Date of birth").fill("1958-04-09")
    page.get_by_role("button", name="Register").click()
    page.get_by_text("SANTOS, Maria").first.wait_for()
    page.get_by_role("link", name="Facts").click()
    page.get_by_role("link", name="Add allergy").click()
    page.get_by_label("Substance").fill("Latex")
    page.get_by_role("button", name="Save allergy").click()
    page.get_by_text("Allergy: Latex").wait_for()
    page.get_by_role("link", name="Documents").click()
    path = tmp_path / "marrow.pdf"
    path.write_bytes(PDF)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("PDF, 2 pages").wait_for()
