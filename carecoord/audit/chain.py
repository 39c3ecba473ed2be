"""Sealing the log: each row gets a place in one of sixteen chains, each link an HMAC over the one before, with a key outside the database.

Run by the worker every few seconds. Heads of the chains are appended to a file in the state folder, so that cutting off the newest rows
shows too; copy that file to another machine to be safe from whoever has this one.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from carecoord import env
from carecoord.access.actor import Actor, acting

AT_ONCE = 5000  # rows in one transaction
ANCHOR_EVERY = 60  # seconds, at least, between two lines of the file


def key() -> bytes:
    return str(settings.AUDIT_KEY).encode()


def link(shard: int, seq: int, before: str, event_id: str, event_mac: str) -> str:
    """The chain's HMAC for one row, in hex; `before` is the one of the row before, empty for the first."""
    return hmac.digest(key(), f"{shard}:{seq}:{before}:{event_id}:{event_mac}".encode(), "sha256").hex()


def seal() -> int:
    """Seal every row that waits; returns how many. Safe to run twice at once: the second waits for the first."""
    done = 0
    while True:
        sealed = _seal_some()
        done += sealed
        if sealed < AT_ONCE:
            return done


def _seal_some() -> int:
    with acting(Actor(job="audit.seal")), connection.cursor() as cursor:
        cursor.execute("select shard, head, head_mac, event_id::text, mac from audit.unsealed(%s)", [AT_ONCE])
        links = chain(cursor.fetchall())
        if links:
            columns = [list(column) for column in zip(*links, strict=True)]
            cursor.execute("select audit.put_seals(%s::smallint[], %s::bigint[], %s::uuid[], %s::text[])", columns)
    return len(links)


def chain(rows: list[tuple[int, int, str, str, str]]) -> list[tuple[int, int, str, str]]:
    """Rows ordered by shard, each with its shard's head, become links: (shard, seq, event id, mac)."""
    links: list[tuple[int, int, str, str]] = []
    for shard, head, head_mac, event_id, event_mac in rows:
        last = links[-1] if links and links[-1][0] == shard else None
        seq, before = (last[1] + 1, last[3]) if last else (head + 1, head_mac)
        links.append((shard, seq, event_id, link(shard, seq, before, event_id, event_mac)))
    return links


@dataclass(frozen=True)
class Anchor:
    """One line of the file: heads of the chains at an instant."""

    at: str
    heads: dict[int, tuple[int, str]]
    mac: str

    @classmethod
    def parse(cls, line: str) -> Anchor:
        raw = json.loads(line)
        return cls(raw["at"], {int(s): (int(n), str(m)) for s, (n, m) in raw["heads"].items()}, raw["mac"])


def anchors_file() -> Path:
    return env.state_folder() / "audit" / "anchors.log"


def anchor_mac(before: str, at: str, heads: dict[int, tuple[int, str]]) -> str:
    """Each line's HMAC covers the line before, so that no line can be changed or taken out of the middle."""
    text = json.dumps([before, at, sorted((s, n, m) for s, (n, m) in heads.items())])
    return hmac.digest(key(), text.encode(), "sha256").hex()


def anchors(path: Path | None = None) -> list[Anchor]:
    path = path or anchors_file()
    return [Anchor.parse(line) for line in path.read_text().splitlines() if line] if path.exists() else []


def anchor(*, at_least: float = ANCHOR_EVERY, path: Path | None = None) -> bool:
    """Append the heads to the file unless it was done less than `at_least` seconds ago, or nothing is new; True if it was."""
    path = path or anchors_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # each line builds on the one before
        before = _newest(file)
        if before and (now - datetime.fromisoformat(before.at)).total_seconds() < at_least:
            return False
        heads = _heads()
        if not heads or (before and before.heads == heads):
            return False
        line = {"at": now.isoformat(), "heads": heads, "mac": anchor_mac(before.mac if before else "", now.isoformat(), heads)}
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
    return True


def _newest(file: BinaryIO) -> Anchor | None:
    """The newest line, read from the end: the file grows for years."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 8192))
    lines = file.read().decode(errors="replace").split("\n")
    return Anchor.parse(lines[-2]) if size else None


def _heads() -> dict[int, tuple[int, str]]:
    with acting(Actor(job="audit.anchor")), connection.cursor() as cursor:
        cursor.execute("select shard, seq, mac from audit.heads()")
        return {shard: (seq, mac) for shard, seq, mac in cursor.fetchall()}
