"""What is done before the shutter for pictures of the road: a journey of the demonstration's tales, a date that would move, a meeting.

Room: tests.system. Which pictures there are is in `pictures.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

Act = Callable[[Page], None]


def on_the_road(name: str, rest: str = "") -> Act:
    """A page of somebody's journey, from the board of journeys; the name is that of a tale of the demonstration."""

    def go(page: Page) -> None:
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state()
        if rest:
            page.goto(f"{page.url.rstrip('/')}/{rest}")

    return go


def a_week_later(page: Page) -> None:
    """What would follow if the cells were released a week later; nothing is saved."""
    on_the_road("VELASQUEZ, Teresa", "dates/?code=REL")(page)
    page.locator("main form [name=on]").first.fill(
        (datetime.now(tz=UTC).date() + timedelta(days=15)).isoformat()
    )  # the tale has them released in a week
    page.get_by_role("button", name="See what follows").click()
    page.wait_for_load_state()


def next_agenda(page: Page) -> None:
    page.get_by_role("link", name="Open the agenda").first.click()
    page.get_by_role("link", name="Open the case").first.click()
    page.wait_for_load_state()
