"""Where a scenario plays: one database, one broker, one folder; and the eye that sees every row. No scenario's knowledge here.

`ground` makes stages for `script/faults`, tests/kills makes them of the database of a test.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings
from django.db import connection

from carecoord.engines.valkey import Valkey
from faults.shown import Teller


@dataclass
class Stage:
    """`tell` shows progress. `opened` are connections to close at the end."""

    folder: Path
    broker: Valkey
    tell: Callable[[str], None] = field(default_factory=lambda: Teller(quiet=True))
    opened: list[Any] = field(default_factory=list)

    @property
    def database(self) -> str:
        return str(connection.settings_dict["NAME"])

    def environment(self, *, mail: str, lease: int | None = None, **more: str) -> dict[str, str]:
        """As an installation has it: the app's login, the worker's login, broker and mail server."""
        mine = {
            "DATABASE_URL": self.address("DATABASE_URL"),
            "DATABASE_WORKER_URL": self.address("DATABASE_WORKER_URL"),
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": mail,
            "DJANGO_SETTINGS_MODULE": "carecoord.settings",
        }
        if lease is not None:
            mine["OUTBOX_LEASE_SECONDS"] = str(lease)
        return {**os.environ, **mine, **more}

    def sender(self, *, mail: str, lease: int | None = None, **more: str) -> dict[str, str]:
        """What worker, beat and poller are given: the worker's login alone."""
        login = self.address("DATABASE_WORKER_URL")
        return self.environment(mail=mail, lease=lease, **more) | {"DATABASE_URL": login}

    def address(self, name: str) -> str:
        return urlsplit(os.environ[name])._replace(path=f"/{self.database}").geturl()

    def link(self, *, autocommit: bool = True) -> Any:
        """A connection as the owner, beside Django's own; it is closed with the stage."""
        where = {"dbname": self.database, "host": connection.settings_dict["HOST"], "options": "-c cc.maintenance=on"}
        made = psycopg2.connect(user=settings.DATABASE_OWNER["USER"], password=settings.DATABASE_OWNER["PASSWORD"], **where)
        made.autocommit = autocommit
        self.opened.append(made)
        return made

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def close(self) -> None:
        for one in self.opened:
            one.close()
        self.opened.clear()


class Eye:
    """Looks at the outbox as it stands, at any moment, whoever else is at work."""

    def __init__(self, stage: Stage) -> None:
        self.cursor = stage.link().cursor()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, values or None)
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found

    def one(self, statement: str, *values: object) -> Any:
        return self.rows(statement, *values)[0][0]

    def count(self, *states: str) -> int:
        """Rows that go by mail, in these states."""
        return int(self.one("select count(*) from notifications_notification where channel = 'email' and state = any (%s)", list(states)))

    def latest(self) -> float:
        """Seconds by which the latest of the sent ones was late; retries count from the instant it was due."""
        late = "select extract(epoch from max(sent_at - due_at)) from notifications_notification where state = 'sent'"
        return float(self.one(late) or 0)
