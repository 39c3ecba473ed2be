"""Migrations: one line, numbered once, reversible; triggers of status match their Python tables; rights are repaired by `migrate`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from carecoord.access.walls import moves_hash
from referrals.states import INITIAL, PAIRS
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
OURS = [c.label for c in apps.get_app_configs() if Path(c.path).is_relative_to(ROOT) and not Path(c.path).is_relative_to(ROOT / "var")]


@pytest.fixture
def loader(db: None) -> MigrationLoader:
    return MigrationLoader(connection)


def test_one_line_numbered_once(loader: MigrationLoader) -> None:
    assert loader.detect_conflicts() == {}
    for label in OURS:
        numbers = Counter(name.split("_")[0] for app, name in loader.disk_migrations if app == label)
        assert [number for number, n in numbers.items() if n > 1] == [], label


def test_each_can_be_undone(loader: MigrationLoader) -> None:
    stuck = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in OURS
        for operation in migration.operations
        if isinstance(operation, RunSQL | RunPython) and not operation.reversible
    ]
    assert stuck == []


def test_the_trigger_of_stages_matches_the_table(db: None) -> None:
    assert comments()["referrals_referral_moves"] == moves_hash(PAIRS, INITIAL), "Write a migration with moves_sql."


def test_every_status_trigger_carries_its_fingerprint(db: None) -> None:
    assert [name for name, comment in comments().items() if not re.fullmatch(r"[0-9a-f]{64}", comment or "")] == []


def comments() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select proname, obj_description(oid, 'pg_proc') from pg_proc where proname like '%%\\_moves'")
        return dict(cursor.fetchall())


# Several commands in one process: to start Django costs as much as to take a room back.
BACKWARDS = ["referrals", "notifications", "audit", "patients", "access"]  # highest room first; going back takes who depends on it along
PROGRAM = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
back = json.loads(sys.argv[1])
for label in back:
    call_command("migrate", label, "zero", verbosity=0)
left = MigrationRecorder(connection).applied_migrations()
assert not [one for one in left if one[0] in back], left
call_command("migrate", verbosity=0)
"""


def test_back_to_nothing_and_forward_again() -> None:
    """On a scratch database of its own, as the owner, in another process: this one's connection stays where it is.

    It begins as a copy of the template: that was empty once, and `migrate` is all that was done to it.
    """
    name = f"scratch_{os.getpid()}"
    databases.clone(databases.template(), name)
    try:
        databases.run(f"grant connect on database {name} to carecoord_app, carecoord_worker")
        done = program(name, PROGRAM, json.dumps(BACKWARDS))
        assert done.returncode == 0, done.stderr[-1500:]
    finally:
        databases.run(f"drop database if exists {name} with (force)")


def program(name: str, source: str, *words: str) -> subprocess.CompletedProcess[str]:
    swap = {key: urlsplit(os.environ[key])._replace(path=f"/{name}").geturl() for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    environment = {**os.environ, **swap, "PYTHONWARNINGS": "ignore", "DJANGO_SETTINGS_MODULE": "carecoord.settings"}
    return subprocess.run(
        [sys.executable, "-c", source, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
