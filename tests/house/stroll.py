"""Opening every page as somebody, for tests that look at what the pages show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.cast import Cast
from tests.house import urls, walk
from tests.house.world import client_of

SKIPPED = ("account_logout", "admin/", "admin:")  # the administration holds no patient; tests/house/test_urls.py opens it


@dataclass(frozen=True)
class Seen:
    """One page as one person got it."""

    key: str
    path: str
    status: int
    text: str
    request_id: str = ""


def open_all(cast: Cast, who: str, samples: dict[str, Any], *, client: Client | None = None) -> Iterator[Seen]:
    """GET every address in the table as this person; streamed bodies are read to the end."""
    client = client or client_of(cast, who)
    for address in walk.addresses():
        line = urls.find(address.key)
        if line is None or address.key.startswith(SKIPPED):
            continue
        path = address.path({**samples, **line.samples}) + line.query
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # a streaming answer
        yield Seen(address.key, path, response.status_code, body.decode(errors="replace"))
