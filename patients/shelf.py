"""Where uploaded files lie: random names under MEDIA_ROOT, quarantined ones apart. A file is written before its row commits.

Room: patients. A crash leaves at worst a file that no row names; `sweep` removes those after a day. No sender's name reaches the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils import timezone

from patients.examining import MAX_BYTES
from patients.models import Document

QUARANTINE = "quarantine"
GRACE = timedelta(days=1)
ROOM_FOR_FIELDS = 64 * 1024


class Capped(FileUploadHandler):
    """Stops reading a body that cannot be taken, so that nobody fills the disk; `request.is_upload_too_large` says so."""

    def __init__(self, request: object = None) -> None:
        super().__init__(request)  # type: ignore[arg-type]  # Django passes the request or None
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_BYTES + ROOM_FOR_FIELDS:
            self.request.is_upload_too_large = True  # type: ignore[union-attr]  # read by the view
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()


def put(file: BinaryIO, *, apart: bool = False) -> str:
    """Store a copy under a random name; `apart` in quarantine, from where nothing is served."""
    file.seek(0)
    name = uuid4().hex
    return str(default_storage.save(f"{QUARANTINE if apart else name[:2]}/{name}", File(file)))


@contextmanager
def kept(file: BinaryIO, *, apart: bool = False) -> Iterator[str]:
    """The name of the stored copy; the copy goes again if the block fails."""
    stored = put(file, apart=apart)
    try:
        yield stored
    except BaseException:
        default_storage.delete(stored)
        raise


def stored_names() -> Iterator[str]:
    folders, _ = default_storage.listdir("") if default_storage.exists("") else ([], [])
    for folder in folders:
        for name in default_storage.listdir(folder)[1]:
            yield f"{folder}/{name}"


def sweep() -> int:
    """Delete files older than a day that no row names; returns how many. Needs an actor that sees every document: a job."""
    before = timezone.now() - GRACE
    old = [name for name in stored_names() if default_storage.get_modified_time(name) < before]
    gone = 0
    for start in range(0, len(old), 500):
        batch = old[start : start + 500]
        named = set(Document.objects.filter(file__in=batch).values_list("file", flat=True))
        for name in batch:
            if name not in named:
                default_storage.delete(name)
                gone += 1
    return gone
