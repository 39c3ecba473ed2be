"""Settings of processes that speak to providers of text messages and of push in a scenario: the project's own, and an address book in
which these providers stand on this machine. Requests are made, encrypted and read as anywhere; only where they go is another place.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from carecoord.settings import *  # noqa: F403  # the settings in use, all of them

PROVIDER = os.environ["FAULTS_PROVIDER"]
HOSTS = ("api.twilio.com", "fcm.googleapis.com")
plainly = HTTPAdapter.send


def send(self: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
    parts = urlsplit(request.url or "")
    if parts.hostname in HOSTS:
        request.url = PROVIDER + str(parts.path)
    return plainly(self, request, **options)


HTTPAdapter.send = send  # type: ignore[method-assign,assignment]  # the address book
