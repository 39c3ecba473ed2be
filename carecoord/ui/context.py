"""What every page's frame needs, as one value named `shell`: who reads, in which language and theme, and where they may go.

Room: carecoord.ui. No statement is run here: it reads what middleware put on the request (`actor`, `counts`) and cookies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from carecoord.ui.navigation import Audience, Shelf, Shown, shown

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page. Plain defaults serve a page without a request (the page of error 500)."""

    language: str = "en"
    theme: str = ""
    demo: bool = False
    path: str = "/"
    name: str = ""
    organization: str = ""
    side: str = ""
    idle_seconds: int = 0
    audience: Audience = Audience.STAFF
    places: tuple[Shown, ...] = ()
    more: tuple[Shown, ...] = ()
    own: tuple[Shown, ...] = ()

    @property
    def environment(self) -> str:
        """What the administration calls this installation, so that nobody mistakes one for another."""
        return "Demonstration" if self.demo else urlsplit(settings.SITE_URL).hostname or ""

    @property
    def frame(self) -> str:
        """The base template of pages that everybody has, such as those about one's own account."""
        return "base_person.html" if self.audience is Audience.PERSON else "base_staff.html"

    @property
    def signed_in(self) -> bool:
        return bool(self.name)


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def audience_of(request: HttpRequest, actor: Any) -> Audience:
    """Members of an organization are staff; somebody on the staff side without one administers; everybody else reads their own road.

    So does somebody who works somewhere and now acts for themselves.
    """
    if actor.place is not None:
        return Audience.STAFF
    if request.session.get("for_oneself"):
        return Audience.PERSON
    return Audience.ADMINISTRATOR if request.session.get("is_staff_side") else Audience.PERSON


def idle_seconds(request: HttpRequest, audience: Audience) -> int:
    """The limit the server keeps: whoever works somewhere has the short one on their own road too."""
    is_long = audience is Audience.PERSON and not request.session.get("is_staff_side")
    limit = settings.IDLE_LIMIT_PERSON if is_long else settings.IDLE_LIMIT_STAFF
    return int(limit.total_seconds())


def build(request: HttpRequest) -> Shell:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    about: dict[str, Any] = {"language": language, "theme": theme_of(request), "demo": settings.DEMO, "path": request.get_full_path()}
    actor: Any = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return Shell(**about)
    audience = audience_of(request, actor)
    return Shell(
        **about,
        audience=audience,
        name=actor.name,
        organization=actor.place.short_name if actor.place else "",
        side=actor.place.side if actor.place else "",
        idle_seconds=idle_seconds(request, audience),
        places=shown(request, audience, Shelf.MAIN),
        more=shown(request, audience, Shelf.MORE),
        own=shown(request, audience, Shelf.OWN),
    )


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor."""
    return {"shell": build(request)}
