"""What every API view shares: who calls, problem-shaped errors (RFC 9457), versions, keys, cursor pages, allow-listed input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale, TooMany

if TYPE_CHECKING:
    from rest_framework.views import APIView

UNIQUE_VIOLATION = "23505"


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
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise exceptions.ParseError("If-Match is a version number in quotes.")
    return int(raw)


def key_from(request: Request) -> UUID:
    """The id of what this call creates: the same caller, address and `Idempotency-Key` give the same one."""
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 80:
        raise exceptions.ParseError("Send an Idempotency-Key of 8 to 80 characters, a new one for each new thing.")
    actor = actor_of(request)
    return uuid5(NAMESPACE_URL, f"{actor.client_id or actor.user_id}|{actor.place_id}|{request.path}|{key}")


class KeyReused(Refused):
    """The key was used for something else; nothing was written."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was already used with other content. Use a new key.", code="key_reused")


def body(request: Request, shape: type[serializers.BaseSerializer[Any]]) -> dict[str, Any]:
    """Validated input; a field nobody asked for is an error, so that nothing is taken silently."""
    if not isinstance(request.data, dict):
        raise exceptions.ParseError("Send one JSON object.")
    given: Any = shape(data=request.data)
    unknown = list(strangers(given, request.data))
    if unknown:
        raise exceptions.ValidationError(nested(unknown))
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def strangers(shape: Any, data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of fields that the shape does not take, in objects inside lists too."""
    if isinstance(shape, serializers.ListSerializer):
        for index, one in enumerate(data if isinstance(data, list) else ()):
            yield from strangers(shape.child, one, (*path, index))
    elif isinstance(shape, serializers.Serializer) and isinstance(data, dict):
        for name in data:
            field = shape.fields.get(name)
            if field is None or field.read_only:
                yield (*path, name)
            else:
                yield from strangers(field, data[name], (*path, name))


def nested(paths: list[tuple[str | int, ...]]) -> dict[str, Any]:
    """The details of a validation error, as the framework would nest them."""
    out: dict[str, Any] = {}
    for *above, name in paths:
        here = out
        for step in above:
            here = here.setdefault(str(step), {})
        here[str(name)] = ["Unknown field."]
    return out


def following(request: Request, after: object | None) -> str | None:
    """The address of the next page: this one, after the last row."""
    if after is None:
        return None
    query = request._request.GET.copy()
    query["after"] = str(after)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def check_parameters(request: Request, allowed: set[str]) -> None:
    """Unknown query parameters are an error, not silence: a misspelt filter would show everything."""
    unknown = sorted(set(request.query_params) - allowed)
    if unknown:
        raise exceptions.ParseError(f"Unknown parameter: {', '.join(unknown)}. Known: {', '.join(sorted(allowed))}.")


def problem(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as a problem document; never a value of the record in it."""
    if isinstance(fault, Stale):
        return answer(409, "stale", fault.sentence, version=fault.version, changes=fault.changes)
    if isinstance(fault, Refused):
        return answer(409, fault.code, fault.sentence, field=fault.field or None)
    if isinstance(fault, TooMany):
        out = answer(429, "too_many", fault.sentence)
        out.headers["Retry-After"] = str(fault.after)
        return out
    if isinstance(fault, Http404 | ObjectDoesNotExist):
        return answer(404, "not_found", "There is nothing here, or it is not shared with you.")
    if isinstance(fault, PermissionDenied):
        return answer(403, "not_allowed", str(fault) or "Your role does not allow this.")
    if isinstance(fault, IntegrityError) and getattr(fault.__cause__, "pgcode", "") == UNIQUE_VIOLATION:
        return answer(409, "written_meanwhile", "Somebody wrote this at the same moment. Read it again before you repeat it.")
    from rest_framework.views import exception_handler  # that module asks the settings for this one while it loads

    response = exception_handler(fault, context)
    if response is None:
        return None
    return _from_framework(response, fault)


def _from_framework(response: Response, fault: Exception) -> Response:
    if isinstance(fault, exceptions.ValidationError):
        out = answer(400, "invalid", "Some of this cannot be used.", errors=list(pointed(fault.get_full_details())))
    else:
        code = fault.get_codes() if isinstance(fault, exceptions.APIException) else "error"
        out = answer(response.status_code, str(code), str(getattr(fault, "detail", fault)))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            out.headers[name] = response.headers[name]
    return out


def pointed(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each fault with a JSON pointer (RFC 6901) to the field."""
    if isinstance(details, dict) and not {"message", "code"} <= details.keys():
        for name, inside in details.items():
            yield from pointed(inside, path if name == "non_field_errors" else f"{path}/{name}")
    elif isinstance(details, list):
        for index, inside in enumerate(details):
            is_fault = isinstance(inside, dict) and {"message", "code"} <= inside.keys()
            yield from pointed(inside, path if is_fault else f"{path}/{index}")
    else:
        yield {"path": path or "/", "code": str(details["code"]), "detail": str(details["message"])}


def answer(code: int, slug: str, detail: str, **more: Any) -> Response:
    """One problem document."""
    body = {"type": f"about:blank#{slug}", "title": slug.replace("_", " "), "status": code, "code": slug, "detail": detail}
    body.update({k: v for k, v in more.items() if v is not None})
    return Response(body, status=code, content_type="application/problem+json")
