"""PostgreSQL's data folder: making one, knowing our own from a foreign one, and the server that lost its supervisor. No start here."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from carecoord.engines.accounts import Account
from carecoord.engines.binaries import Program
from carecoord.engines.faults import EngineFault
from carecoord.engines.places import private
from carecoord.engines.process import end_orphan, living

MARK = "carecoord.made"
SUPERUSER = "carecoord_engine"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def major_version(data: Path) -> int | None:
    """The major version that wrote `data`, None where there is none yet; a folder that is not ours is refused."""
    if not data.exists():
        return None
    try:
        entries = {entry.name for entry in data.iterdir()}
    except PermissionError as fault:
        raise EngineFault(
            f"{data} belongs to another user; start carecoord as the user who started it before, or set CARECOORD_VAR."
        ) from fault
    if not entries:
        data.rmdir()
        return None
    if MARK not in entries:
        raise EngineFault(f"{data} holds files that carecoord did not make; move them away, or set CARECOORD_VAR to another folder.")
    return written_version(data)


def written_version(data: Path) -> int:
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except (OSError, ValueError) as fault:
        raise EngineFault(
            f"{data} is damaged (PG_VERSION cannot be read); restore it from a backup, or move it away to start afresh."
        ) from fault


def initialize(data: Path, *, program: Program, root: Path, account: Account | None, password: str) -> None:
    """Make a cluster beside `data` and rename it into place, so that a half-made one is never taken for data."""
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    private(new, account=account)
    word = new.with_name("first-password")
    word.unlink(missing_ok=True)
    with os.fdopen(os.open(word, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    if account:
        account.owns(word)
    try:
        run_initdb(root, new, word=word, major=program.major, account=account)
    finally:
        word.unlink(missing_ok=True)
    (new / "pg_hba.conf").write_text("# Sockets only, passwords always.\nlocal all all scram-sha-256\n")
    (new / MARK).write_text(f"PostgreSQL {program.version} ({program.origin})\n")
    new.rename(data)


def run_initdb(root: Path, new: Path, *, word: Path, major: int, account: Account | None) -> None:
    """The locale is the same on every machine: plain code point order, UTF-8, whatever LANG says."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if major >= 17 else ["--locale=C.UTF-8"]
    fixed = ["-U", SUPERUSER, "--encoding=UTF8", "--auth=scram-sha-256", f"--pwfile={word}", "--no-sync"]
    command = [str(root / "bin" / "initdb"), "-D", str(new), *fixed, *builtin]
    done = subprocess.run(
        command,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env=ENVIRONMENT,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise EngineFault(f"A new database folder could not be made in {new.parent}: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """The most telling line of a program's complaint."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error", "ERROR"))]
    return (telling or lines or ["it gave no reason"])[-1]


def clear_orphan(data: Path, socket: Path) -> None:
    """Stop a server that outlived its supervisor, then remove lock files whose number is nobody's, a stranger's or a dead child's.

    PostgreSQL takes any number that exists for a rival, even one that only waits to be reaped. Removing its file is safe because we hold
    the folder, and because a server process that still writes is known by its shared memory, whatever the files say.
    """
    for lock in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
        process = holder(lock)
        if process and works_in(process, data):
            end_server(process, data)
        lock.unlink(missing_ok=True)


def holder(lock: Path) -> psutil.Process | None:
    """The living process whose number stands in a lock file."""
    try:
        return living(int(lock.read_text().split("\n")[0]))
    except (OSError, ValueError):
        return None


def works_in(process: psutil.Process, data: Path) -> bool:
    """Whether this is a server on `data`; one that we may not look at is not ours."""
    try:
        return Path(process.cwd()).samefile(data)
    except (psutil.Error, OSError):
        return False


def end_server(process: psutil.Process, data: Path) -> None:
    for number, seconds in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if end_orphan(process, number, seconds):
            return
    raise EngineFault(f"An older database server (process {process.pid}) still holds {data} and does not end; end it by hand.")
