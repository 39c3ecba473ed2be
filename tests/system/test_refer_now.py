"""Should I refer now, in a real browser: the answer, a heads-up, its lines of therapy by letters, a refused spelling."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.cast import Cast
from tests.system.conftest import PageAs, Sound


def ask(page: Page) -> None:
    page.goto("/refer-now/")
    page.get_by_label("Lines of therapy given so far").fill("1")
    page.get_by_label("Regimens or drugs given").fill("VRd")
    page.get_by_role("group", name="Did lenalidomide fail?").get_by_label("Yes").check()
    page.get_by_label("Age in years").fill("62")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("heading", name="Yes, refer now.").wait_for()


def drafted(page: Page) -> None:
    page.get_by_label("Write these answers into the draft").check()
    page.get_by_role("button", name="Start for").first.click()
    page.get_by_role("heading", name="Draft referral").wait_for()
    page.get_by_text("Drugs given: bortezomib, lenalidomide, dexamethasone.").wait_for()
    page.get_by_role("button", name="Lines of therapy").click()


def typed(page: Page, regimen: str, button: str) -> None:
    page.get_by_label("Regimen or drugs").fill(regimen)
    page.get_by_role("button", name=button).click()


def test_a_practice_asks_and_drafts(page_as: PageAs, cast: Cast, sound: Sound) -> None:
    page = page_as("rae")
    ask(page)
    sound(page, "refer-now")
    page.get_by_role("button", name="Start a heads-up").click()
    sound(page, "refer-now-whom")
    drafted(page)
    page.get_by_label("Started on").first.fill("2024-01-08")
    typed(page, "D-VRx", "Save and back")
    page.get_by_text("Perhaps you mean").first.wait_for()
    sound(page, "draft-lines-refused")
    typed(page, "D-VRd", "Save and enter another")
    page.get_by_text("Triple-class exposed").wait_for()
    sound(page, "draft-lines")


def test_the_same_without_javascript(page_as: PageAs, cast: Cast) -> None:
    page = page_as("rae", javascript=False)
    ask(page)
    page.get_by_role("button", name="Start a heads-up").click()
    drafted(page)
    page.get_by_label("Started on").first.fill("2024-01-08")
    typed(page, "KPd", "Save and back")
    page.get_by_role("heading", name="Draft referral").wait_for()
