"""Documents as rows: name, one line of facts, state; and the page that lists them, newest first.

Room: patients.pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.ui.parts import Tag, Tone
from patients.examining import WORDS
from patients.models import Document, DocumentState, Patient
from patients.pages.header import Head, head

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """`href` opens it where it can be opened; `refusal` says why not."""

    document_id: UUID
    name: str
    about: str
    tag: Tag
    on: date | datetime
    on_word: str
    sender: str
    href: str = ""
    refusal: str = ""
    version: int = 1
    can_review: bool = False


@dataclass(frozen=True, slots=True)
class Documents:
    head: Head
    rows: tuple[DocumentRow, ...]
    older: UUID | None


def tag_of(document: Document) -> Tag:
    if document.state == DocumentState.REFUSED:
        return Tag("Refused", Tone.LATE)
    if document.state == DocumentState.QUARANTINED:
        return Tag("Quarantined", Tone.LATE)
    if document.state == DocumentState.RECEIVED:
        return Tag("Being scanned", Tone.PLAIN, "requested")
    return Tag("Reviewed", Tone.DONE) if document.reviewed_at else Tag("Received", Tone.PLAIN, "received")


def about(document: Document) -> str:
    """PDF, 3 pages · 1.2 MB."""
    kind = WORDS.get(document.content_type, "")
    pages = f", {document.pages} page{'' if document.pages == 1 else 's'}" if document.pages and kind else ""
    size = (
        f"{document.size / 1024 / 1024:.1f} MB"
        if document.size >= 104_858
        else f"{max(document.size // 1024, 1)} kB"
        if document.size
        else ""
    )
    return " · ".join(filter(None, [f"{kind}{pages}", size]))


def document_row(document: Document) -> DocumentRow:
    opens = document.state == DocumentState.SCANNED
    where = {"patient_id": document.patient_id, "document_id": document.pk}
    return DocumentRow(
        document_id=document.pk,
        name=document.title,
        about=about(document),
        on=document.dated_on or document.recorded_at,
        on_word="dated" if document.dated_on else "sent",
        sender=document.organization.short_name,
        tag=tag_of(document),
        href=reverse("patients:document", kwargs=where) if opens else "",
        refusal=document.refusal,
        version=document.version,
        can_review=opens and document.reviewed_at is None,
    )


def documents(actor: Actor, patient: Patient, after: Document | None) -> Documents:
    found = Document.objects.filter(patient=patient, is_entered_in_error=False).select_related("organization")
    if after is not None:
        at = after.recorded_at
        found = found.filter(Q(recorded_at__lte=at) & (Q(recorded_at__lt=at) | Q(pk__lt=after.pk)))
    rows = list(found.order_by("-recorded_at", "-pk")[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return Documents(head(actor, patient, "patients:documents"), tuple(map(document_row, rows[:PAGE])), older)
