"""Whether this process can do its work, and why not. Engines know database, login, migrations and Redis; apps add what they know.

An app calls `register("name", probe)` in its `ready()`. A probe returns a Finding, or raises a database error where the database is away.
Reasons are sentences for an operator; they hold no data, no host and no password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import redis
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from carecoord.engines.checks import mighty_login


class State(StrEnum):
    """`degraded`: slower or poorer, but every page and every reminder still works."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class Finding:
    """What one probe saw; no reason is needed where all is well."""

    state: State
    reason: str = ""


FINE = Finding(State.OK)
Probe = Callable[[], Finding]
PROBES: dict[str, Probe] = {}


def register(name: str, probe: Probe) -> None:
    """Add a probe to /readyz; the last one registered under a name counts."""
    PROBES[name] = probe


def findings() -> dict[str, Finding]:
    """Every probe's finding. Without a database the others that need it are not asked."""
    drop_lost_connection()
    found = {"database": asked(database)}
    alive = found["database"].state is State.OK
    for name, probe in PROBES.items():
        found[name] = asked(probe) if alive else Finding(State.DOWN, "Not asked, because the database does not answer.")
    return found | {"redis": asked(redis_answers)}


def drop_lost_connection() -> None:
    """A server that was restarted is found again at once, not only by the request after the next."""
    if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
        connection.close()


def overall(found: dict[str, Finding]) -> State:
    """The worst of all."""
    states = {finding.state for finding in found.values()}
    return State.DOWN if State.DOWN in states else State.DEGRADED if State.DEGRADED in states else State.OK


def asked(probe: Probe) -> Finding:
    """A probe's answer; a database error is an answer too, told without the driver's words, which name hosts and users."""
    try:
        with transaction.atomic():
            return probe()
    except Error:
        return Finding(State.DOWN, "The database does not answer, or refuses the question.")


def database() -> Finding:
    """Not only reading: taking a transaction number has to reach the write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '2s'")
        cursor.execute("select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'")
        if cursor.fetchone()[0]:
            return Finding(State.DOWN, "The database takes no writes; DATABASE_URL leads to a replica or a read-only server.")
        cursor.execute("select pg_current_xact_id()")
    return FINE


def login() -> Finding:
    """Row-level security does not bind a superuser or a role with BYPASSRLS."""
    if mighty_login(connection.alias):
        return Finding(State.DOWN, "The database login can see past row-level security; use carecoord_app.")
    return FINE


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding(State.DOWN, f"{len(plan)} migrations are not applied; run `manage.py migrate`.")
    return FINE


def walls(tables: Iterable[str]) -> Finding:
    """Row-level security is enabled and forced on each of these tables (the access app says which)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from unnest(%s::text[]) name left join pg_class c on c.oid = to_regclass(name)"
            " where not coalesce(c.relrowsecurity and c.relforcerowsecurity, false)",
            [sorted(tables)],
        )
        bare = cursor.fetchone()[0]
    if bare:
        return Finding(State.DOWN, f"{bare} clinical tables stand without row-level security; run `manage.py migrate`.")
    return FINE


def redis_answers() -> Finding:
    """Without Redis pages, moves and reminders still work; they are only woken later."""
    if not settings.REDIS_URL:
        return Finding(State.DEGRADED, "REDIS_URL is not set; reminders go out with the sweep.")
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError:
        return Finding(State.DEGRADED, "Redis does not answer; reminders go out with the sweep.")
    return FINE


register("login", login)
register("migrations", migrations)
