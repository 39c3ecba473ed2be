"""Random database passwords, one per role, kept in a file that only its owner can read. Nothing else is kept here."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from carecoord.engines.faults import EngineFault


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; readers see the old text or the new one, never half."""
    half = path.with_name(f"{path.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


class Passwords:
    """The passwords of one cluster; a role that has none gets one when first asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, role: str) -> str:
        kept = self.kept()
        if role not in kept:
            kept[role] = secrets.token_urlsafe(24)
            write_private(self.path, json.dumps(kept, indent=1) + "\n")
        return kept[role]

    def kept(self) -> dict[str, str]:
        if not self.path.exists():
            return {}
        try:
            return {str(role): str(word) for role, word in json.loads(self.path.read_text()).items()}
        except (ValueError, AttributeError, OSError) as fault:
            raise EngineFault(
                f"{self.path} cannot be read ({fault}); bring it back from a backup, the databases cannot be opened without it."
            ) from fault
