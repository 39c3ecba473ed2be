"""Every page that shows Denise leaves a row in the audit log; nothing of her reaches log lines, addresses, titles, cache or mail."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import mail

from carecoord.audit.models import Event
from tests.cast import Cast
from tests.house.stroll import open_all
from tests.house.world import CANARY, client_of, samples
from tests.truth import truth

__all__ = ["samples"]
pytestmark = pytest.mark.django_db
SECRETS = ("Okafor", "OKAFOR", "okafor", "0083317", "555-0188", "1961-06-02", "02-Jun-1961")


def told(cast: Cast, who: str) -> int:
    with truth():
        return Event.objects.filter(user_id=cast.users[who].pk, patient_ids__contains=[cast.denise.pk]).count()


@pytest.mark.parametrize("who", ["rae", "bo", "pia"])
def test_every_page_that_shows_her_is_told(cast: Cast, samples: dict[str, Any], who: str) -> None:
    untold, before = [], 0
    for seen in open_all(cast, who, samples):
        now = told(cast, who)
        if CANARY in seen.text.replace("Sam Okafor", "") and seen.status < 500 and now == before:
            untold.append(seen.key)
        before = now
    assert untold == []


class Ear(logging.Handler):
    """Keeps every line of every logger."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def test_nothing_of_her_leaves_the_pages(cast: Cast, samples: dict[str, Any], capfd: pytest.CaptureFixture[str]) -> None:
    ear = Ear()
    logging.getLogger().addHandler(ear)
    try:
        client = client_of(cast, "rae")
        pages = list(open_all(cast, "rae", samples, client=client))
        pages += list(open_all(cast, "pat", samples))
        client.get("/patients/?q=Okafor")
    finally:
        logging.getLogger().removeHandler(ear)
    out, err = capfd.readouterr()
    said = "\n".join(ear.lines) + out + err
    assert len(said) > 1000, "nothing was heard, so nothing was tested"
    assert found_in(said) == [], "in the logs"
    assert [seen.path for seen in pages if found_in(seen.path)] == [], "in addresses"
    links = {link for seen in pages for link in re.findall(r'(?:href|action|src)="([^"]*)"', seen.text)}
    assert [link for link in links if found_in(link) and not link.startswith(("tel:", "mailto:"))] == [], "in links"
    titles = [title for seen in pages for title in re.findall(r"<title>(.*?)</title>", seen.text, re.DOTALL)]
    assert [title for title in titles if found_in(title)] == [], "in titles"
    assert found_in(" ".join(f"{one.subject} {one.body}" for one in mail.outbox)) == [], "in mail"
    assert found_in(everything_in_valkey()) == [], "in the cache"


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def everything_in_valkey() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL.replace("redis+socket://", "unix://"))
    found = []
    for key in client.scan_iter():
        found.append(repr(key))
        if client.type(key) == b"string":
            found.append(repr(client.get(key)))
    client.close()
    return " ".join(found)
