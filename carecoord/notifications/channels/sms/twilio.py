"""Text messages through Twilio, and the proof that a call to our hooks is Twilio's.

Its library logs numbers and words of messages; it gets a logger that keeps silent.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now
from requests import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from carecoord.notifications.channels import Busy, Refusal, Trouble, Unreachable
from carecoord.notifications.channels.calls import Calls
from carecoord.notifications.reach import Phone
from carecoord.notifications.wordings import address
from carecoord.providers import TextCarrier

SILENT = logging.getLogger("carecoord.silent")
SILENT.disabled = True
STOPPED = 21610  # Twilio: this number answered STOP
OURS = (401, 403)
SECONDS = 10.0


class Twilio:
    def __init__(self, account: TextCarrier, http: TwilioHttpClient | None = None) -> None:
        self.account = account
        self.calls = Calls()
        self.client = Client(account.account, account.token, http_client=http or line(self.calls))

    def send(self, to: str, body: str, *, notice: UUID | None = None) -> str:
        options: dict[str, str] = {"messaging_service_sid" if self.account.sender.startswith("MG") else "from_": self.account.sender}
        if notice is not None:
            options["status_callback"] = address(reverse("notices:text_status", args=[notice]))
        try:
            return str(self.client.messages.create(to=to, body=body, **options).sid)
        except TwilioRestException as fault:
            raise trouble(fault, to) from fault
        except (TwilioException, RequestException) as fault:
            raise Unreachable(type(fault).__name__) from fault

    def cut(self) -> None:
        self.calls.cut()


def line(calls: Calls) -> TwilioHttpClient:
    made = TwilioHttpClient(timeout=SECONDS, logger=SILENT)
    made.session = calls
    return made


def trouble(fault: TwilioRestException, to: str) -> Trouble:
    code = f"Twilio {fault.status} {fault.code or ''}".strip()
    if fault.code == STOPPED:
        Phone.objects.filter(number=to).update(stopped_at=now())
        return Refusal(code)
    if fault.status == 429:
        return Busy(code)
    if 400 <= fault.status < 500 and fault.status not in OURS:
        return Refusal(code)
    return Unreachable(code)


def is_twilio(path: str, said: Mapping[str, str], signature: str) -> bool:
    """Whether this call was signed with our account's token: over the address Twilio was given and every word of it."""
    if settings.SMS is None or settings.SMS.is_console:
        return False
    return bool(RequestValidator(settings.SMS.token).validate(address(path), dict(said), signature))
