"""A picture of a page in at most 256 colours: what Chromium saves weighs three times as much. Pure Python; a few seconds a picture.

Room: tests.system. Only what screenshots are: eight bits a channel, no interlace.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HEAD = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}  # by the file's colour type
COARSE = 4  # bits a channel that colours share with their stand-in
EXACT, MOST = 96, 256
Rows = list[bytes]


def shrink(path: Path) -> None:
    """Write it again with a palette."""
    width, height, size, rows = read(path.read_bytes())
    pixels = [[row[at : at + 3] for at in range(0, len(row), size)] for row in rows]
    place, colours = palette(Counter(pixel for row in pixels for pixel in row))
    drawn = b"".join(b"\0" + bytes(place[pixel] for pixel in row) for row in pixels)
    ihdr = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", ihdr), (b"PLTE", b"".join(colours)), (b"IDAT", zlib.compress(drawn, 9)), (b"IEND", b""))
    path.write_bytes(HEAD + b"".join(chunk(kind, body) for kind, body in parts))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def palette(counted: Counter[bytes]) -> tuple[dict[bytes, int], list[bytes]]:
    """The most frequent ones as they are; of others that look alike one stands for all; for what is left the nearest."""
    best: dict[tuple[int, ...], bytes] = {}
    for colour, _ in counted.most_common():
        best.setdefault(tuple(part >> (8 - COARSE) for part in colour), colour)
    weight = Counter(dict.fromkeys(best, 0))
    for colour, count in counted.items():
        weight[tuple(part >> (8 - COARSE) for part in colour)] += count
    exact = [colour for colour, _ in counted.most_common(EXACT)]
    others = (best[key] for key, _ in weight.most_common() if best[key] not in exact)
    colours = [*exact, *others][:MOST]
    return {colour: nearest(colour, colours) for colour in counted}, colours


def nearest(colour: bytes, colours: list[bytes]) -> int:
    return min(range(len(colours)), key=lambda at: sum((one - other) ** 2 for one, other in zip(colour, colours[at], strict=True)))


def read(data: bytes) -> tuple[int, int, int, Rows]:
    """Width, height, bytes a pixel and the rows as they were before they were filtered."""
    found: dict[bytes, bytes] = {}
    at = len(HEAD)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        found[kind] = found.get(kind, b"") + data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, _, colour_type = struct.unpack(">IIBB", found[b"IHDR"][:10])
    size = CHANNELS[colour_type]
    return width, height, size, list(unfiltered(zlib.decompress(found[b"IDAT"]), width * size, size))


def unfiltered(raw: bytes, stride: int, size: int) -> Iterator[bytes]:
    before = bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        row = bytearray(raw[start + 1 : start + 1 + stride])
        restore(raw[start], row, before, size)
        yield bytes(row)
        before = row


def restore(kind: int, row: bytearray, before: bytearray, size: int) -> None:
    """The five filters of the format: none, left, above, their mean, and the one of the three that is nearest (Paeth)."""
    for x in range(len(row) if kind else 0):
        left, up, corner = (row[x - size], before[x], before[x - size]) if x >= size else (0, before[x], 0)
        row[x] = (row[x] + (0, left, up, (left + up) >> 1, paeth(left, up, corner))[kind]) & 255


def paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))
