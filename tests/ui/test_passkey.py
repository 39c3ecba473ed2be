"""A passkey from its making to signing in with it, in Chromium with a virtual authenticator, under the strict policy."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from tests.cast import PASSWORD, Cast, assemble
from tests.truth import truth

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def people() -> Cast:
    with truth():
        cast = assemble()
        EmailAddress.objects.get_or_create(user=cast.pat, email=cast.pat.email, verified=True, primary=True)
    return cast


def add_a_passkey(page: Any) -> None:
    page.click("text=Add a passkey")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Confirm')")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("h1:has-text('Recovery Codes')")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_and_opens_the_door(live_server: Any, chromium: Any) -> None:
    cast = people()
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/")
    page.fill("[name=login]", cast.pat.email)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Go on")
    add_a_passkey(page)
    with truth():
        assert Authenticator.objects.filter(user=cast.pat, type=Authenticator.Type.WEBAUTHN).exists()

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/")
    page.click("text=Use a passkey")
    page.wait_for_selector("text=You have one passkey.")
    assert complaints == []
    page.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_a_passkey_it_says_so_in_a_sentence(live_server: Any, chromium: Any) -> None:
    page = chromium.new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "hasResidentKey": False}})
    page.goto(f"{live_server.url}/accounts/login/")
    page.click("text=Use a passkey")
    page.wait_for_selector("text=The passkey was not used.")
    page.close()
