"""Pages about oneself and one's team, seen in Chromium: no accessibility fault, nothing wider than the window, every button works."""

from __future__ import annotations

import re
from email import message_from_string

import pytest
from playwright.sync_api import Page, expect

from carecoord.accounts.models import Membership, Role
from tests.accounts.hands import code_now, invited
from tests.cast import PASSWORD, Cast
from tests.system.conftest import PageAs, Sound
from tests.system.server import Server
from tests.truth import truth

LONG = "Maximiliane-Alexandrina Featherstonehaugh-Cholmondeley of Wolfeschlegelsteinhausen"


@pytest.fixture
def crowded(cast: Cast) -> str:
    """A long name, two invitations, Rae at two organizations; the token of one invitation."""
    with truth():
        cast.nan.name = LONG
        cast.nan.save()
        Membership.objects.create(user=cast.nan, organization=cast.organizations["cedar"], role=Role.FINANCIAL_NAVIGATOR)
        Membership.objects.create(user=cast.rae, organization=cast.organizations["hillcrest"], role=Role.NURSE)
    invited(cast, "a-very-long-address.that-never-seems-to-end@community-oncology.cedarvalley.example")
    return invited(cast, "new@cedarvalley.example")


PAGES = [("uma", "/team/", "team"), ("rae", "/account/", "account"), ("pat", "/account/", "account-patient"), ("rae", "/choose/", "choose")]


@pytest.mark.parametrize("who", sorted({who for who, _, _ in PAGES}))
def test_pages(page_as: PageAs, crowded: str, sound: Sound, who: str) -> None:
    page = page_as(who)
    for path, name in [(path, name) for one, path, name in PAGES if one == who]:
        page.goto(path)
        sound(page, name)


def test_invitation_pages(page_as: PageAs, crowded: str, sound: Sound) -> None:
    page = page_as(None)
    for path, name in (("/invitations/gone/", "invitation-gone"), (f"/invitations/{crowded}/", "invitation")):
        page.goto(path)
        sound(page, name)
    page.get_by_label("Your name").fill("Nora New")
    page.locator("[name=password]").fill("short")
    page.locator("[name=again]").fill("shorter")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page, "invitation-refused")


def test_a_colleague_is_invited_joins_and_leaves(page_as: PageAs, server: Server, cast: Cast) -> None:
    """Given Uma invites, when Nora joins with a code app, then she is in the team; when Uma ends it, Nora is out at her next click."""
    uma = page_as("uma")
    uma.goto("/team/")
    uma.get_by_label("E-mail", exact=True).fill("nora@cedarvalley.example")
    uma.get_by_label("Role", exact=True).select_option("nurse")
    uma.get_by_role("button", name="Send invitation").click()
    expect(uma.get_by_text("An invitation is on its way")).to_be_visible()

    nora = page_as(None)
    nora.goto(_link(server))
    _join(nora)
    expect(nora).to_have_url(f"{server.url}/accounts/2fa/")
    _set_up_codes(nora)
    nora.goto("/account/")
    expect(nora.get_by_role("heading", name="Your account")).to_be_visible()

    uma.goto("/team/")
    uma.get_by_role("link", name="Change Nora New").click()
    uma.get_by_role("button", name="End membership").click()
    expect(uma.get_by_text("was signed out everywhere")).to_be_visible()
    nora.goto("/account/")
    assert nora.url.startswith(f"{server.url}/accounts/login/")


def _join(page: Page) -> None:
    page.get_by_label("Your name").fill("Nora New")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()


def _link(server: Server) -> str:
    """The invitation's link, as it stands in the only letter."""
    [letter] = server.letters()
    words = next(part for part in message_from_string(letter).walk() if part.get_content_type() == "text/plain")
    payload = words.get_payload(decode=True)
    assert isinstance(payload, bytes)
    found = re.search(r"https?://\S+", payload.decode())
    assert found
    return found.group()


def _set_up_codes(page: Page) -> None:
    page.goto("/accounts/2fa/totp/activate/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    secret = page.locator("input[readonly], [name=authenticator_secret]").first.input_value()
    page.locator("[name=code]").fill(code_now(secret))
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", name="Recovery")).to_be_visible()


def test_the_page_of_a_colleague(page_as: PageAs, crowded: str, sound: Sound) -> None:
    page = page_as("uma")
    page.goto("/team/")
    page.get_by_role("link", name=f"Change {LONG}").click()
    expect(page.get_by_role("button", name="End membership")).to_be_visible()
    sound(page, "member")


def test_without_javascript_the_place_is_chosen(page_as: PageAs, crowded: str, server: Server) -> None:
    page = page_as("rae", javascript=False)
    page.goto("/choose/?next=/account/")
    page.get_by_label("Hillcrest Oncology").check()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(f"{server.url}/account/")
    assert "Hillcrest" in page.content()
