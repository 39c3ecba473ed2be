"""One Valkey (or Redis) server as our child: unix socket only, in memory only, nothing evicted, gone when we are gone."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

import psutil
import redis

from carecoord.engines import binaries, places
from carecoord.engines.accounts import account_for
from carecoord.engines.binaries import Program, Source
from carecoord.engines.datafolder import ENVIRONMENT, last_line
from carecoord.engines.faults import EngineFault
from carecoord.engines.process import end, end_orphan, spawn

SOCKET_NAME = "valkey.sock"
PATIENCE = 15.0
# Nothing is written to disk: what must last is a row in the database; what is here is a nudge, a counter or a copy.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "loglevel": "warning",
}


class Valkey:
    """A server whose socket lives in (or is noted in) `folder`."""

    def __init__(self, folder: Path, *, source: Source = "auto") -> None:
        self.folder = Path(folder).absolute()
        self.source = source
        self.program: Program | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self.socket: Path | None = None
        self.home = self.folder
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL would say."""
        if self.socket is None:
            raise EngineFault(f"The Valkey server of {self.folder} is not started.")
        return f"unix://{self.socket}"

    def start(self) -> Valkey:
        """Ready for connections on return; raises EngineFault with one sentence."""
        if self.child is None:
            places.private(self.folder)
            self._lock = places.only_one(self.folder)
            try:
                self._start()
                self._wait()
            except BaseException:
                self.stop()
                raise
        return self

    def stop(self, *, keep_place: bool = False) -> None:
        """Safe to call twice. With `keep_place` the next start of this object listens where its clients know it."""
        if self.child is not None:
            end(self.child, (signal.SIGTERM, 2.0))
            self.child = None
        if self.home != self.folder and not keep_place:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = self.folder
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Valkey:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        self.program = binaries.valkey(self.source)
        account = account_for(self.folder)
        self.home = home = self.home if self.home != self.folder else places.passing_home(self.folder, account)
        root = places.reachable(self.program.root, home / f"valkey-{self.program.version}", account, probe=self.program.relative)
        run = places.socket_folder(home, account, SOCKET_NAME)
        self.socket = run / SOCKET_NAME
        clear_orphan(self.socket)
        settings = SETTINGS | {"unixsocket": str(self.socket), "dir": str(run)}
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        command = [str(root / self.program.relative), *options]
        with (self.folder / "server.log").open("wb") as log:
            self.child = spawn(command, last_signal=signal.SIGTERM, env=ENVIRONMENT, output=log, account=account)

    def _wait(self) -> None:
        began = time.monotonic()
        while True:
            assert self.child is not None
            if self.child.poll() is not None:
                raise EngineFault(f"Valkey did not start: {last_line((self.folder / 'server.log').read_text(errors='replace'))}")
            with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url) as client:
                client.ping()
                return
            if time.monotonic() - began > PATIENCE:
                raise EngineFault(f"Valkey in {self.folder} does not answer.")
            time.sleep(0.02)


def clear_orphan(socket: Path) -> None:
    """Stop a server that outlived its supervisor: nobody else listens on this socket, because we hold the folder."""
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if any(str(socket) in word for word in line) and "server" in line[0] and not end_orphan(process, signal.SIGKILL, 5.0):
            raise EngineFault(f"An older Valkey server (process {process.pid}) still listens on {socket}; end it by hand.")
    socket.unlink(missing_ok=True)
