"""Sends to the push services. A module of its own, loaded when the first message goes: the library brings an HTTP client along that takes
longer to load than all of Django, and only who sends needs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush

from carecoord.notifications import wordings
from carecoord.notifications.channels import Busy, Letter, Refusal, Trouble, Unreachable
from carecoord.notifications.channels.calls import Calls
from carecoord.notifications.channels.push import endpoints, keys
from carecoord.notifications.reach import Device

SECONDS = 10.0
HOURS = 12  # a device that is off for longer does without; the notice itself stays in carecoord
GONE = (404, 410)


class Sender:
    """One session for all push services; it follows no redirect, so it never leaves the hosts that were checked."""

    def __init__(self) -> None:
        self.session = Calls()
        self.session.max_redirects = 0
        self.session.trust_env = False

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *fault: object) -> None:
        self.session.close()

    def cut(self) -> None:
        self.session.cut()

    def send(self, letter: Letter) -> str | None:
        """Taken by one device is taken. Devices that are gone are forgotten; a message that reached none goes the way of its last fault."""
        faults: list[Trouble] = []
        taken = 0
        for device in json.loads(letter.address):
            try:
                self.one(device, letter)
                taken += 1
            except Trouble as fault:
                faults.append(fault)
        if not taken:
            raise next((fault for fault in faults if not isinstance(fault, Refusal)), faults[-1] if faults else Refusal("NoDevice"))
        return None

    def one(self, device: Mapping[str, Any], letter: Letter) -> None:
        if not endpoints.allowed(device["endpoint"]):
            raise Refusal("ForeignEndpoint")
        try:
            self.post(device, letter)
        except WebPushException as fault:
            status = getattr(fault.response, "status_code", 0) or 0
            if status in GONE:
                Device.objects.filter(pk=device["id"]).delete()
            raise trouble(status) from fault
        except (requests.RequestException, OSError) as fault:
            raise Unreachable(type(fault).__name__) from fault
        except ValueError as fault:  # keys that are none
            raise Refusal("BadKeys") from fault

    def post(self, device: Mapping[str, Any], letter: Letter) -> None:
        webpush(
            {"endpoint": device["endpoint"], "keys": device["keys"]},
            json.dumps(wordings.push(letter)),
            vapid_private_key=keys.vapid(),
            vapid_claims={"sub": f"mailto:{settings.EMAIL_FROM}"},
            ttl=HOURS * 3600,
            timeout=SECONDS,
            headers={"Topic": letter.id.hex, "Urgency": "high" if letter.form.is_urgent else "normal"},
            requests_session=self.session,
        )


def trouble(status: int) -> Trouble:
    code = f"Push {status}"
    if status == 429:
        return Busy(code)
    if 400 <= status < 500 and status not in (401, 403):
        return Refusal(code)
    return Unreachable(code)
