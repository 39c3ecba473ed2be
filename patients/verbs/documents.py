"""Documents: received, then scanned and readable, or quarantined, or refused with a sentence; and reviewed by a person.

Room: patients.verbs. What makes a file fit is `patients.examining`; nothing else serves or opens a file.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from patients import due, shelf
from patients.examining import Examined, Unfit, examine
from patients.models import Deed, Document, DocumentKind, DocumentState
from patients.permissions import Permission
from patients.scanning import Verdict, scan
from patients.verbs import rows

INFECTED = "The file contains harmful content and was set apart; tell whoever sent it."


def upload(
    actor: Actor,
    patient_id: UUID,
    *,
    file: UploadedFile[Any],
    kind: str = DocumentKind.OTHER,
    title: str = "",
    dated_on: date | None = None,
    key: UUID | None = None,
) -> Document:
    """Take a file in. An unfit one leaves a row that says why, and no file. Called twice with one `key` it is taken once."""
    patient = rows.locked_patient(actor, patient_id, Permission.ADD_DOCUMENT)
    if key and (known := Document.objects.filter(pk=key, patient=patient).first()):
        return known
    if actor.place is None:
        raise NotAllowed("Only an organization adds documents.")
    about: dict[str, Any] = {"kind": kind, "title": title.strip() or DocumentKind(kind).label, "dated_on": dated_on}
    document = Document(patient=patient, organization_id=actor.place.id, **about)
    document.pk, document.filename = key or document.pk, shown_name(file.name or "")
    rows.check_sense(actor, document, patient)
    return examined(actor, document, file)


def examined(actor: Actor, document: Document, file: UploadedFile[Any]) -> Document:
    """Kept if it is what it says it is; else a row with the reason, and no file."""
    try:
        found = examine(file, file.size or 0)  # type: ignore[arg-type]  # an UploadedFile reads like a binary file
    except Unfit as unfit:
        document.state, document.refusal = DocumentState.REFUSED, unfit.sentence
        return taken(actor, document)
    return store(actor, document, file, found)


def store(actor: Actor, document: Document, file: Any, found: Examined) -> Document:
    """Write the file first, then its row; the file goes again if the row cannot be written."""
    document.content_type, document.pages = found.content_type, found.pages
    document.size, document.sha256 = file.size, shelf.sha256(file)
    verdict = scan(file)
    with shelf.kept(file, apart=verdict is Verdict.INFECTED) as name:
        document.file.name = name
        settle(document, verdict)
        return taken(actor, document)


def settle(document: Document, verdict: Verdict) -> None:
    """What the scanner's word makes of a received document. Without its word it stays received and nobody can open it."""
    if verdict is Verdict.CLEAN:
        document.state = DocumentState.SCANNED
    elif verdict is Verdict.INFECTED:
        document.state, document.refusal = DocumentState.QUARANTINED, INFECTED


def taken(actor: Actor, document: Document) -> Document:
    rows.insert(actor, document)
    values = {"state": ["", document.state], "kind": ["", document.kind]}
    rows.keep(actor, document, Deed.ADDED, values, action=f"document.{document.state}")
    return document


def shown_name(given: str) -> str:
    """What the sender called it, for showing: the last part of any path, without control characters."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[-200:]


def review(actor: Actor, document_id: UUID, *, version: int) -> Document:
    """Somebody of the care staff has read it."""
    document = rows.locked_fact(actor, Document, document_id, Permission.ADD_DOCUMENT)
    rows.check_version(actor, document, version)
    if document.state != DocumentState.SCANNED:
        raise Refused("Only a document that can be opened can be reviewed.")
    if document.reviewed_at is None:
        document.reviewed_at, document.reviewed_by_id = timezone.now(), actor.user_id
        rows.advance(document, ["reviewed_at", "reviewed_by_id"])
        rows.keep(actor, document, Deed.MOVED, {"reviewed_at": ["", rows.text_of(document.reviewed_at)]}, action="document.review")
    return document


def scan_waiting(actor: Actor) -> int:
    """What a job does every minute: scan what was received while the scanner was away. Returns how many were settled."""
    if not actor.job:
        raise NotAllowed("Only a job does this.")
    return sum(rescan(actor, document) for document in due.documents_to_scan())


def rescan(actor: Actor, document: Document) -> bool:
    """Settle one waiting document; an infected file moves to quarantine once that is committed."""
    name = str(document.file.name)
    with default_storage.open(name) as file:
        verdict = scan(file)  # type: ignore[arg-type]  # a Django File reads like a binary file
        if verdict is Verdict.UNKNOWN:
            return False
        settle(document, verdict)
        moved = shelf.put(file, apart=True) if verdict is Verdict.INFECTED else name  # type: ignore[arg-type]  # as above
    values = {"state": document.state, "refusal": INFECTED if moved != name else "", "file": moved, "version": document.version + 1}
    with transaction.atomic():
        if moved != name:
            transaction.on_commit(lambda: default_storage.delete(name))
        if not Document.objects.filter(pk=document.pk, version=document.version).update(**values):
            return False
        document.version += 1
        rows.keep(actor, document, Deed.MOVED, {"state": [DocumentState.RECEIVED, document.state]}, action=f"document.{document.state}")
    return True
