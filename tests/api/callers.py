"""Who calls the API in tests: a browser's session or a machine client's token, and what is sent again and again."""

from __future__ import annotations

import base64
import json
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.house.world import client_of

PATIENTS = "/api/v1/patients/"
REFERRALS = "/api/v1/referrals/"
ALL_SCOPES = ("patients.read", "patients.write", "referrals.read", "referrals.write")


class Caller:
    """Speaks JSON. `version` goes as If-Match, `key` as Idempotency-Key."""

    def __init__(self, client: Client, token: str = "", client_id: str = "") -> None:
        self.client = client
        self.client_id = client_id
        self.bearer = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={**self.bearer, **headers})

    def send(self, method: str, path: str, body: Any, version: int | None, key: str) -> Any:
        headers = dict(self.bearer)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if key:
            headers["Idempotency-Key"] = key
        return self.client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)

    def post(self, path: str, body: Any = None, *, version: int | None = None, key: str = "") -> Any:
        return self.send("POST", path, {} if body is None else body, version, key)

    def patch(self, path: str, body: Any, *, version: int | None = None) -> Any:
        return self.send("PATCH", path, body, version, "")

    def upload(self, path: str, fields: dict[str, Any], *, key: str) -> Any:
        return self.client.post(path, fields, headers={**self.bearer, "Idempotency-Key": key})


def statements(said: CaptureQueriesContext) -> list[str]:
    """What a request outside a test's own transaction sends: without savepoints and without putting back the outer actor."""
    inner = ("SAVEPOINT", "RELEASE", "/* context */\nselect set_config")
    return [query["sql"] for query in said.captured_queries if not query["sql"].startswith(inner)]


def person(cast: Cast, who: str) -> Caller:
    return Caller(client_of(cast, who))


def machine(name: str, organization: str, *scopes: str) -> Caller:
    """A client made by the command, with a token by client credentials."""
    out = StringIO()
    asked = [f"--scope={scope}" for scope in scopes or ALL_SCOPES]
    call_command("create_client", name, f"--organization={organization}", *asked, "--json", stdout=out)
    keys = json.loads(out.getvalue())
    pair = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
    answer = Client().post("/identity/o/api/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {pair}"})
    return Caller(Client(raise_request_exception=False), answer.json()["access_token"], keys["client_id"])
