"""Becoming carecoord_worker, the login that sends: it reads no name and no chart, whatever else goes wrong.

Web processes never do. Nothing is decided here; who may read what is in `carecoord.access.privileges`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

ROLE = "carecoord_worker"


def login() -> dict[str, Any]:
    """User and password of DATABASE_WORKER_URL."""
    parsed = dj_database_url.parse(settings.ENV.database_worker_url or f"postgres://{ROLE}@/")
    return {"USER": parsed["USER"], "PASSWORD": parsed["PASSWORD"]}


@contextmanager
def as_worker() -> Iterator[None]:
    """Reconnect with the worker's login, in commands; afterwards everything is as before."""
    connection = connections[DEFAULT_DB_ALIAS]
    before = connection.settings_dict
    if "assume_role" in before.get("OPTIONS", {}):  # tests: one login that may become any role
        changes: dict[str, Any] = {"OPTIONS": {**before["OPTIONS"], "assume_role": ROLE}}
    else:
        changes = login()
    connection.close()
    connection.settings_dict = {**before, **changes}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def become_worker(**_: object) -> None:
    """For the life of this process and every thread of it: Celery's workers and beat."""
    connections[DEFAULT_DB_ALIAS].close()
    connections.settings[DEFAULT_DB_ALIAS].update(login())
