"""Where an engine keeps its files and its socket, so that the user it runs as can reach them. No parent folder is ever opened up."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import IO

from carecoord.engines.accounts import Account, can_enter, runs
from carecoord.engines.faults import EngineFault

OUTSIDE = Path("/var/lib/carecoord")
NOTE = "kept-in"
SOCKET_PATH_LIMIT = 100
PLAIN = re.compile(r"[A-Za-z0-9/._+-]+")


def private(folder: Path, *, mode: int = 0o700, account: Account | None = None) -> Path:
    """Make a folder (and its parents) with this mode; raises EngineFault where that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(mode)
        if account:
            account.owns(folder)
    except OSError as fault:
        raise EngineFault(f"{folder} cannot be written ({fault.strerror}); set CARECOORD_VAR to a folder of your own.") from fault
    return folder


def only_one(folder: Path) -> IO[str]:
    """Hold the folder for this process; the kernel lets go when we end, however we end."""
    path = folder / "in-use"
    try:
        lock = path.open("a+")
    except OSError as fault:
        raise EngineFault(
            f"{path} cannot be written ({fault.strerror}); start as the user who started before, or set CARECOORD_VAR."
        ) from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        lock.close()
        raise EngineFault(f"Another carecoord is running on {folder}; stop it first, or set CARECOORD_VAR to another folder.") from fault
    return lock


def home(folder: Path, account: Account | None) -> Path:
    """The folder for an engine's lasting files: `folder`, or one outside where `account` cannot enter `folder` (root's home, say)."""
    if account is None:
        return folder
    if kept_in(folder) != folder:
        return kept_in(folder)
    folder.chmod(0o711)
    if can_enter(account, folder):
        return folder
    outside = private(OUTSIDE, mode=0o711) / f"{folder.name}-{secrets.token_hex(4)}"
    private(outside, mode=0o711)
    if not can_enter(account, outside):
        raise EngineFault(
            f"User {account.name} can enter neither {folder} nor {outside}; set CARECOORD_VAR to a folder that every user can enter."
        )
    (folder / NOTE).write_text(f"{outside}\n")
    return outside


def passing_home(folder: Path, account: Account | None) -> Path:
    """As `home`, for an engine that keeps nothing: where `account` cannot enter `folder`, a folder to be deleted at the end."""
    if account is None:
        return folder
    folder.chmod(0o711)
    if can_enter(account, folder):
        return folder
    passing = Path(tempfile.mkdtemp(prefix="carecoord-", dir="/tmp"))
    passing.chmod(0o711)
    return passing


def kept_in(folder: Path) -> Path:
    """Where an earlier start put this engine's files: `folder`, unless a note in it says otherwise."""
    note = folder / NOTE
    if not note.exists():
        return folder
    place = Path(note.read_text().strip())
    if not place.is_dir():
        raise EngineFault(f"{note} says that the data is kept in {place}, which is gone; bring it back, or delete {note} to start afresh.")
    return place


def socket_folder(home: Path, account: Account | None, name: str) -> Path:
    """A folder for the socket file `name`: beside the data, or a short private one where that path is too long or has odd letters."""
    here = home / "run"
    if len(str(here / name)) < SOCKET_PATH_LIMIT and PLAIN.fullmatch(str(here)):
        return private(here, account=account)
    note = home / "socket-in"
    short = Path(note.read_text().strip()) if note.exists() else None
    if short is None or not ours(short, account):
        short = Path(tempfile.mkdtemp(prefix="carecoord-", dir="/tmp"))
        private(short, account=account)
        note.write_text(f"{short}\n")
    return short


def ours(folder: Path, account: Account | None) -> bool:
    """Whether a remembered folder is still there, no link, and nobody else's."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    seen = folder.stat()
    return seen.st_uid == (account.uid if account else os.geteuid()) and seen.st_mode & 0o077 == 0


def reachable(source: Path, copy: Path, account: Account | None, *, probe: str) -> Path:
    """`source` if `account` can run `probe` in it, else a copy in `copy`, made once (a virtual environment in root's home, say)."""
    if account is None or runs(account, [str(source / probe), "--version"]):
        return source
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        copy_program(source, half)
        half.rename(copy)
    return copy / source.parent.name / source.name


def copy_program(source: Path, target: Path) -> None:
    """Copy an installed program with the libraries that its wheel put beside the package, which it finds by their relative place."""
    leave = shutil.ignore_patterns("include", "doc", "*.a", "pgxs", "__pycache__", "*.py")
    shutil.copytree(source, target / source.parent.name / source.name, symlinks=True, ignore=leave)
    libraries = source.parent.with_name(f"{source.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
