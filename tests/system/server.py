"""The real server of the browser tests: gunicorn in a process of its own, logged in to the database as carecoord_app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tests.system import gate

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0


@dataclass
class Server:
    """`url` has the name localhost, because passkeys work on a name only."""

    url: str
    log: Path
    mail: Path
    process: subprocess.Popen[bytes]

    def letters(self) -> list[str]:
        """Mail sent so far, oldest first, as written on the wire."""
        return [path.read_text() for path in sorted(self.mail.glob("*"), key=lambda p: p.stat().st_mtime_ns)]

    def gate(self, which: str) -> None:
        """Open or shut the gate (tests/system/gate.py); once it is shut, nobody is inside."""
        link = HTTPConnection("127.0.0.1", urlsplit(self.url).port or 0, timeout=2 * gate.PATIENCE)
        with closing(link):
            link.request("POST", which)
            assert link.getresponse().status == 200, f"the server is not done: {self.log.read_text()[-3000:]}"

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(database: str) -> Server:
    """Start the server on `database` and wait until it listens; raises with the end of its log."""
    worker, port = os.environ.get("PYTEST_XDIST_WORKER", "main"), free_port()
    var = Path(os.environ["CARECOORD_VAR"])
    log, mail = var / f"server-{worker}.log", var / f"mail-{worker}"
    mail.mkdir(exist_ok=True)
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    env = {**os.environ, "DATABASE_URL": url, "PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    env |= {"DJANGO_SETTINGS_MODULE": "tests.system.served"}
    command = [sys.executable, "-m", "gunicorn", "tests.system.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://localhost:{port}", log, mail, process)
    _wait(server)
    return server


def _wait(server: Server) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if server.process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    server.stop()
    raise RuntimeError(f"The server did not start:\n{server.log.read_text()[-3000:]}")
