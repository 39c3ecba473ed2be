"""Counts clear by themselves: whoever opens the page that a notice is about has read the notice.

Most pages need not know: the middleware looks at which page is opened and for which row. A page that shows one of several patients by
its own rules says so itself with `opened`. What a page asks for in the background reads nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from carecoord.access.actor import Actor
from carecoord.notifications import center
from carecoord.notifications.kinds import KINDS, Kind
from carecoord.notifications.kinds.shape import CENTER, MESSAGES, ROAD, WITHOUT_ID, WORKLIST

BY_ITSELF = "X-Background"
SAY_THEMSELVES = frozenset({ROAD, MESSAGES, CENTER, WORKLIST})  # the worklist is home: who opens it has not yet done anything
WITH_ID = frozenset(form.link for form in KINDS.values() if form.takes_id)


def leading_to(link: str) -> list[Kind]:
    return [kind for kind, form in KINDS.items() if form.link == link]


class CountsClear:
    """Stands inside the one transaction: if the page is refused after all, nothing was read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or request.method != "GET" or not is_waiting(request):
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction
        row_id = next((value for value in kwargs.values() if isinstance(value, UUID)), None)
        if match.view_name in WITH_ID and row_id is not None:
            cleared(request, center.read_about(actor, row_id))
        elif match.view_name in WITHOUT_ID - SAY_THEMSELVES:
            cleared(request, center.read_kinds(actor, leading_to(match.view_name)))
        return None


def is_waiting(request: HttpRequest) -> bool:
    """Whether anything is unread, which the statement that set the context has told already."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and actor.unread > 0 and BY_ITSELF not in request.headers


def opened(request: HttpRequest, link: str, patient_id: UUID) -> None:
    """For pages in `SAY_THEMSELVES`: what leads here about this patient is read."""
    if is_waiting(request):
        cleared(request, center.read_kinds(request.actor, leading_to(link), patient_id=patient_id))  # type: ignore[attr-defined]  # as above


def cleared(request: HttpRequest, count: int) -> None:
    """The number in the frame of this very page. Where it was cut off at 100 the next page has it right."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # as above
    actor.unread = max(0, actor.unread - count)
    request.counts["notices"] = actor.unread  # type: ignore[attr-defined]  # set by OneTransaction
