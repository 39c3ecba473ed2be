"""How the API describes itself: who may call, and that every error is a problem document.

Room: access. Shapes of answers stand with the views of each app.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from carecoord.accounts.machines import SCOPES

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error as RFC 9457 has it. No value of a record stands in it.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs: stale, not_allowed, looks_like_duplicate …"},
        "detail": {"type": "string", "description": "For people: one sentence."},
        "field": {"type": "string", "description": "The input at fault, where one is."},
        "version": {"type": "integer", "description": "Of a stale write: the version that holds now."},
        "changes": {"type": "array", "items": {"type": "string"}, "description": "Of a stale write: who changed what."},
        "errors": {
            "type": "array",
            "description": "Of input: `path` points to each field at fault, `code` and `detail` say what is wrong with it.",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "JSON pointer to the field."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
ANSWER = {
    "description": "A problem, said in words.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Callers(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself when it is defined
    """A person's browser session, or a machine client's token."""

    target_class = "carecoord.access.api.ActorAuthentication"
    name = ["session", "machine"]

    def get_security_definition(self, auto_schema: Any) -> Any:
        session = {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Somebody signed in with a browser; over HTTPS the cookie is called __Host-session. Writes need X-CSRFToken.",
        }
        flow = {"tokenUrl": "/identity/o/api/token", "scopes": SCOPES}
        machine = {"type": "oauth2", "flows": {"clientCredentials": flow}, "description": "A machine client, made with create_client."}
        return [session, machine]

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return [{name: []} for name in self.name]  # either, not both


def problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Adds the problem document to every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation["responses"]["default"] = ANSWER
    return result
