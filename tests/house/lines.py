"""A line of the table of addresses: which status each member of the cast gets, said in few words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.house.world import WHO

Status = int | tuple[int, ...]  # a tuple: any of these
Statuses = dict[str, Status]


@dataclass(frozen=True)
class Line:
    """`get` and `post`: status by member of the cast; POST is sent with an empty body, only where `post` is given."""

    get: Statuses
    post: Statuses | None = None
    samples: dict[str, Any] = field(default_factory=dict)
    query: str = ""


def everyone(status: Status, **but: Status) -> Statuses:
    return {who: but.get(who, status) for who in WHO}


def signed_in(status: Status = 200, **but: Status) -> Statuses:
    """Everybody who has signed in; others are sent to the sign-in page."""
    return everyone(status, **{"nobody": 302, **but})


def only(*may: str, status: Status = 200, others: Status = 404, nobody: Status = 302, **but: Status) -> Statuses:
    """These get the page; everybody else gets what a record that does not exist gives."""
    return everyone(others, **{"nobody": nobody, **dict.fromkeys(may, status), **but})


def api(*may: str, status: Status = 200, others: Status = 404, **but: Status) -> Statuses:
    """The same for the API, where a caller who is not known gets 401."""
    return only(*may, status=status, others=others, nobody=401, **but)


def line(get: Statuses | None = None, *, post: Statuses | None = None, query: str = "", **samples: Any) -> Line:
    return Line(get if get is not None else everyone(405), post, samples, query)
