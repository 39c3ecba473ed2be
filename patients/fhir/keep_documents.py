"""Files that came inside a DocumentReference go through the record's own upload: type by content, size caps, scanner.

Room: patients.fhir. A file the upload refuses leaves its row with the reason, as it would for a person.
"""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from carecoord.access.actor import Actor
from patients.importing.drafts import Draft
from patients.models import Document
from patients.verbs import upload


def keep_files(actor: Actor, files: list[tuple[UUID, Draft]], *, is_dry: bool) -> None:
    """Upload each and remember where it came from. A dry run leaves no file behind, since it uploads none."""
    if is_dry:
        return
    for patient_id, draft in files:
        values = draft.values
        file = SimpleUploadedFile(values["filename"] or "document", draft.content, content_type=values["content_type"])
        row = upload(actor, patient_id, file=file, kind=values["kind"], title=values["title"], dated_on=values["dated_on"])
        Document.objects.filter(pk=row.pk).update(source=draft.source)
