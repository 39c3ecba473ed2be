"""What is refused at start in every process: a login that row-level security does not bind, keys that are missing. No other checks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

KEYS = ("secret_key", "audit_key", "idp_private_key")


def mighty_login(alias: str) -> str | None:
    """The login name if it is superuser or BYPASSRLS, else None; raises DatabaseError where nobody answers."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select rolname from pg_roles where rolname in (session_user, current_user) and (rolsuper or rolbypassrls)")
        row = cursor.fetchone()
    return str(row[0]) if row else None


@register(Tags.database)
def login_is_bound(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Row-level security protects nobody from a superuser, so we do not start as one."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        try:
            name = mighty_login(alias)
        except DatabaseError:
            continue  # no database, no danger: /readyz says that it is away
        if name:
            hint = "Log in as carecoord_app (DATABASE_URL) or carecoord_worker (DATABASE_WORKER_URL)."
            found.append(
                Error(
                    f"The database login {name} can see past row-level security; carecoord does not start with it.",
                    hint=hint,
                    id="engines.E001",
                )
            )
    return found


@register(Tags.security)
def keys_are_there(**_: Any) -> list[CheckMessage]:
    """Once there is a database there is something to protect."""
    if not settings.ENV.database_url:
        return []
    missing = [name.upper() for name in KEYS if not getattr(settings.ENV, name)]
    return [Error(f"{name} is not set; carecoord does not start without it.", id="engines.E002") for name in missing]


def refuse_errors(**_: Any) -> None:
    """End the process if a check above fails (gunicorn and Celery do not run Django's checks themselves)."""
    errors = [*keys_are_there(), *login_is_bound(databases=["default"])]
    connections.close_all()  # gunicorn forks after this
    if errors:
        sys.exit("\n".join(str(error.msg) for error in errors))
