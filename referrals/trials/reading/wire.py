"""The registry over the network, from hosts that the installation allows and from no other; what fails is one sentence."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from carecoord.interop.faults import Fault
from carecoord.interop.reading import MAX_BYTES
from referrals.trials.reading.files import records
from referrals.trials.record import TrialRecord

SECONDS = 20
MOST_PAGES = 200
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_address(text: str) -> bool:
    return "://" in text


def check(address: str) -> None:
    """HTTPS to a host of the list; plain HTTP to this machine alone."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise Fault("This is no address.") from None
    if host not in settings.TRIAL_HOSTS:
        raise Fault(f"Trials are read from {', '.join(settings.TRIAL_HOSTS) or 'no host'} alone, not from {host or 'nowhere'}.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise Fault("The address has to begin with https://.")
    if parts.username or parts.password:
        raise Fault("An address with a name or password in it is not asked.")


class Hops(HTTPRedirectHandler):
    """A host of the list may send us on only to a host of the list."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str) -> bytes:
    check(address)
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "carecoord"})  # noqa: S310  # checked above
    host = urlsplit(address).hostname
    try:
        with build_opener(Hops).open(request, timeout=SECONDS) as answer:
            raw: bytes = answer.read(MAX_BYTES + 1)
    except HTTPError as error:
        raise Fault(f"{host} answered {error.code}; nothing was read.") from None
    except (URLError, OSError, http.client.HTTPException) as error:
        raise Fault(f"{host} cannot be reached ({getattr(error, 'reason', error)}); nothing was read.") from None
    if len(raw) > MAX_BYTES:
        raise Fault(f"The answer is larger than {MAX_BYTES // (1024 * 1024)} MB; ask for fewer trials.")
    return raw


def pages(address: str) -> Iterator[tuple[str, list[TrialRecord]]]:
    """Each page of a search by its name; one study is one page."""
    token = ""
    for number in range(1, MOST_PAGES + 1):
        raw = fetch(with_token(address, token))
        name = f"{urlsplit(address).hostname}, page {number}"
        yield name, records(raw, "answer.json")
        token = next_token(raw)
        if not token:
            return
    raise Fault(f"The search has more than {MOST_PAGES} pages; ask for fewer trials.")


def next_token(raw: bytes) -> str:
    """Of an answer that has been read as JSON already."""
    found = json.loads(raw.decode("utf-8-sig")).get("nextPageToken")
    return found if isinstance(found, str) else ""


def with_token(address: str, token: str) -> str:
    if not token:
        return address
    parts = urlsplit(address)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "pageToken"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("pageToken", token)])))
