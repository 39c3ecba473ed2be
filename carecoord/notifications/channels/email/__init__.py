"""E-mail through whatever Django's mail settings name. The row's id is the Message-ID: a second copy is known from a second message."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from carecoord.notifications.channels import Busy, Letter, Refusal, Unreachable
from carecoord.notifications.wordings import Mail, mail

REOPEN_AFTER = 50  # messages; many servers end a connection that carried more
PERMANENT = 500


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
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            raise trouble(fault) from fault
        self.carried += 1
        return None

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        if self.connection is None:
            self.connection = get_connection()
            self.connection.open()
        self.connection.send_messages([message])


Sender = EmailSender


def compose(letter: Letter, words: Mail) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    message = EmailMultiAlternatives(words.subject, words.text, to=[letter.address], headers=headers)
    message.attach_alternative(words.html, "text/html")
    return message


def trouble(fault: Exception) -> Refusal | Busy | Unreachable:
    """What a fault of SMTP means for this message and for the next one."""
    name = type(fault).__name__
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in fault.recipients.values()), default=0)
        return Refusal(f"{name} {code}") if code >= PERMANENT else Busy(f"{name} {code}")
    if isinstance(fault, smtplib.SMTPDataError):
        return Refusal(f"{name} {fault.smtp_code}") if fault.smtp_code >= PERMANENT else Busy(f"{name} {fault.smtp_code}")
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return Refusal(name)
    return Unreachable(name)
