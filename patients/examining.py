"""What an uploaded file is, by its content: its type, its pages, and whether it is fit to keep. Caps on bytes, pixels and unpacked size.

Room: patients. Viruses are `scanning.py`, where files lie is `shelf.py`. What is not on the list below is refused, whatever its name.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import filetype
from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]  # ships no types

from patients.pictures import Broken, jpeg_size, png_size, tiff_pages

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_PIXELS = 100_000_000
MAX_PAGES = 2_000

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT, CCDA = "text/plain", "application/xml"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", TIFF: "tif", DOCX: "docx", TEXT: "txt", CCDA: "xml"}
WORDS = {
    PDF: "PDF",
    JPEG: "JPEG picture",
    PNG: "PNG picture",
    TIFF: "TIFF picture",
    DOCX: "Word document",
    TEXT: "Text",
    CCDA: "C-CDA document",
}
TAKEN = "PDF, JPEG, PNG, TIFF, Word (docx), plain text or C-CDA"

PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
PROGRAM = re.compile(rb"/(JavaScript|JS|Launch)\b")
MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|iframe|svg|\?xml|\?php)", re.IGNORECASE)


class Unfit(Exception):
    """The file cannot be kept; `sentence` says why, for whoever sent it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Examined:
    content_type: str
    pages: int | None = None

    @property
    def ending(self) -> str:
        return ENDINGS[self.content_type]


def examine(file: BinaryIO, size: int) -> Examined:
    """The file's type and pages; raises Unfit. `file` is read from its start and left anywhere."""
    if size == 0:
        raise Unfit("The file is empty.")
    if size > MAX_BYTES:
        raise Unfit(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB; split it or scan it at a lower resolution.")
    file.seek(0)
    head = file.read(8192)
    look = LOOKS.get(kind_of(head))
    if look is None:
        raise Unfit(f"This kind of file is not taken; send {TAKEN}.")
    try:
        return look(file, head)
    except Broken as fault:
        raise Unfit("The picture is damaged and cannot be read.") from fault


def kind_of(head: bytes) -> str:
    """The type that the first bytes show: by signature, else markup or text."""
    guess = filetype.guess(head)
    if guess is not None:
        return "zip" if guess.mime in ("application/zip", DOCX) else str(guess.mime)
    if head.startswith(b"%PDF-"):
        return PDF
    start = head[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "xml" if start.startswith((b"<?xml", b"<ClinicalDocument")) else TEXT


def look_at_pdf(file: BinaryIO, head: bytes) -> Examined:
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if b"%%EOF" not in content[-2048:]:
        raise Unfit("The PDF is cut off; send it again.")
    if b"/Encrypt" in content[-4096:] or re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", content):
        raise Unfit("The PDF is locked with a password; save it without one and send it again.")
    if PROGRAM.search(content):
        raise Unfit("The PDF contains a program; print it to a new PDF and send that.")
    pages = len(PAGE.findall(content))
    return Examined(PDF, min(pages, MAX_PAGES) or None)


def look_at_picture(content_type: str, sizes: Callable[[BinaryIO], list[tuple[int, int]]]) -> Callable[[BinaryIO, bytes], Examined]:
    def look(file: BinaryIO, head: bytes) -> Examined:
        found = sizes(file)
        if len(found) > MAX_PAGES or any(width * height > MAX_PIXELS for width, height in found):
            raise Unfit("The picture is too large to open; scan it at a lower resolution.")
        return Examined(content_type, len(found))

    return look


def look_at_zip(file: BinaryIO, head: bytes) -> Examined:
    """Only Word documents are taken of all packed files, and only what unpacks to a sane size without macros."""
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as fault:
        raise Unfit("The packed file is damaged and cannot be opened.") from fault
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise Unfit(f"Packed files are not taken; send {TAKEN}.")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unfit("The file unpacks to far more than its size and is not opened.")
    if any(is_strange(name) for name in names):
        raise Unfit("The file holds parts that a Word document does not have.")
    if any("vbaproject" in name.lower() for name in names):
        raise Unfit("The Word document contains macros; save it without them and send it again.")
    return Examined(DOCX)


def is_strange(name: str) -> bool:
    return (
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name.lower().endswith((".exe", ".js", ".vbs", ".zip"))
    )


def look_at_xml(file: BinaryIO, head: bytes) -> Examined:
    """C-CDA only: HL7 v3 ClinicalDocument, without a DTD or entities."""
    file.seek(0)
    try:
        root = ElementTree.parse(file, forbid_dtd=True).getroot()
    except DefusedXmlException as fault:
        raise Unfit("The XML tells the reader to fetch or repeat other text and is not opened.") from fault
    except (ParseError, ValueError, LookupError) as fault:
        raise Unfit("The XML is damaged and cannot be read.") from fault
    if root is None or root.tag != "{urn:hl7-org:v3}ClinicalDocument":
        raise Unfit("This XML is not a C-CDA document.")
    return Examined(CCDA)


def look_at_text(file: BinaryIO, head: bytes) -> Examined:
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(f"This kind of file is not taken; send {TAKEN}.") from None
    if any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
        raise Unfit(f"This kind of file is not taken; send {TAKEN}.")
    if MARKUP.search(text[:4096]):
        raise Unfit("This is a web page or a drawing with markup, which could run in a browser; save it as PDF and send that.")
    return Examined(TEXT)


LOOKS: dict[str, Callable[[BinaryIO, bytes], Examined]] = {
    PDF: look_at_pdf,
    JPEG: look_at_picture(JPEG, lambda file: [jpeg_size(file)]),
    PNG: look_at_picture(PNG, lambda file: [png_size(file)]),
    TIFF: look_at_picture(TIFF, tiff_pages),
    "zip": look_at_zip,
    "xml": look_at_xml,
    TEXT: look_at_text,
}
