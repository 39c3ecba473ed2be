"""Passkeys, told by a colleague: made after the password is asked again, then enough alone to reach a staff page, and listed."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from carecoord.audit.models import Event
from tests.cast import PASSWORD, Cast
from tests.system.conftest import PageAs
from tests.system.server import Server
from tests.truth import truth

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ana_without_a_factor(cast: Cast) -> None:
    with truth():
        Authenticator.objects.filter(user=cast.ana).delete()


def give_authenticator(page: Page, **options: bool) -> None:
    """A virtual authenticator in this window, which says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **options}})


def sign_in_with_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def add_a_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_role("heading", name="Recovery")).to_be_visible()


def test_a_clinician_sets_up_a_passkey_and_works_with_it(page_as: PageAs, server: Server, cast: Cast, ana_without_a_factor: None) -> None:
    """Given Ana has no second factor, when she signs in, then she is led to set one up; with a passkey she reaches her pages."""
    page = page_as(None)
    give_authenticator(page)
    sign_in_with_password(page, cast.ana.email)
    expect(page).to_have_url(f"{server.url}/accounts/2fa/")
    page.goto("/account/")
    expect(page).to_have_url(f"{server.url}/accounts/2fa/")

    add_a_passkey(page)
    page.goto("/account/")
    expect(page.get_by_text("1 passkey")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/account/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{server.url}/account/")
    with truth():
        ways = list(Event.objects.filter(action="account.sign_in", user_id=cast.ana.pk).order_by("at").values_list("reason", flat=True))
        added = Event.objects.filter(action="account.add_factor", user_id=cast.ana.pk).order_by("at").values_list("reason", flat=True)
        assert ways == ["password", "webauthn"]
        assert list(added) == ["webauthn", "recovery_codes"]


def test_a_passkey_of_somebody_else_opens_nothing(page_as: PageAs, server: Server, cast: Cast) -> None:
    """A window whose authenticator knows no key of ours stays outside."""
    page = page_as(None)
    give_authenticator(page)
    page.goto("/accounts/login/?next=/account/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_timeout(500)
    page.goto("/account/")
    assert page.url.startswith(f"{server.url}/accounts/login/")
