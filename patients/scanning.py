"""Looking for malicious content in an upload: our own signature check always, ClamAV's daemon over its unix socket where one is configured.

Room: patients. Whether the file is of a kind we take is `examining.py`. `CLAMD_SOCKET` names the socket; empty means no daemon.
"""

from __future__ import annotations

import socket
import struct
from enum import StrEnum
from typing import BinaryIO, Protocol

from django.conf import settings

CHUNK = 64 * 1024
TIMEOUT = 20.0

# The EICAR test string (eicar.org), in two halves so that this file itself is not taken for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EXECUTABLES = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # the scanner did not answer; ask again


class Scanner(Protocol):
    def scan(self, file: BinaryIO) -> Verdict: ...


class Signatures:
    """Our own check: the test string anywhere, a program at the start."""

    def scan(self, file: BinaryIO) -> Verdict:
        file.seek(0)
        kept = b""
        first = True
        while chunk := file.read(CHUNK):
            if EICAR in kept + chunk or (first and chunk.startswith(EXECUTABLES)):
                return Verdict.INFECTED
            kept, first = chunk[-len(EICAR) :], False
        return Verdict.CLEAN


class Clamd:
    """ClamAV over its unix socket with INSTREAM: the daemon needs no right to read our files."""

    def __init__(self, path: str) -> None:
        self.path = path

    def scan(self, file: BinaryIO) -> Verdict:
        file.seek(0)
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
                link.settimeout(TIMEOUT)
                link.connect(self.path)
                answer = self._ask(link, file)
        except OSError:
            return Verdict.UNKNOWN
        if answer.endswith(b"FOUND"):
            return Verdict.INFECTED
        return Verdict.CLEAN if answer.endswith(b"OK") else Verdict.UNKNOWN

    def _ask(self, link: socket.socket, file: BinaryIO) -> bytes:
        link.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            link.sendall(struct.pack("!I", len(chunk)) + chunk)
        link.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (part := link.recv(4096)):
            answer += part
        return answer.rstrip(b"\0\n ")


def scanners() -> list[Scanner]:
    path = settings.CLAMD_SOCKET
    return [Signatures(), Clamd(path)] if path else [Signatures()]


def scan(file: BinaryIO) -> Verdict:
    """Infected if any scanner says so; clean only if all do."""
    verdicts = [scanner.scan(file) for scanner in scanners()]
    if Verdict.INFECTED in verdicts:
        return Verdict.INFECTED
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.CLEAN
