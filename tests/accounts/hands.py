"""What the tests of this room do again and again: browsers, letters, codes, rows of the log."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from carecoord.accounts.models import Invitation, Role
from carecoord.audit.models import Event
from tests.cast import TOTP_SECRET, Cast
from tests.house.world import client_of
from tests.truth import truth

__all__ = ["client_of"]
LINK = re.compile(r"https?://\S+")


def code_now(secret: str = TOTP_SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def link_in_last_letter() -> str:
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found.group()


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def invited(cast: Cast, email: str, *, home: str = "cedar", role: Role = Role.NURSE) -> str:
    """An open invitation, made by Uma; returns its token."""
    with truth():
        row = Invitation(organization=cast.organizations[home], email=email, role=role, invited_by=cast.uma)
        token = row.renew()
        row.save()
    return token


def events(action: str) -> list[Event]:
    with truth():
        return list(Event.objects.filter(action=action).order_by("at"))


def sign_in(client: Client, email: str, password: str, code: str = "") -> None:
    """Through the pages, as a person does; the code only where it is asked for."""
    client.post("/accounts/login/", {"login": email, "password": password})
    if code:
        client.post("/accounts/2fa/authenticate/", {"code": code})
