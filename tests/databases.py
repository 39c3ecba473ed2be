"""Databases for tests: one template for each state of the schema, built once and kept; a clone for each worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import psycopg2
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


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


def clone(template_name: str, name: str) -> None:
    run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and backend_type = 'client backend'")
    run(f"drop database if exists {name}")
    run(f"create database {name} template {template_name} owner carecoord_owner")


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
