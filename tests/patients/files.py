"""Files to upload: small honest ones of every kind that is taken, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from patients.scanning import EICAR

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n" + (
    b"3 0 obj<</Type/Page/Parent 2 0 R>>endobj 4 0 obj<</Type /Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0\0\0")) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + frame + b"\xff\xd9"


def tiff(pages: int = 2, loop: bool = False) -> bytes:
    out = b"II*\0" + struct.pack("<I", 8)
    for page in range(pages):
        here = 8 + page * 30
        following = 0 if page == pages - 1 else here + 30
        if loop and page == pages - 1:
            following = 8
        out += (
            struct.pack("<H", 2) + struct.pack("<HHII", 256, 4, 1, 10) + struct.pack("<HHII", 257, 4, 1, 10) + struct.pack("<I", following)
        )
    return out


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in entries.items():
            file.writestr(name, body)
    return out.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
DOCX = packed(WORD)
CCDA = b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title></ClinicalDocument>'
XML_HEAD = b'<?xml version="1.0"?>'
ENTITY = b'<ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>'
LAUGHS = XML_HEAD + b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + ENTITY
FETCH = XML_HEAD + b'<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + ENTITY

HONEST = {
    "pdf": (PDF, "application/pdf", 2),
    "jpeg": (jpeg(), "image/jpeg", 1),
    "png": (png(), "image/png", 1),
    "tiff": (tiff(), "image/tiff", 2),
    "docx": (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
    "txt": ("Anemia, größer als".encode(), "text/plain", None),
    "ccda": (CCDA, "application/xml", None),
}
HOSTILE = {
    "empty": b"",
    "html as pdf": b"<!doctype html><script>alert(1)</script>",
    "html behind blanks": b" \n\n<HTML><body onload=alert(1)>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with xml head": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "php": b"<?php system($_GET['c']);",
    "gif": b"GIF89a\x01\0\x01\0\x80\0\0",
    "program": b"MZ\x90\0\x03\0\0\0" + b"\0" * 100,
    "plain zip": packed({"a.pdf": PDF}),
    "zip bomb": packed({**WORD, "word/media/1.bin": b"\0" * (101 * 1024 * 1024)}),
    "traversal in docx": packed({**WORD, "../../etc/cron.d/x": b"x"}),
    "macros": packed({**WORD, "word/vbaProject.bin": b"x"}),
    "broken docx": DOCX[:40] + b"\0" * 40,
    "huge picture": png(60_000, 60_000),
    "broken jpeg": b"\xff\xd8\xff\xe0\x00",
    "circular tiff": tiff(2, loop=True),
    "cut pdf": PDF[:-20],
    "locked pdf": PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 9 0 R"),
    "pdf with a program": PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>"),
    "billion laughs": LAUGHS,
    "fetching xml": FETCH,
    "other xml": b'<?xml version="1.0"?><a/>',
    "binary as text": b"abc\0def",
}
INFECTED = {"eicar as text": EICAR, "eicar in a pdf": PDF.replace(b"trailer", EICAR + b"\ntrailer")}


def sent(content: bytes, name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
