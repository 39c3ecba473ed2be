"""Working as the owner role, for `migrate` and `flush` only: web and worker processes need no owner password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[BaseDatabaseWrapper]:
    """Reconnect as the owner, say so to the policies, and go back afterwards."""
    connection = connections[alias]
    before = connection.settings_dict
    connection.close()
    options = {k: v for k, v in before.get("OPTIONS", {}).items() if k != "assume_role"}
    connection.settings_dict = {**before, **settings.DATABASE_OWNER, "OPTIONS": {**options, "options": "-c cc.maintenance=on"}}
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict = before
