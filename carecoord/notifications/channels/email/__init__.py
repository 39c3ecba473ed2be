"""E-mail through whatever Django's mail settings name. The row's id is the Message-ID: a second copy is known from a second message.

What a provider says of it afterwards comes in through `hooks`; a plain mail server says nothing more once it has taken a message.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError
from anymail.message import AnymailMessageMixin
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from carecoord.accounts import sender_names
from carecoord.notifications import unsubscribe
from carecoord.notifications.channels import Letter
from carecoord.notifications.channels.email.faults import trouble
from carecoord.notifications.wordings import Mail, mail

REOPEN_AFTER = 50  # messages; many servers end a connection that carried more


def message_id(letter: Letter) -> str:
    return f"<{letter.id}@{urlsplit(settings.SITE_URL).hostname}>"


class EmailSender:
    """One connection for many messages."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.carried = 0

    def __enter__(self) -> EmailSender:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        self.carried = 0

    def cut(self) -> None:
        """From another thread: the socket is shut under a server that hangs, which `send` then reports."""
        link = getattr(getattr(self.connection, "connection", None), "sock", None)
        if link is not None:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def send(self, letter: Letter) -> str | None:
        message = compose(letter, mail(letter))
        if self.carried >= REOPEN_AFTER:
            self.close()
        try:
            self._hand_over(message)
        except (smtplib.SMTPException, OSError, AnymailError) as fault:
            self.close()
            raise trouble(fault) from fault
        self.carried += 1
        return provider_id(message)

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        if self.connection is None:
            self.connection = get_connection()
            self.connection.open()
        self.connection.send_messages([message])


Sender = EmailSender


class Message(AnymailMessageMixin, EmailMultiAlternatives):  # type: ignore[misc]  # anymail is not typed
    """A message that a provider can mark with the row's id; a plain mail server never sees the mark."""


def compose(letter: Letter, words: Mail) -> Message:
    headers = {"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    headers |= unsubscribe.headers(letter)
    sender = sender_names.header(letter.sender_name, settings.EMAIL_FROM)
    message = Message(words.subject, words.text, sender, to=[letter.address], headers=headers)
    message.attach_alternative(words.html, "text/html")
    message.metadata = {"notice": str(letter.id)}
    if settings.ANYMAIL:
        message.track_opens = message.track_clicks = False
    return message


def provider_id(message: Message) -> str | None:
    """The id that a provider gave, which its reports name; None for a plain mail server."""
    found = message.anymail_status.message_id
    return found if isinstance(found, str) else None
