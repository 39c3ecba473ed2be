"""The filter of the worklist, parsed from the query string that holds its whole state. Unknown names and values are refused."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import TypeVar
from urllib.parse import quote_plus
from uuid import UUID

from django.http import QueryDict

from referrals.models import Urgency
from referrals.states import Stage

T = TypeVar("T", bound=Enum)


class Tab(StrEnum):
    NEEDS_ME = "needs_me"
    UNACKNOWLEDGED = "unacknowledged"
    WAITING = "waiting"
    OVERDUE = "overdue"
    TODAY = "today"
    ESCALATED = "escalated"
    UNASSIGNED = "unassigned"
    DRAFTS = "drafts"
    CLOSED = "closed"
    ALL = "all"


class Sort(StrEnum):
    DUE = "due"
    OLDEST = "age"
    NEWEST = "-age"


class View(StrEnum):
    LIST = "list"
    BOARD = "board"


class BadFilter(ValueError):
    """A name or value that the worklist does not know; the message names it."""


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: the sort instant and the id of the last row shown."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.at.isoformat()}|{self.id}".encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        try:
            at, _, row = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
            return cls(datetime.fromisoformat(at), UUID(row))
        except (ValueError, binascii.Error) as fault:
            raise BadFilter("This page marker is damaged; start from the first page.") from fault


@dataclass(frozen=True)
class Filter:
    tab: Tab = Tab.NEEDS_ME
    mine: bool = False
    stage: Stage | None = None
    other: int | None = None
    product: str = ""
    urgency: Urgency | None = None
    sort: Sort = Sort.DUE
    view: View = View.LIST
    after: Cursor | None = None

    @property
    def query(self) -> str:
        """The query string of this filter without the page marker; empty values are left out."""
        pairs = {
            "tab": self.tab if self.tab != Tab.NEEDS_ME else "",
            "mine": "1" if self.mine else "",
            "stage": self.stage or "",
            "other": self.other or "",
            "product": quote_plus(self.product),  # the only one that somebody may have typed
            "urgency": self.urgency or "",
            "sort": self.sort if self.sort != Sort.DUE else "",
            "view": self.view if self.view != View.LIST else "",
        }
        return "&".join(f"{name}={value}" for name, value in pairs.items() if value)

    def href(self, **changes: object) -> str:
        """A link to the same worklist with these changes, from its first page."""
        return "?" + replace(self, **{"after": None, **changes}).query  # type: ignore[arg-type]  # names are those of the fields


NAMES = ("tab", "mine", "stage", "other", "product", "urgency", "sort", "view", "after")


def parse(query: QueryDict) -> Filter:
    """Read a query string; raises BadFilter naming the first thing that is unknown."""
    values = query.dict()
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise BadFilter(f"The worklist has no filter “{unknown[0]}”.")
    return Filter(
        tab=_one(Tab, str(values.get("tab")) if values.get("tab") else Tab.NEEDS_ME, "tab"),
        mine=values.get("mine") == "1",
        stage=_one(Stage, str(values["stage"]), "stage") if values.get("stage") else None,
        other=_number(str(values.get("other", ""))),
        product=str(values.get("product", ""))[:40],
        urgency=_one(Urgency, str(values["urgency"]), "urgency") if values.get("urgency") else None,
        sort=_one(Sort, str(values.get("sort")) if values.get("sort") else Sort.DUE, "sort"),
        view=_one(View, str(values.get("view")) if values.get("view") else View.LIST, "view"),
        after=Cursor.parse(str(values["after"])) if values.get("after") else None,
    )


def _one(kind: type[T], value: str, name: str) -> T:
    try:
        return kind(value)
    except ValueError as fault:
        raise BadFilter(f"“{value[:30]}” is no {name} of the worklist.") from fault


def _number(text: str) -> int | None:
    if text and not text.isdigit():
        raise BadFilter("“other” is the number of an organization.")
    return int(text) if text else None
