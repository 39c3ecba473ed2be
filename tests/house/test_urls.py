"""Every address, every member of the cast, one expected status each; an address that the table does not know fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tests.house import urls, walk
from tests.house.world import WHO, client_of, samples

__all__ = ["samples"]


def test_every_address_is_in_the_table() -> None:
    missing = [a.key for a in walk.addresses() if urls.find(a.key) is None]
    assert missing == [], f"Add these to tests/house/urls.py: {missing}"


def test_every_line_has_an_address() -> None:
    keys = {a.key for a in walk.addresses()}
    stale = [key for key in urls.TABLE if "*" not in key and key not in keys]
    assert stale == [], f"These addresses are gone; take them out of tests/house/urls.py: {stale}"


@pytest.mark.parametrize("who", WHO)
def test_statuses(cast: Cast, samples: dict[str, Any], who: str) -> None:
    wrong = []
    client = client_of(cast, who)
    for address in walk.addresses():
        expected = urls.find(address.key)
        if expected is None:
            continue
        path = address.path({**samples, **expected.samples}) + expected.query
        got = client.get(path).status_code
        if not urls.fits(got, expected.get[who]):
            wrong.append(f"GET {address.key}: {got}, the table says {expected.get[who]}")
        if expected.post is not None:
            body = {"data": {}, "content_type": "application/json"} if address.route.startswith("api/") else {}
            got = client.post(path, **body).status_code  # type: ignore[arg-type]  # two keyword arguments or none
            if not urls.fits(got, expected.post[who]):
                wrong.append(f"POST {address.key}: {got}, the table says {expected.post[who]}")
    assert wrong == [], f"for {who}:\n" + "\n".join(wrong)
