"""The places in the rail and the menu. Apps register theirs in `AppConfig.ready`, since this room imports no app.

    from carecoord.ui import navigation
    navigation.register(navigation.Place("Worklist", "referrals:worklist", "worklist", order=10, count="needs_me"))

Room: carecoord.ui. Who may open a page is decided by the page; `allowed` only leaves out places that would refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse

from carecoord.ui.parts import Words


class Audience(StrEnum):
    STAFF = "staff"
    PERSON = "person"
    ADMINISTRATOR = "administrator"


class Shelf(StrEnum):
    """Where in the frame a place stands: the places lived in, "Know more", or the menu under one's own name."""

    MAIN = "main"
    MORE = "more"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Place:
    """`url` is a URL name without arguments; `count` the key in `request.counts` whose number stands at the right."""

    label: Words
    url: str
    icon: str
    order: int = 50
    audience: Audience = Audience.STAFF
    shelf: Shelf = Shelf.MAIN
    count: str = ""
    allowed: Callable[[HttpRequest], bool] = lambda request: True


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as a page prints it."""

    label: Words
    href: str
    icon: str
    count: int | str
    current: bool


PLACES: dict[tuple[str, Audience], Place] = {}


def register(place: Place) -> None:
    """Registering the same URL for the same audience again replaces the place."""
    PLACES[place.url, place.audience] = place


def shown(request: HttpRequest, audience: Audience, shelf: Shelf) -> tuple[Shown, ...]:
    """The places of one shelf, in order, with the one the reader is in marked: the longest address that begins this one."""
    wanted = [place for place in PLACES.values() if place.audience is audience and place.shelf is shelf and place.allowed(request)]
    pairs = [(reverse(place.url), place) for place in sorted(wanted, key=lambda place: place.order)]
    here = max((href for href, _ in pairs if is_within(request.path, href)), key=len, default=None)
    counts: dict[str, int] = getattr(request, "counts", {})
    return tuple(Shown(place.label, href, place.icon, capped(counts.get(place.count, 0)), href == here) for href, place in pairs)


def capped(count: int) -> int | str:
    """What stands beside a place: nothing where there is none, and no more digits than fit."""
    return count if count < 100 else "99+"


def is_within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
