"""Knowing whether the collected static files are still those of the source. Collecting is Django's own command."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def fingerprint() -> str:
    """A digest over name, size and time of every static file the finders know."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            seen = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp() -> Path:
    return Path(settings.STATIC_ROOT).with_suffix(".stamp")


def stale(now: str) -> bool:
    """Whether something changed since the last collection."""
    return not stamp().exists() or stamp().read_text() != now or not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
