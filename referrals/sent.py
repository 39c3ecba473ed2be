"""Documents that go along with a referral: only such as can be opened."""

from __future__ import annotations

from carecoord.access.errors import Refused
from patients.models import Document, DocumentState


def usable(document: Document) -> Document:
    """A file that was refused or set apart answers no question; the sentence says why."""
    if document.state in (DocumentState.REFUSED, DocumentState.QUARANTINED):
        raise Refused(document.refusal or "This file cannot be used.", field="file", code="file_refused")
    return document
