"""The doors the house needs before it starts: a free port, a database that lets us in. No processes here."""

from __future__ import annotations

import errno
import socket

import psycopg2

from carecoord import env
from carecoord.engines import cluster
from carecoord.engines.binaries import OLDEST_POSTGRES
from carecoord.engines.datafolder import last_line
from carecoord.engines.faults import EngineFault
from carecoord.engines.postgres import Postgres


def refuse_taken_port(bind: str, port: int) -> None:
    """Try the port and let go of it again; raises EngineFault."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((bind.strip("[]"), port))
        except OSError as fault:
            raise EngineFault(port_sentence(fault, bind, port)) from fault


def port_sentence(fault: OSError, bind: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; stop it, or set PORT to a free one."
    if fault.errno == errno.EACCES:
        return f"Port {port} is for root alone; set PORT to one above 1023."
    return f"Nothing can listen on {bind}, port {port} ({fault.strerror}); set CARECOORD_BIND and PORT."


def open_postgres(postgres: Postgres) -> dict[str, str]:
    """Start our own server with its roles and database; returns the three logins."""
    postgres.start()
    cluster.prepare(postgres, with_test_role=False)
    return {
        "DATABASE_URL": postgres.url(cluster.APP, cluster.DATABASE),
        "DATABASE_OWNER_URL": postgres.url(cluster.OWNER, cluster.DATABASE),
        "DATABASE_WORKER_URL": postgres.url(cluster.WORKER, cluster.DATABASE),
    }


def refuse_bad_database() -> None:
    """Knock at every login that DATABASE_…URL names; raises EngineFault."""
    if not env.given("DATABASE_OWNER_URL"):
        raise EngineFault("DATABASE_URL is set but DATABASE_OWNER_URL is not; migrations need the login of carecoord_owner.")
    for name in env.DATABASES:
        if env.given(name):
            version = server_version(name, env.given(name))
            if version < OLDEST_POSTGRES:
                raise EngineFault(f"{name} leads to PostgreSQL {version}; carecoord needs {OLDEST_POSTGRES} or later.")


def server_version(name: str, url: str) -> int:
    """The major version behind a URL; the complaint of the driver names host and user, never the password."""
    try:
        link = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.Error as fault:
        raise EngineFault(f"{name} leads to no database that lets carecoord in: {last_line(str(fault))}") from fault
    try:
        return link.server_version // 10_000
    finally:
        link.close()
