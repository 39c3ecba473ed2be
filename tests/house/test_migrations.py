"""Migrations: one line, numbered once, reversible; triggers of status match their Python tables; rights are repaired by `migrate`."""

from __future__ import annotations

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


def test_back_to_nothing_and_forward_again() -> None:
    """On a scratch database of its own, as the owner, in another process: this one's connection stays where it is."""
    name = f"scratch_{os.getpid()}"
    databases.run(f"create database {name} owner carecoord_owner")
    try:
        databases.run(f"grant connect on database {name} to carecoord_app, carecoord_worker")
        for steps in (["migrate"], *(["migrate", label, "zero"] for label in backwards()), ["migrate"]):
            done = manage(name, *steps)
            assert done.returncode == 0, f"{' '.join(steps)}: {done.stderr[-1500:]}"
    finally:
        databases.run(f"drop database if exists {name} with (force)")


def backwards() -> list[str]:
    """Highest room first. Going back takes whoever depends on it along."""
    return ["referrals", "notifications", "audit", "patients", "access"]


def manage(name: str, *steps: str) -> subprocess.CompletedProcess[str]:
    swap = {key: urlsplit(os.environ[key])._replace(path=f"/{name}").geturl() for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    environment = {**os.environ, **swap, "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, "manage.py", *steps, "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
