"""Signing in, in a real browser."""

from __future__ import annotations

from tests.cast import PASSWORD, Cast
from tests.system.conftest import PageAs


def test_a_stranger_is_asked_to_sign_in(page_as: PageAs) -> None:
    page = page_as(None)
    page.goto("/accounts/login/")
    assert page.locator("input[name=login]").count() == 1


def test_a_session_of_the_cast_is_signed_in(page_as: PageAs, cast: Cast) -> None:
    page = page_as("rae")
    page.goto("/accounts/email/")
    assert cast.rae.email in page.content()
    assert PASSWORD not in page.content()
