"""A patient's passkey from its making to signing in with it, with a virtual authenticator, under the strict policy."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from tests.cast import PASSWORD, Cast
from tests.system.conftest import PageAs
from tests.system.test_passkeys import give_authenticator
from tests.truth import truth


def add_a_passkey(page: Page) -> None:
    page.click("text=Add a passkey")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Confirm')")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("h1:has-text('Recovery Codes')")


def test_a_passkey_is_made_and_opens_the_door(page_as: PageAs, cast: Cast) -> None:
    with truth():
        EmailAddress.objects.get_or_create(user=cast.pat, email=cast.pat.email, verified=True, primary=True)
    page = page_as(None)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    give_authenticator(page)

    page.goto("/accounts/login/?next=/accounts/2fa/")
    page.fill("[name=login]", cast.pat.email)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Go on")
    add_a_passkey(page)
    with truth():
        assert Authenticator.objects.filter(user=cast.pat, type=Authenticator.Type.WEBAUTHN).exists()

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/2fa/")
    page.click("text=Use a passkey")
    page.wait_for_selector("text=You have one passkey.")
    assert complaints == []


def test_without_a_passkey_it_says_so_in_a_sentence(page_as: PageAs) -> None:
    page = page_as(None)
    give_authenticator(page, hasResidentKey=False)
    page.goto("/accounts/login/")
    page.click("text=Use a passkey")
    page.wait_for_selector("text=The passkey was not used.")
