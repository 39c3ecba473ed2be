"""An invited caregiver signs up on a phone, without JavaScript; a colleague who helps somebody acts for herself and goes back to work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from carecoord.access.models import PersonalGrant, PersonalSource
from tests.cast import Cast
from tests.patients.test_joining import WORDS, invited
from tests.system import looks
from tests.system.conftest import PageAs
from tests.truth import truth

Axe = Callable[[Page], None]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_caregiver_follows_the_link(page_as: PageAs, cast: Cast, axe: Axe, theme: str) -> None:
    page = page_as(None, width=320, theme=theme)
    page.goto(invited(cast))
    axe(page)
    looks.picture(page, f"joining-320-{theme}")
    page.get_by_label("Your name").fill("Lee Okafor")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("The same password again").fill("another four words here")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("link", name="The two passwords differ.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("The same password again").fill(WORDS)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/my/")
    axe(page)
    page.goto("/my/caregivers/")
    expect(page.get_by_text("Denise").first).to_be_visible()


def test_somebody_with_an_account_presses_one_button(page_as: PageAs, cast: Cast, axe: Axe) -> None:
    link = invited(cast, "pat@home.example")
    stranger = page_as(None)
    stranger.goto(link)
    axe(stranger)
    page = page_as("pat", width=320)
    page.goto(link)
    axe(page)
    looks.picture(page, "take-up-320-light")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/my/")


def test_a_colleague_acts_for_herself(page_as: PageAs, cast: Cast, axe: Axe) -> None:
    with truth():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.users["cy"], source=PersonalSource.PROXY, scopes=["full"])
    page = page_as("cy", width=320)
    page.goto("/choose/")
    axe(page)
    looks.picture(page, "choose-320-light")
    page.get_by_label("For myself").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/my/")
    axe(page)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Back to work").click()
    page.get_by_label("Hillcrest Oncology").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/worklist/")
