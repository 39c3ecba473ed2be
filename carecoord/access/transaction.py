"""The request's one transaction: who acts is its first statement, a status of 400 or more rolls it back.

`ATOMIC_REQUESTS` wraps the view only, and would lose the context; it stays off. Django turns exceptions into responses before an outer
middleware sees them, so the status is the only sign of failure. The witness (set by `carecoord.audit`) writes the audit row inside the
transaction; if it cannot be written, nothing is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID, uuid4

from allauth.idp.oidc.models import Token
from django.db import Error as DatabaseFault
from django.db import IntegrityError
from django.db.models import Exists, Model, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import Refused, Stale, TooMany
from carecoord.access.models import MachineClient
from carecoord.accounts.clients import ip_of
from carecoord.ui.context import Shell

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]
OUTSIDE = ("/healthz", "/readyz")  # answer even when the database does not
MACHINES = "/api/"  # where a bearer token counts; pages know sessions only


class Witness(Protocol):
    """Writes what was shown, what was refused, and what this app's own verbs did."""

    def shown(self, request: HttpRequest, status: int) -> None: ...

    def denied(self, request: HttpRequest, status: int) -> None: ...

    def did(self, actor: Actor, action: str, *, about: Model | None = None, patients: Iterable[UUID] = (), reason: str = "") -> None: ...


class _Nobody:
    def shown(self, request: HttpRequest, status: int) -> None:
        raise RuntimeError("No witness is set; carecoord.audit sets it.")

    def denied(self, request: HttpRequest, status: int) -> None:
        raise RuntimeError("No witness is set; carecoord.audit sets it.")

    def did(self, actor: Actor, action: str, *, about: Model | None = None, patients: Iterable[UUID] = (), reason: str = "") -> None:
        raise RuntimeError("No witness is set; carecoord.audit sets it.")


witness: Witness = _Nobody()


class Rollback(Exception):
    """Leaves the transaction without its writes; never reaches a user."""


class OneTransaction:
    """Opens the transaction after authentication; see the module's docstring."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in OUTSIDE:
            request.actor = Actor()  # type: ignore[attr-defined]  # a request has no declared place for it
            return self.get_response(request)
        try:
            return self._inside(request)
        except DatabaseFault as fault:
            return unavailable(fault)

    def _inside(self, request: HttpRequest) -> HttpResponseBase:
        actor = identify(request)
        request.actor = actor  # type: ignore[attr-defined]  # as above
        response: HttpResponseBase | None = None
        try:
            with acting(actor):
                request.counts = {"notices": actor.unread}  # type: ignore[attr-defined]  # read by the frame
                response = self.get_response(request)
                if response.status_code >= 400:
                    raise Rollback
                if actor.seen:
                    witness.shown(request, response.status_code)
        except Rollback:
            pass
        if response is None:
            return unavailable()
        if response.status_code >= 400 and not actor.is_anonymous:
            self._afterwards(request, actor, response.status_code)
        return response

    def _afterwards(self, request: HttpRequest, actor: Actor, status: int) -> None:
        """What was rolled back is told in a short transaction of its own; a form shown again with its patient was still shown."""
        is_denial = status in (403, 404)
        if not is_denial and (status >= 500 or not actor.seen):
            return
        with acting(actor):
            if is_denial:
                witness.denied(request, status)
            else:
                witness.shown(request, status)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no view caught becomes a page of its own, with what would help."""
        if isinstance(exception, Refused | Stale):
            return render(request, "409.html", {"refusal": exception.sentence}, status=409)
        if isinstance(exception, TooMany):
            response = render(request, "429.html", {"refusal": exception.sentence}, status=429)
            response["Retry-After"] = str(exception.after)
            return response
        if isinstance(exception, DatabaseFault) and not isinstance(exception, IntegrityError):
            return unavailable(exception)
        return None


def identify(request: HttpRequest) -> Actor:
    """The actor of a request: a machine client by its token, else the signed-in user at the organization chosen in the session."""
    number = get_contextvars().get("request_id") or uuid4()  # the number that the log lines of this request carry
    where: dict[str, Any] = {"request_id": str(number), "ip": ip_of(request)}
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and request.path.startswith(MACHINES):
        return _machine(value, where)
    user = request.user
    if not user.is_authenticated:
        return Actor(**where)
    place, is_page = request.session.get("organization_id"), not request.path.startswith(MACHINES)
    return Actor(user_id=user.pk, organization_id=place, name=user.name, counts_unread=is_page, **where)


def _machine(value: str, where: dict[str, Any]) -> Actor:
    """The client of a token that still holds, with the scopes that client still has; anybody else is nobody."""
    active = MachineClient.objects.filter(pk=OuterRef("client_id"), is_active=True, organization__is_active=True)
    tokens = Token.objects.valid().by_value(value).filter(Exists(active), type=Token.Type.ACCESS_TOKEN, user=None)
    token = tokens.select_related("client").first()
    if token is None or token.client is None:
        return Actor(**where)
    scopes = frozenset(token.get_scopes()) & frozenset(token.client.get_scopes())
    return Actor(client_id=token.client.id, name=token.client.name, scopes=scopes, **where)


def unavailable(fault: Exception | None = None) -> HttpResponse:
    """The page for a database that does not answer: no query, no name, nothing shown.

    Only the kind of the fault is logged: a database's own message can quote the row.
    """
    cause = fault.__cause__ if fault is not None else None
    log.error("request.unavailable %s %s", type(fault).__name__, getattr(cause, "pgcode", None) or "")
    page = render_to_string("503.html", {"shell": Shell()})
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
