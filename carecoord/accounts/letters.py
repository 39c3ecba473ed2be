"""Letters about accounts: generic words in English and Spanish, a link, never an organization, a role or a clinical fact.

Everything else that is sent goes through `carecoord.notifications`; these carry a secret link, which must not stand in a row or a queue.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from carecoord.accounts.models import User

log = structlog.get_logger(__name__)
LINK = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Part:
    """A piece of a letter: words, or a link."""

    words: str = ""
    link: str = ""


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


def dressed(letter: EmailMessage) -> EmailMultiAlternatives:
    """The same words as an accessible page too, in the look of every other mail and the language that is active; nothing is fetched."""
    made = EmailMultiAlternatives(letter.subject, letter.body, letter.from_email, letter.to, headers=letter.extra_headers)
    page = {"subject": letter.subject, "language": get_language(), "parts": list(parts(str(letter.body)))}
    made.attach_alternative(render_to_string("emails/letter.html", page), "text/html")
    return made


def parts(text: str) -> Iterator[Part]:
    """Paragraph by paragraph; a link stands by itself, without the full stop that ends its sentence."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for piece in LINK.split(paragraph):
            if LINK.fullmatch(piece):
                yield Part(link=piece.rstrip(".,)"))
            elif len(words := piece.strip()) > 1:  # a lone full stop is what a link has left behind
                yield Part(words=words)


def called(user: User) -> str:
    """How letters about an account name its owner: by the address they go to, never by the name."""
    return user.email


def invitation(*, to: str, language: str, link: str) -> None:
    with override(language):
        subject = _("You are invited to carecoord")
        body = render_to_string("accounts/letters/invitation.txt", {"link": link})
        letter = dressed(EmailMessage(subject, body, to=[to]))
    post(letter)
