"""A pytest plugin: real PostgreSQL and real Valkey before Django reads its settings, one pair for all parallel workers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Tests call faster than anybody; those of the limits set their own.
LIMITS = dict.fromkeys(("API_CALLS_A_MINUTE", "SEARCHES_A_MINUTE", "EXPORTS_AN_HOUR"), "100000")


def folder() -> Path:
    made = Path(os.environ.get("CARECOORD_VAR", "") or ROOT / "var") / "test"
    made.mkdir(parents=True, exist_ok=True)
    return made


def start() -> list[object]:
    """Start the engines of the tests and name them in the environment; workers inherit it."""
    from carecoord.engines.cluster import prepare
    from carecoord.engines.postgres import Postgres
    from carecoord.engines.state import private_key
    from carecoord.engines.valkey import Valkey

    var = folder()
    pg = Postgres(var / "postgres", durable=False).start()
    prepare(pg, with_test_role=True)
    valkey = Valkey(var / "valkey").start()
    os.environ.update(
        LIMITS,
        CARECOORD_VAR=str(var),
        CARECOORD_TEST_ENGINES="running",
        DATABASE_URL=pg.url("carecoord_app", "carecoord"),
        DATABASE_OWNER_URL=pg.url("carecoord_owner", "carecoord"),
        DATABASE_WORKER_URL=pg.url("carecoord_worker", "carecoord"),
        DATABASE_TEST_URL=pg.url("carecoord_test", "postgres"),
        REDIS_URL=valkey.url,
        **dict.fromkeys(("SECRET_KEY", "AUDIT_KEY"), "only-for-tests-" * 3),
        IDP_PRIVATE_KEY=private_key(),
        **dict.fromkeys(("CARECOORD_DEMO", "CARECOORD_SECURE"), "no"),
    )
    return [valkey, pg]


engines: list[object] = [] if os.environ.get("CARECOORD_TEST_ENGINES") else start()


def pytest_unconfigure(config: pytest.Config) -> None:
    while engines:
        engines.pop(0).stop()  # type: ignore[attr-defined]  # both kinds have it
