"""What every API view shares: who calls, problem-shaped errors (RFC 9457), versions, cursor pages, allow-listed parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale

if TYPE_CHECKING:
    from rest_framework.views import APIView


def actor_of(request: Request) -> Actor:
    """The actor that the one transaction was opened for."""
    return request._request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


class ActorAuthentication(SessionAuthentication):
    """The middleware has already found the actor; browser sessions must also pass the CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        actor = actor_of(request)
        if actor.client_id:
            return AnonymousUser(), actor  # not None: the middleware outside asks it whether it is signed in
        return super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="carecoord"'


class SignedIn(BasePermission):
    """Somebody or some machine client is known; what they may do is decided by verbs and `visible_to`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return not actor_of(request).is_anonymous


class PreconditionRequired(exceptions.APIException):
    status_code = 428
    default_detail = "Send If-Match with the version you have."
    default_code = "version_required"


def version_from(request: Request) -> int:
    """The row version in `If-Match: "7"`; required for every write to an existing row."""
    raw = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not raw:
        raise PreconditionRequired
    if not raw.isdigit():
        raise exceptions.ParseError("If-Match is a version number in quotes.")
    return int(raw)


def check_parameters(request: Request, allowed: set[str]) -> None:
    """Unknown query parameters are an error, not silence: a misspelt filter would show everything."""
    unknown = sorted(set(request.query_params) - allowed)
    if unknown:
        raise exceptions.ParseError(f"Unknown parameter: {', '.join(unknown)}. Known: {', '.join(sorted(allowed))}.")


def problem(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as a problem document; never a value of the record in it."""
    if isinstance(fault, Stale):
        return _problem(409, "stale", fault.sentence, version=fault.version, changes=fault.changes)
    if isinstance(fault, Refused):
        return _problem(409, fault.code, fault.sentence, field=fault.field or None)
    if isinstance(fault, Http404):
        return _problem(404, "not_found", "There is nothing here, or it is not shared with you.")
    if isinstance(fault, PermissionDenied):
        return _problem(403, "not_allowed", str(fault) or "Your role does not allow this.")
    from rest_framework.views import exception_handler  # that module asks the settings for this one while it loads

    response = exception_handler(fault, context)
    if response is None:
        return None
    return _from_framework(response, fault)


def _from_framework(response: Response, fault: Exception) -> Response:
    if isinstance(fault, exceptions.ValidationError):
        out = _problem(400, "invalid", "Some of this cannot be used.", fields=fault.get_full_details())
    else:
        code = fault.get_codes() if isinstance(fault, exceptions.APIException) else "error"
        out = _problem(response.status_code, str(code), str(getattr(fault, "detail", fault)))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            out.headers[name] = response.headers[name]
    return out


def _problem(code: int, slug: str, detail: str, **more: Any) -> Response:
    body = {"type": f"about:blank#{slug}", "title": slug.replace("_", " "), "status": code, "code": slug, "detail": detail}
    body.update({k: v for k, v in more.items() if v is not None})
    return Response(body, status=code, content_type="application/problem+json")
