"""Which operating-system user an engine runs as. PostgreSQL refuses to run as root, so root steps down to `nobody`; nobody else steps."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from carecoord.engines.faults import EngineFault


@dataclass(frozen=True)
class Account:
    """An operating-system user other than the one who runs this process."""

    uid: int
    gid: int
    name: str

    def owns(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account | None:
    """The user to step down to: None unless we are root; then the owner of existing data, else `nobody`."""
    if os.geteuid() != 0:
        return None
    owner = data.stat().st_uid if data.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as fault:
        who = f"number {owner} that owns {data}" if owner else "nobody"
        raise EngineFault(
            f"PostgreSQL refuses to run as root and this machine has no user {who}; start carecoord as an ordinary user."
        ) from fault
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def can_enter(account: Account, folder: Path) -> bool:
    """Whether that user can reach a folder through all its parents."""
    return runs(account, ["/bin/sh", "-c", 'cd "$0"', str(folder)])


def runs(account: Account, command: list[str]) -> bool:
    """Whether that user can execute the command and it succeeds."""
    try:
        done = subprocess.run(
            command,
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            timeout=20,
        )
    except OSError:
        return False
    return done.returncode == 0
