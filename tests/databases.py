"""Databases for tests: one template for each state of the schema, built once and kept; a clone for each worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import psycopg2
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds


def schema_hash() -> str:
    """Changes with any migration or with the rights that are applied after them."""
    digest = hashlib.sha256()
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("carecoord/*/migrations/*.py")]
    sources += [*ROOT.glob("*/apps.py"), *ROOT.glob("carecoord/*/apps.py"), ROOT / "requirements.txt"]
    sources += [*ROOT.glob("*/states.py"), *(ROOT / "carecoord/access").glob("*.py"), *ROOT.glob("*/walls.py")]
    for path in sorted(set(sources)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def run(statement: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_TEST_URL"])) as link:
        link.autocommit = True
        link.cursor().execute(statement)


def exists(name: str) -> bool:
    with closing(psycopg2.connect(os.environ["DATABASE_TEST_URL"])) as link:
        cursor = link.cursor()
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        return cursor.fetchone() is not None


def drop_others(like: str) -> None:
    """Databases of runs that are over."""
    with closing(psycopg2.connect(os.environ["DATABASE_TEST_URL"])) as link:
        link.autocommit = True
        cursor = link.cursor()
        cursor.execute("select datname from pg_database where datname like %s", [like])
        for (name,) in cursor.fetchall():
            cursor.execute(f"drop database {name} with (force)")


def template() -> str:
    """Build the template if it is not there; parallel workers wait for the first."""
    name = f"template_{schema_hash()}"
    with open(Path(os.environ["CARECOORD_VAR"]) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not exists(name):
            building = f"{name}_building"
            run(f"drop database if exists {building} with (force)")
            run(f"create database {building} owner carecoord_owner")
            run(f"grant connect on database {building} to carecoord_app, carecoord_worker")
            connection.close()
            connection.settings_dict["NAME"] = building
            call_command("migrate", verbosity=0)
            connection.close()
            run(f"alter database {building} rename to {name}")
    return name


SESSIONS = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s and backend_type = 'client backend'"


def clone(template_name: str, name: str) -> None:
    """Make the database anew. Who is in it is sent away first; who comes in at that moment is sent away by `force`."""
    with closing(psycopg2.connect(os.environ["DATABASE_TEST_URL"])) as link:
        link.autocommit = True
        cursor = link.cursor()
        send_away(cursor, name)
        cursor.execute(f"drop database if exists {name} with (force)")
        cursor.execute(f"create database {name} template {template_name} owner carecoord_owner")


def send_away(cursor: Any, name: str) -> None:
    """Returns when they are gone: `drop database` itself looks only every tenth of a second, and gives up after five seconds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        cursor.execute(SESSIONS, [name])
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.002)


def settings_for(name: str) -> dict[str, Any]:
    """Log in as the test role and become the application's role: privileges and policies follow the latter."""
    url = urlsplit(os.environ["DATABASE_TEST_URL"])
    parsed = dj_database_url.parse(url._replace(path=f"/{name}").geturl())
    return {
        "NAME": name,
        "USER": parsed["USER"],
        "PASSWORD": parsed["PASSWORD"],
        "OPTIONS": {**connection.settings_dict.get("OPTIONS", {}), "assume_role": "carecoord_app"},
    }
