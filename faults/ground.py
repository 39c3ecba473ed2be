"""Engines and databases of `script/faults`: a template once for each schema, a copy of it for each scenario."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from carecoord.engines.cluster import prepare
from carecoord.engines.postgres import Postgres
from carecoord.engines.state import private_key
from carecoord.engines.valkey import Valkey
from faults.shown import Teller

if TYPE_CHECKING:
    from faults.stage import Stage

ADDRESSES = {"DATABASE_URL": "carecoord_app", "DATABASE_OWNER_URL": "carecoord_owner", "DATABASE_WORKER_URL": "carecoord_worker"}
LIMITS = dict.fromkeys(("API_CALLS_A_MINUTE", "SEARCHES_A_MINUTE", "EXPORTS_AN_HOUR"), "1000000")


class Ground:
    """Use as a context; Django is ready inside. The folder is kept, so that the next run starts sooner."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, port
        self.pg, self.valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")

    def __enter__(self) -> Ground:
        self.pg.start()
        prepare(self.pg, with_test_role=False)
        self.valkey.start()
        self.settle()
        return self

    def __exit__(self, *_: object) -> None:
        self.valkey.stop()
        self.pg.stop()

    def settle(self) -> None:
        """The environment of this process and of all that it starts."""
        os.environ.update(
            LIMITS,
            DJANGO_SETTINGS_MODULE="carecoord.settings",
            CARECOORD_VAR=str(self.folder),
            CARECOORD_DEMO="no",
            CARECOORD_SECURE="no",
            PORT=str(self.port),
            SITE_URL=f"http://localhost:{self.port}",
            REDIS_URL=self.valkey.url,
            IDP_PRIVATE_KEY=private_key(),
            **{name: self.pg.url(role, "carecoord") for name, role in ADDRESSES.items()},
            **dict.fromkeys(("SECRET_KEY", "AUDIT_KEY"), "only-to-show-what-holds-" * 3),
        )
        import django

        django.setup()

    def run(self, statement: str) -> list[tuple[object, ...]]:
        with closing(self.pg.as_superuser()) as link, link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def template(self) -> str:
        """A migrated database, made once for each state of the schema; those of older states are dropped."""
        from django.core.management import call_command
        from django.db import connection

        from tests.databases import schema_hash

        name = f"faults_{schema_hash()}"
        have = {str(row[0]) for row in self.run("select datname from pg_database where datname like 'faults\\_%'")}
        for old in have - {name}:
            self.run(f"drop database {old} with (force)")
        if name not in have:
            self.run(f"create database {name}_new owner carecoord_owner")
            connection.close()
            connection.settings_dict["NAME"] = f"{name}_new"
            call_command("migrate", verbosity=0)
            connection.close()
            self.run(f"alter database {name}_new rename to {name}")
        return name

    @contextmanager
    def stage(self, name: str, tell: Teller) -> Iterator[Stage]:
        """A database and a broker for one scenario, dropped after it."""
        from django.db import connection

        from faults.stage import Stage

        database, folder = f"stage_{name}", self.folder / name
        folder.mkdir(exist_ok=True)
        template = self.template()
        self.run(f"drop database if exists {database} with (force)")
        self.run(f"create database {database} template {template} owner carecoord_owner")
        connection.close()
        connection.settings_dict["NAME"] = database
        broker = Valkey(folder / "valkey").start()
        made = Stage(folder, broker, tell)
        try:
            yield made
        finally:
            made.close()
            connection.close()
            broker.stop()
            self.run(f"drop database {database} with (force)")
