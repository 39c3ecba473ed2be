"""One PostgreSQL server as our child: unix socket only, passwords always, never root, gone when we are gone."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2
from psycopg2 import extensions

from carecoord.engines import binaries, datafolder, places
from carecoord.engines.accounts import Account, account_for
from carecoord.engines.binaries import Program, Source
from carecoord.engines.faults import EngineFault
from carecoord.engines.passwords import Passwords
from carecoord.engines.process import end, spawn

SOCKET_NAME = ".s.PGSQL.5432"
LOG_LIMIT = 5_000_000
PATIENCE = 60.0
RECOVERY_PATIENCE = 900.0
# No DETAIL and no statement in the log: both carry the values of the row that failed.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# Autovacuum would count the rows of tests that never commit as none, and make plans by that.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """A cluster in `folder`. `durable=False` is for tests: quick, and lost with the machine."""

    def __init__(self, folder: Path, *, source: Source = "auto", durable: bool = True) -> None:
        self.folder = Path(folder).absolute()
        self.source = source
        self.durable = durable
        self.passwords = Passwords(self.folder / "passwords.json")
        self.program: Program | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self.socket: Path | None = None
        self._lock: IO[str] | None = None

    def start(self) -> Postgres:
        """Ready for connections on return; raises EngineFault with one sentence."""
        if self.child is None:
            places.private(self.folder)
            self._lock = places.only_one(self.folder)
            try:
                self._start()
            except BaseException:
                self.stop()
                raise
        return self

    def stop(self) -> None:
        """Fast shutdown: clients are sent away, everything committed is kept. Safe to call twice."""
        if self.child is not None:
            end(self.child, (signal.SIGINT, 4.0), (signal.SIGQUIT, 1.0))
            self.child = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def url(self, user: str, dbname: str) -> str:
        """What DATABASE_URL would say; the host is the socket folder, percent-encoded."""
        if self.socket is None:
            raise EngineFault(f"The database server of {self.folder} is not started.")
        return f"postgresql://{quote(user)}:{quote(self.passwords.of(user), safe='')}@{quote(str(self.socket), safe='')}/{quote(dbname)}"

    def as_superuser(self, dbname: str = "postgres") -> extensions.connection:
        """For the engines alone: roles and databases are made with it, nothing else."""
        made: extensions.connection = psycopg2.connect(self.url(datafolder.SUPERUSER, dbname), connect_timeout=5)
        made.autocommit = True
        return made

    def __enter__(self) -> Postgres:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        data = places.kept_in(self.folder) / "data"
        account = account_for(data)
        major = datafolder.major_version(data)
        self.program = binaries.postgres(self.source, major=major, data=data)
        home = places.home(self.folder, account)
        root = places.reachable(self.program.root, home / f"postgres-{self.program.version}", account, probe="bin/postgres")
        self.socket = places.socket_folder(home, account, SOCKET_NAME)
        if major is None:
            word = self.passwords.of(datafolder.SUPERUSER)
            datafolder.initialize(home / "data", program=self.program, root=root, account=account, password=word)
        datafolder.clear_orphan(home / "data", self.socket)
        self._launch(root, home / "data", account)
        self._wait()

    def _launch(self, root: Path, data: Path, account: Account | None) -> None:
        settings = SETTINGS | ({} if self.durable else QUICK) | {"unix_socket_directories": str(self.socket)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._log() as log:
            self.child = spawn(
                [str(root / "bin" / "postgres"), "-D", str(data), *options],
                last_signal=signal.SIGINT,
                env=datafolder.ENVIRONMENT,
                output=log,
                account=account,
            )

    def _log(self) -> IO[bytes]:
        path = self.folder / "server.log"
        keep = path.exists() and path.stat().st_size < LOG_LIMIT
        log = path.open("ab" if keep else "wb")
        path.chmod(0o600)
        return log

    def _wait(self) -> None:
        """Try to connect until it works; a server that is busy recovering from a crash is given more time."""
        began = time.monotonic()
        while True:
            assert self.child is not None
            if self.child.poll() is not None:
                raise EngineFault(f"PostgreSQL did not start: {self._complaint()}")
            try:
                self.as_superuser().close()
                return
            except psycopg2.OperationalError as fault:
                recovering = "starting up" in str(fault) or "not yet accepting" in str(fault)
                refused = "authentication failed" in str(fault)
                if refused or time.monotonic() - began > (RECOVERY_PATIENCE if recovering else PATIENCE):
                    raise EngineFault(f"PostgreSQL in {self.folder} does not answer: {datafolder.last_line(str(fault))}") from fault
            time.sleep(0.02)

    def _complaint(self) -> str:
        text = (self.folder / "server.log").read_text(errors="replace")[-4000:]
        return datafolder.last_line(text)
