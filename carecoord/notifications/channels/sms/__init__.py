"""Text messages, to numbers their owners confirmed. Who carries them is one method: `Carrier.send(to, body) -> id`.

A carrier more: one module here, one scheme of SMS_URL (carecoord/providers.py), one line of `carrier`.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.conf import settings

from carecoord.notifications import wordings
from carecoord.notifications.channels import Letter, Refusal
from carecoord.notifications.channels.sms.addresses import addresses as addresses


class Carrier(Protocol):
    """Takes a text to a number in E.164 and returns its own id of it, or raises a `Trouble`. `notice` is the row it belongs to, if any.

    One that can end a message which hangs has `cut()` as well, called from another thread.
    """

    def send(self, to: str, body: str, *, notice: UUID | None = None) -> str: ...


def carrier() -> Carrier:
    """The one that SMS_URL names; `addresses` gives no number where there is none."""
    from carecoord.notifications.channels.sms.console import Console
    from carecoord.notifications.channels.sms.twilio import Twilio

    account = settings.SMS
    if account is None:
        raise Refusal("NoCarrier")
    return Console() if account.is_console else Twilio(account)


class Sender:
    """One carrier, with the connection that it keeps, for many messages."""

    def __init__(self) -> None:
        self.carrier: Carrier | None = None

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *fault: object) -> None: ...

    def cut(self) -> None:
        getattr(self.carrier, "cut", lambda: None)()

    def send(self, letter: Letter) -> str | None:
        self.carrier = self.carrier or carrier()
        return self.carrier.send(letter.address, wordings.text(letter), notice=letter.id)
