"""Serving a stored file: as an attachment, never shown by the browser, never guessed at, in a sandbox of its own.

Room: patients. Whether somebody may have it is decided before; rooms that show documents elsewhere (a packet) serve them with this.
"""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from patients.examining import ENDINGS
from patients.models import Document, DocumentState


def attachment(document: Document) -> FileResponse:
    """The file of a scanned document; 404 for every other state. The body is an open file, so it needs no transaction."""
    if document.state != DocumentState.SCANNED or not document.file:
        raise Http404
    try:
        file = default_storage.open(str(document.file.name))
    except FileNotFoundError as fault:
        raise Http404 from fault
    response = FileResponse(file, as_attachment=True, filename=download_name(document), content_type=document.content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def download_name(document: Document) -> str:
    """The sender's name for it with the ending that its content has."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", document.filename) or "document"
    plain = re.sub(r"[^\w .()-]", "_", stem).strip(" .")[:120] or "document"
    return f"{plain}.{ENDINGS.get(document.content_type, 'bin')}"
