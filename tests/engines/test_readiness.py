"""/healthz and /readyz: what each says when something is missing, and that neither says more than that."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.core import checks as django_checks
from django.db import OperationalError, connection, connections
from django.test import Client
from pytest_django.fixtures import Settings

from carecoord.engines import checks, datafolder, readiness
from carecoord.engines.postgres import Postgres
from carecoord.engines.readiness import FINE, Finding, State
from tests.truth import truth


def asked() -> tuple[int, dict[str, Any], dict[str, dict[str, str]]]:
    answer = Client().get("/readyz")
    body = json.loads(answer.content)
    return answer.status_code, body, {check["name"]: check for check in body["checks"]}


@pytest.fixture
def mighty(folder: Path, django_db_blocker: Any) -> Any:
    """A connection logged in as a superuser, under the alias `mighty`."""
    with Postgres(folder / "postgres", durable=False) as pg, django_db_blocker.unblock():
        connections.databases["mighty"] = {
            **connections.databases["default"],
            **dj_database_url.parse(pg.url(datafolder.SUPERUSER, "postgres")),
        }
        connections.databases["mighty"]["OPTIONS"] = {}
        yield "mighty"
        connections["mighty"].close()
        del connections["mighty"]
        del connections.databases["mighty"]


def test_healthz_asks_nobody_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_ready(db: None) -> None:
    status, body, found = asked()
    assert (status, body["status"]) == (200, "ok"), body
    assert {"database", "login", "migrations", "walls", "redis"} <= set(found)


def test_without_redis_it_is_poorer_not_down(db: None, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    status, body, found = asked()
    assert (status, body["status"], found["redis"]["status"]) == (200, "degraded", "degraded")
    assert "nowhere" not in json.dumps(body)


def test_a_missing_migration_is_down(db: None) -> None:
    with truth(), connection.cursor() as cursor:
        cursor.execute(
            "delete from django_migrations where app = 'access' and name = (select max(name) from django_migrations where app = 'access')"
        )
    status, _, found = asked()
    assert status == 503
    assert "manage.py migrate" in found["migrations"]["reason"]


@pytest.mark.parametrize("how", ["no force row level security", "disable row level security"])
def test_a_clinical_table_without_its_wall_is_down(db: None, how: str) -> None:
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"alter table patients_patient {how}")
    status, _, found = asked()
    assert status == 503
    assert "1 clinical tables stand without row-level security" in found["walls"]["reason"]


def test_a_database_that_does_not_answer_is_down_and_the_others_are_not_asked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Finding:
        raise OperationalError('connection to server at "10.0.0.7", user "carecoord_app" failed')

    monkeypatch.setattr(readiness, "database", away)
    status, body, found = asked()
    assert status == 503
    assert found["migrations"]["reason"].startswith("Not asked")
    assert "10.0.0.7" not in json.dumps(body)


def test_an_app_adds_its_own_probe(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PROBES", dict(readiness.PROBES))
    readiness.register("outbox", lambda: Finding(State.DEGRADED, "The oldest due notice waits for 12 minutes."))
    status, body, found = asked()
    assert (status, body["status"]) == (200, "degraded")
    assert found["outbox"]["reason"].startswith("The oldest")


def test_the_worst_counts() -> None:
    assert readiness.overall({"a": FINE}) is State.OK
    assert readiness.overall({"a": FINE, "b": Finding(State.DEGRADED), "c": Finding(State.DOWN)}) is State.DOWN


def test_the_application_login_is_bound(db: None) -> None:
    assert checks.login_is_bound(databases=["default"]) == []


def test_a_superuser_is_refused(mighty: str) -> None:
    assert [error.id for error in checks.login_is_bound(databases=[mighty])] == ["engines.E001"]
    found = django_checks.run_checks(databases=[mighty], tags=["database"])
    assert any(error.id == "engines.E001" for error in found)


def test_a_login_that_sees_past_the_walls_is_refused(mighty: str) -> None:
    with connections[mighty].cursor() as cursor:
        cursor.execute("create role sneaky login bypassrls")
        cursor.execute("set session authorization sneaky")
    assert checks.mighty_login(mighty) == "sneaky"


def test_missing_keys_are_refused_once_there_is_a_database(settings: Settings) -> None:
    assert checks.keys_are_there() == []
    settings.ENV = replace(settings.ENV, audit_key="")
    assert [str(error.msg) for error in checks.keys_are_there()] == ["AUDIT_KEY is not set; carecoord does not start without it."]
    with pytest.raises(SystemExit, match="AUDIT_KEY is not set"):
        checks.refuse_errors()
