"""The page of the API for programmers, made from the same schema that programs read: `/api/v1/docs/`.

Room: access. It describes; what a call does stands with its view, and its words in the docstring there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from carecoord.access.api_samples import Schema, body_of, curl, resolve

GROUPS = {
    "directory": "Organizations",
    "notices": "Notices",
    "patients": "Patients",
    "documents": "Documents",
    "lines": "Lines of therapy",
    "performance": "Performance status",
    "results": "Results",
    "referrals": "Referrals",
    "verbs": "Moves of a referral",
}
FORMATS = {"uuid": "UUID", "date": "date", "date-time": "instant", "email": "e-mail", "binary": "file", "decimal": "number in quotes"}
NUMBERS = {"integer": "whole number", "number": "number", "boolean": "true or false", "object": "object"}
HEADERS = {"If-Match": 'If-Match: "7"', "Idempotency-Key": "Idempotency-Key: 2026-11-25-0001"}


@dataclass(frozen=True)
class Kind:
    """What a value is, in words; `shape` names the table that says more."""

    words: str
    shape: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    name: str
    kind: Kind
    is_required: bool
    words: str = ""

    @property
    def broken(self) -> SafeString:
        """The name, which may break after each underscore."""
        return mark_safe(escape(self.name).replace("_", "_<wbr>"))  # noqa: S308  # escaped just before


@dataclass(frozen=True)
class Call:
    id: str
    method: str
    path: str
    title: str
    words: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    status: str
    answer: Kind | None
    curl: str

    @property
    def changes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Shape:
    name: str
    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Reference:
    words: str
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]
    problem: Shape
    scopes: tuple[tuple[str, str], ...]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """For everybody: it says what could be asked, nothing that was."""
    return render(request, "access/api_reference.html", {"api": reference()})


@cache
def reference() -> Reference:
    """Made once in a process: the schema only changes with the code."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # ships none
    known: dict[str, Schema] = schema["components"]["schemas"]
    groups = tuple(_groups(schema["paths"], known))
    shapes = _reached(groups, known)
    flow = schema["components"]["securitySchemes"]["machine"]["flows"]["clientCredentials"]
    return Reference(schema["info"]["description"], groups, shapes, _shape("Problem", known), tuple(flow["scopes"].items()))


def _groups(paths: dict[str, dict[str, Schema]], known: dict[str, Schema]) -> Iterator[Group]:
    found: dict[str, list[Call]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            call = _call(method.upper(), path, operation, known)
            is_move = call.id.startswith("referrals_") and call.method == "POST" and any(p.name == "If-Match" for p in call.parameters)
            found.setdefault("verbs" if is_move else call.id.split("_")[0], []).append(call)
    order = [*(name for name in GROUPS if name not in ("referrals", "verbs")), *sorted(set(found) - set(GROUPS)), "referrals", "verbs"]
    for name in order:
        yield Group(f"group-{name}", GROUPS.get(name, name.capitalize()), tuple(found[name]))


def _call(method: str, path: str, operation: Schema, known: dict[str, Schema]) -> Call:
    name = operation["operationId"]
    content, body = _body(operation, known)
    sent = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"]
    status, answer = next((code, given) for code, given in operation["responses"].items() if code != "default")
    shown = next((content["schema"] for content in answer.get("content", {}).values()), None)
    sample = body_of(body, known) if body else None
    return Call(
        id=name,
        method=method,
        path=path,
        title=operation.get("summary") or name.partition("_")[2].replace("_", " ").capitalize(),
        words=_marked(operation.get("description", "")),
        parameters=tuple(_parameter(one, known) for one in operation.get("parameters", ())),
        body=tuple(_fields(body, known, writing=True)) if body else (),
        status=status,
        answer=_kind(shown, known) if shown else None,
        curl=curl(method, path, [HEADERS[one] for one in sent], content, sample),
    )


def _body(operation: Schema, known: dict[str, Schema]) -> tuple[str, Schema | None]:
    for content, given in operation.get("requestBody", {}).get("content", {}).items():
        return content, resolve(given["schema"], known)
    return "", None


def _parameter(one: Schema, known: dict[str, Schema]) -> Field:
    where = {"path": "in the address", "query": "in the query", "header": "header"}[one["in"]]
    words = _marked(f"{where[0].upper()}{where[1:]}. {one.get('description', '')}".strip())
    return Field(one["name"], _kind(one["schema"], known), bool(one.get("required")), words)


def _fields(given: Schema, known: dict[str, Schema], *, writing: bool) -> Iterator[Field]:
    needed = set(given.get("required", ()))
    for name, one in given.get("properties", {}).items():
        if not (writing and one.get("readOnly")):
            yield Field(name, _kind(one, known), name in needed, _marked(one.get("description", "")))


def _kind(given: Schema, known: dict[str, Schema]) -> Kind:
    name = _name(given)
    behind = resolve(given, known)
    empty = ", may be null" if given.get("nullable") else ""
    if "enum" in behind:
        return Kind(f"one of these{empty}", choices=tuple(str(one) for one in behind["enum"] if one not in ("", None)))
    if behind.get("type") == "array":
        inside = _kind(behind["items"], known)
        return Kind(f"list of {inside.words}{empty}", inside.shape, inside.choices)
    if name and behind.get("properties"):
        return Kind(f"{name}{empty}", name)
    words = FORMATS.get(behind.get("format", "")) or NUMBERS.get(behind.get("type", ""), "text")
    limit = f", up to {behind['maxLength']} characters" if "maxLength" in behind and words == "text" else ""
    return Kind(f"{words}{limit}{empty}")


def _marked(words: str) -> SafeString:
    """Words between backticks are code."""
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", one) if at % 2 else one,) for at, one in enumerate(words.split("`")))
    )


def _name(given: Schema) -> str:
    """The name of the shape that a schema refers to, or nothing."""
    for one in (given, *given.get("allOf", ())):
        if "$ref" in one:
            return str(one["$ref"].rsplit("/", 1)[1])
    return ""


def _shape(name: str, known: dict[str, Schema]) -> Shape:
    return Shape(name, _marked(known[name].get("description", "")), tuple(_fields(known[name], known, writing=False)))


def _reached(groups: tuple[Group, ...], known: dict[str, Schema]) -> tuple[Shape, ...]:
    """Every shape that a call or another shape points to."""
    calls = [call for group in groups for call in group.calls]
    waiting = [field.kind.shape for call in calls for field in call.body] + [call.answer.shape for call in calls if call.answer]
    found: dict[str, Shape] = {}
    while waiting:
        name = waiting.pop()
        if name and name not in found:
            found[name] = _shape(name, known)
            waiting += [field.kind.shape for field in found[name].fields]
    return tuple(found[name] for name in sorted(found))
