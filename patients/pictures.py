"""Width and height of pictures from their headers alone: nothing is decoded, so a picture that unpacks to gigabytes does no harm.

Room: patients, beside `examining.py`. Formats: JPEG (ITU T.81), PNG (W3C), TIFF 6.0.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

MAX_DIRECTORIES = 2_001
WIDTH_TAG, HEIGHT_TAG = 256, 257
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Broken(Exception):
    """The header does not hold together."""


def png_size(file: BinaryIO) -> tuple[int, int]:
    file.seek(0)
    head = file.read(24)
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        raise Broken
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """From the first frame header (SOF)."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise Broken
        if marker[1] == 0xFF:  # fill byte
            file.seek(-1, 1)
            continue
        if 0xD0 <= marker[1] <= 0xD9 or marker[1] == 0x01:
            continue
        (length,) = unpacked(file, ">H", 2)
        if marker[1] in FRAMES:
            _, height, width = unpacked(file, ">BHH", 5)
            return width, height
        if length < 2:
            raise Broken
        file.seek(length - 2, 1)


def tiff_pages(file: BinaryIO) -> list[tuple[int, int]]:
    """The size of each page, following the chain of directories; a chain that turns in a circle is broken."""
    file.seek(0)
    order = {b"II": "<", b"MM": ">"}.get(file.read(2))
    if order is None or unpacked(file, order + "H", 2)[0] != 42:
        raise Broken
    (offset,) = unpacked(file, order + "I", 4)
    pages: list[tuple[int, int]] = []
    seen: set[int] = set()
    while offset:
        if offset in seen or len(seen) >= MAX_DIRECTORIES:
            raise Broken
        seen.add(offset)
        size, offset = tiff_directory(file, order, offset)
        pages.append(size)
    if not pages:
        raise Broken
    return pages


def tiff_directory(file: BinaryIO, order: str, offset: int) -> tuple[tuple[int, int], int]:
    """Width and height of one directory, and where the next one is (0: none)."""
    file.seek(offset)
    (count,) = unpacked(file, order + "H", 2)
    found: dict[int, int] = {}
    for _ in range(count):
        tag, kind, _number = unpacked(file, order + "HHI", 8)
        raw = file.read(4)
        if tag in (WIDTH_TAG, HEIGHT_TAG) and len(raw) == 4:
            found[tag] = struct.unpack(order + ("H" if kind == 3 else "I"), raw[:2] if kind == 3 else raw)[0]
    (following,) = unpacked(file, order + "I", 4)
    if WIDTH_TAG not in found or HEIGHT_TAG not in found:
        raise Broken
    return (found[WIDTH_TAG], found[HEIGHT_TAG]), following


def unpacked(file: BinaryIO, form: str, size: int) -> tuple[int, ...]:
    raw = file.read(size)
    if len(raw) < size:
        raise Broken
    return struct.unpack(form, raw)
