"""The pages under EXPLAIN: every tab and sort of the worklist, a page far down, the API's list, a search, one referral, one acceptance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from bench.explain import Reading, reading
from referrals.worklist.filters import Sort, Tab

ROW = b'<tr class="row"'
NEXT = re.compile(r'href="(\?[^"]*after=[^"]+)"')


@dataclass(frozen=True)
class Answer:
    """One request: what it showed and what the database read for it."""

    name: str
    shown: int
    reading: Reading

    @property
    def faults(self) -> list[str]:
        return [f"{self.name}: {fault}" for fault in self.reading.faults(self.shown)]


def worklists(client: Client, sorts: Iterable[Sort] = Sort) -> Iterator[Answer]:
    """Each tab's list in each order."""
    for tab in Tab:
        for sort in sorts:
            yield shown(f"worklist {tab} by {sort}", client, f"/worklist/?tab={tab}&sort={sort}")


def deep(client: Client, pages: int = 20) -> Answer:
    path = "/worklist/?tab=all"
    for _ in range(pages):
        found = NEXT.search(client.get(path).content.decode())
        if found is None:
            break
        path = "/worklist/" + found.group(1).replace("&amp;", "&")
    return shown("deep page", client, path)


def api_list(client: Client) -> Answer:
    return ask("list API", lambda: len(checked(client.get("/api/v1/referrals/?tab=all"))["results"]))


def search(client: Client, asked: str) -> Answer:
    """The list of patients: all of them, or those whom a search finds."""
    client.post("/patients/search/", {"asked": asked})
    return shown(f"search {asked}" if asked else "patients by name", client, "/patients/")


def referral(client: Client, pk: object) -> Answer:
    return shown("referral page", client, f"/referrals/{pk}/")


def accept(client: Client, pk: object, version: int) -> Answer:
    body = {"urgency": "routine", "consult_by": (timezone.localdate() + timedelta(days=9)).isoformat()}

    def send() -> int:
        path = f"/api/v1/referrals/{pk}/accept/"
        checked(client.post(path, json.dumps(body), content_type="application/json", headers={"If-Match": f'"{version}"'}))
        return 1

    return ask("accept", send)


def shown(name: str, client: Client, path: str) -> Answer:
    def get() -> int:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.content.count(ROW)

    return ask(name, get)


def checked(answer: object) -> dict[str, list[object]]:
    status: int = answer.status_code  # type: ignore[attr-defined]  # the test client's response
    if status >= 300:
        raise RuntimeError(f"answered {status}: {answer.content[:300]!r}")  # type: ignore[attr-defined]  # as above
    found: dict[str, list[object]] = answer.json()  # type: ignore[attr-defined]  # as above
    return found


def ask(name: str, send: Callable[[], int]) -> Answer:
    with reading() as seen:
        rows = send()
    return Answer(name, rows, seen)
