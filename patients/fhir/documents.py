"""DocumentReference -> documents. A file that came inside is handed to the record's own upload; else only the description is kept.

Room: patients.fhir. What makes a file fit to keep is not decided here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from carecoord.interop.bundles import Entry
from carecoord.interop.codes import LOINC, concept, fits
from carecoord.interop.dates import under
from carecoord.interop.elements import Element
from patients.fhir.drafts import LeftOut, Reading, source_of
from patients.importing.drafts import Draft, first
from patients.models import Document, DocumentKind, DocumentState

WITHOUT_FILE = "Only the description came with an import; ask the sender for the file."
KINDS = {
    DocumentKind.CONSULT_NOTE: ("11488-4", "34117-2"),
    DocumentKind.ONCOLOGY_SUMMARY: ("34133-9", "68604-8", "18842-5", "57133-1", "60591-5"),
    DocumentKind.CLINIC_NOTE: ("11506-3", "34108-1", "34109-9", "28570-0"),
    DocumentKind.PATHOLOGY: ("11526-1", "60568-3", "22637-3"),
    DocumentKind.MARROW: ("33719-6", "48807-2"),
    DocumentKind.LABS: ("11502-2", "26436-6"),
    DocumentKind.PET_CT: ("44139-4", "81553-0"),
    DocumentKind.MRI: ("18755-9",),
    DocumentKind.ECHO: ("34552-0", "42148-7"),
    DocumentKind.PFT: ("18759-1", "58477-1"),
    DocumentKind.ADVANCE_DIRECTIVE: ("42348-3", "84095-9", "86533-7", "81334-5", "100822-6"),
    DocumentKind.CONSENT: ("59284-0", "64293-4"),
    DocumentKind.MEDICATION_LIST: ("10160-0", "56445-0"),
}
BY_CODE = {code: kind for kind, codes in KINDS.items() for code in codes}


def document(entry: Entry, reading: Reading) -> Iterable[Draft]:
    """One row for each attachment; a reference has usually one."""
    reference = entry.element
    status = reference.text("status")
    retracted = status == "entered-in-error" or reference.text("docStatus") == "entered-in-error"
    if status == "superseded":
        raise LeftOut("a later version of the document replaces it")
    said = concept(reference.one("type"))
    codes = [c.code for c in said.codings if c.system == LOINC]
    when = under(reference, "date")
    shared = {
        "kind": first(BY_CODE.get(code) for code in codes) or DocumentKind.OTHER,
        "dated_on": when.day if when else None,
    }
    contents = reference.many("content")
    if not contents:
        raise LeftOut("the document reference has no content")
    for index, content in enumerate(contents):
        attachment = content.one("attachment")
        if attachment is None:
            continue
        title = first([attachment.text("title"), reference.text("description"), said.name]) or "Document"
        values = {**shared, "title": fits(title, 160), **file_facts(attachment)}
        source = source_of(entry, str(index) if index else "")
        yield Draft(Document, source, values, retracted=retracted, content=file_of(attachment))


def file_of(attachment: Element) -> bytes:
    """The inline file, or nothing; `carecoord.interop.shape` has already seen that the base64 is sound."""
    return base64.b64decode("".join(attachment.text("data").split()))


def file_facts(attachment: Element) -> dict[str, object]:
    content = file_of(attachment)
    name = attachment.text("title") or attachment.text("url").rsplit("/", 1)[-1]
    if not content:
        size = attachment.number("size")
        return {
            "content_type": attachment.text("contentType", 80),
            "filename": fits(name, 200),
            "size": int(size) if size is not None and 0 <= size < 2**31 else 0,
            "state": DocumentState.REFUSED,
            "refusal": WITHOUT_FILE,
        }
    return {"content_type": attachment.text("contentType", 80), "filename": fits(name, 200), "sha256": hashlib.sha256(content).hexdigest()}
