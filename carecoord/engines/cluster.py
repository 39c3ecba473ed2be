"""The roles and the database inside a cluster of ours: three logins, none of them almighty. Tables and rights on them are the apps' own."""

from __future__ import annotations

from psycopg2 import extensions, sql

from carecoord.engines.postgres import Postgres

OWNER = "carecoord_owner"
APP = "carecoord_app"
WORKER = "carecoord_worker"
TEST = "carecoord_test"
DATABASE = "carecoord"
# The owner inherits because PostgreSQL 15 lets only `pg_database_owner` create in the schema `public`.
ALWAYS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
ATTRIBUTES = {OWNER: "INHERIT NOCREATEDB", APP: "NOCREATEDB", WORKER: "NOCREATEDB", TEST: "INHERIT CREATEDB"}


def prepare(pg: Postgres, *, with_test_role: bool) -> None:
    """Create, or put right, what every installation has; idempotent."""
    roles = [OWNER, APP, WORKER, *([TEST] if with_test_role else [])]
    link = pg.as_superuser()
    try:
        with link.cursor() as cursor:
            for role in roles:
                put_role(cursor, role, password=scrambled(link, role, pg.passwords.of(role)))
            if with_test_role:
                cursor.execute(f"grant {OWNER}, {APP}, {WORKER} to {TEST}")
            put_database(cursor)
    finally:
        link.close()


def scrambled(link: extensions.connection, role: str, password: str) -> str:
    """The password as the server keeps it, so that no statement carries it in clear."""
    return str(extensions.encrypt_password(password, role, scope=link, algorithm="scram-sha-256"))


def put_role(cursor: extensions.cursor, role: str, *, password: str) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [role])
    verb = "alter" if cursor.fetchone() else "create"
    statement = sql.SQL("{verb} role {role} with {attributes} password {password}")
    cursor.execute(
        statement.format(
            verb=sql.SQL(verb),
            role=sql.Identifier(role),
            attributes=sql.SQL(f"{ALWAYS} {ATTRIBUTES[role]}"),
            password=sql.Literal(password),
        )
    )


def put_database(cursor: extensions.cursor) -> None:
    """One database, owned by the role that migrates; the others may only connect."""
    cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
    if not cursor.fetchone():
        cursor.execute(f"create database {DATABASE} owner {OWNER}")
    cursor.execute(f"revoke all on database {DATABASE} from public")
    cursor.execute(f"grant connect on database {DATABASE} to {APP}, {WORKER}")
