"""allauth's questions, answered for this house: nobody signs up without an invitation, and mail names no organization."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Sign-up is closed: people come by invitation (`carecoord.accounts.views.invitation`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name; the e-mail address is the login."""
