"""Letters about accounts: generic words in English and Spanish, a link, never an organization, a role or a clinical fact.

Everything else that is sent goes through `carecoord.notifications`; these carry a secret link, which must not stand in a row or a queue.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
    from carecoord.accounts.models import User

log = structlog.get_logger(__name__)


def post(letter: EmailMessage) -> None:
    """Send after the commit, beside the request: the answer takes as long for an address we know as for one we don't."""
    if settings.LETTERS_WAIT:
        transaction.on_commit(lambda: _send(letter))
    else:
        transaction.on_commit(lambda: threading.Thread(target=_send, args=(letter,), name="letter").start())


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as fault:  # smtplib's errors among them; whoever waits for the letter can ask for another
        log.warning("letter_failed", error=type(fault).__name__)


def called(user: User) -> str:
    """How letters about an account name its owner: by the address they go to, never by the name."""
    return user.email


def invitation(*, to: str, language: str, link: str) -> None:
    with override(language):
        subject = _("You are invited to carecoord")
        body = render_to_string("accounts/letters/invitation.txt", {"link": link})
    post(EmailMessage(subject, body, to=[to]))
