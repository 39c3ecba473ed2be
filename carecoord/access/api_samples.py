"""Examples for the page of the API: a body with a value of the right kind in each field, and the call as one `curl` command.

Room: access. Read from the schema alone; nothing here names an endpoint.
"""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]
VALUES = {
    "uuid": "7d0e7f0c-9f0e-4f5e-8a52-0f5b6f2a9c11",
    "date": "2026-11-25",
    "date-time": "2026-11-25T10:30:00-06:00",
    "email": "rae@cedarvalley.example",
    "decimal": "9.40",
}
NARROW = 44  # columns that a body may take before it is broken into lines


def resolve(given: Schema, known: dict[str, Schema]) -> Schema:
    """The schema behind a reference; of several, the first."""
    while True:
        if "$ref" in given:
            given = known[given["$ref"].rsplit("/", 1)[1]]
        elif choices := given.get("oneOf") or given.get("allOf"):
            given = choices[0]
        else:
            return given


def value_of(given: Schema, known: dict[str, Schema], name: str = "") -> Any:
    given = resolve(given, known)
    if "enum" in given:
        return given["enum"][0]
    match given.get("type"):
        case "object":
            return body_of(given, known)
        case "array":
            return [value_of(given["items"], known, name)]
        case "boolean":
            return True
        case "integer" | "number":
            return given.get("minimum", 1)
    return VALUES.get(given.get("format", ""), name.replace("_", " ").capitalize() or "Words")


def body_of(given: Schema, known: dict[str, Schema]) -> dict[str, Any]:
    """What must be sent, or everything that may be where nothing must."""
    fields = {name: one for name, one in given.get("properties", {}).items() if not one.get("readOnly")}
    needed = [name for name in given.get("required", ()) if name in fields]
    return {name: value_of(fields[name], known, name) for name in needed or fields}


def curl(method: str, path: str, headers: list[str], content: str, body: dict[str, Any] | None) -> str:
    """The whole command; parts of the address and the token are shell variables."""
    address = path.replace("{", "$").replace("}", "")
    address = "".join(part.upper() if part.startswith("$") else part for part in _split(address))
    lines = [f"curl --request {method}"] if method != "GET" else ["curl"]
    lines += [f'"$SITE{address}"', '--header "Authorization: Bearer $TOKEN"']
    lines += [f"--header '{header}'" for header in headers]
    if content.startswith("multipart"):
        lines += [f"--form {name}={_form(name, value)}" for name, value in (body or {}).items()]
    elif body is not None:
        lines += ["--header 'Content-Type: application/json'", f"--data '{_json(body)}'"]
    return " \\\n  ".join(lines)


def _split(address: str) -> list[str]:
    parts = address.split("/")
    return [piece for index, part in enumerate(parts) for piece in (["/", part] if index else [part])]


def _form(name: str, value: Any) -> str:
    return "@report.pdf" if name == "file" else f"'{value}'"


def _json(body: dict[str, Any]) -> str:
    short = json.dumps(body, ensure_ascii=False)
    return short if len(short) <= NARROW else json.dumps(body, ensure_ascii=False, indent=2)
