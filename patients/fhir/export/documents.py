"""DocumentReference: what a document is called and when it is of. The file stays here and is served only by the record's own page.

Room: patients.fhir.export.
"""

from __future__ import annotations

from carecoord.interop.codes import LOINC
from patients.fhir.documents import KINDS
from patients.fhir.export.parts import Json, about, at, codeable, on, present
from patients.models import Document, DocumentKind


def document(row: Document) -> Json:
    kind = DocumentKind(row.kind)
    loinc = KINDS[kind][0] if kind in KINDS else ""
    attachment = present(contentType=row.content_type, title=row.filename or row.title, size=row.size or None, creation=on(row.dated_on))
    return present(
        resourceType="DocumentReference",
        id=str(row.pk),
        status="current",
        type=codeable(kind.label, (LOINC, loinc)),
        subject=about(row.patient_id),
        date=at(row.recorded_at),
        description=row.title,
        content=[{"attachment": attachment}],
    )
