"""Proving the log: every row against its own HMAC, every link against the one before, the heads against the file of anchors.

Streams with a server-side cursor and makes no model objects; the database writes each row's canonical text. Reads as the owner role:
no role that serves may read the log.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from django.db import connection, transaction

from carecoord.access.owner import as_owner
from carecoord.audit import chain
from carecoord.audit.trail import CANONICAL_SQL

BATCH = 20_000
NAMED = 100_000  # faults kept by name; more are only counted


class Fault(StrEnum):
    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    BROKEN_SEAL = "seal does not fit"
    TAIL_CUT = "newest rows cut off"
    ANCHORS = "anchor file altered"


@dataclass(frozen=True)
class Bad:
    """One row that is not as it was written; `seq` is 0 where the row has no place in a chain."""

    fault: Fault
    shard: int
    seq: int
    event_id: str

    def __str__(self) -> str:
        where = f"shard {self.shard}, place {self.seq}" if self.seq else "in no chain"
        return f"{self.fault}: {self.event_id or 'row unknown'} ({where})"


@dataclass
class Report:
    rows: int = 0
    waiting: int = 0
    anchors: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.bad

    @property
    def first(self) -> Bad | None:
        return self.bad[0] if self.bad else None


SEALED = f"""
select s.shard, s.seq, s.event_id::text, s.mac, e.mac, {CANONICAL_SQL}
from audit.seal s left join audit_event e on e.id = s.event_id where s.shard between %s and %s order by s.shard, s.seq
"""  # noqa: S608  # our own constant
UNSEALED = f"""
select e.id::text, e.mac, {CANONICAL_SQL}, q.event_id is not null
from audit_event e left join audit.queue q on q.event_id = e.id where not exists (select 1 from audit.seal s where s.event_id = e.id)
"""  # noqa: S608  # our own constant
LOST = "select q.event_id::text from audit.queue q where not exists (select 1 from audit_event e where e.id = q.event_id)"


def verify(path: Path | None = None) -> Report:
    """Check everything, in the current connection, which must be allowed to read the log."""
    report = Report()
    anchored = _anchored(report, path)  # before the rows: the file may grow meanwhile, and be ahead of them
    with transaction.atomic():
        _sealed(report, anchored, 0, 15)
        _unsealed(report)
    return report


def verify_as_owner(path: Path | None = None) -> Report:
    """The same with two connections of the owner role on one snapshot: while one's database works, the other's Python does."""
    report = Report()
    anchored = _anchored(report, path)
    with as_owner(), _snapshot() as name, ThreadPoolExecutor(2) as pool:
        halves = [pool.submit(_half, name, anchored, low, low + 7) for low in (0, 8)]
        parts = [half.result() for half in halves]
        _unsealed(report)
    for part in parts:
        report.rows += part.rows
    report.bad = [bad for part in parts for bad in part.bad] + report.bad
    return report


@contextmanager
def _snapshot(name: str = "") -> Iterator[str]:
    """A transaction that sees one instant: a new one, or the one that another connection named."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        if name:
            cursor.execute("set transaction snapshot %s", [name])
        else:
            cursor.execute("select pg_export_snapshot()")
            name = cursor.fetchone()[0]
        yield name


def _half(name: str, anchored: dict[int, dict[int, str]], low: int, high: int) -> Report:
    report = Report()
    with as_owner(), _snapshot(name):
        _sealed(report, anchored, low, high)
    return report


def _anchored(report: Report, path: Path | None) -> dict[int, dict[int, str]]:
    """What the file says each chain was at some instants: shard -> seq -> mac. Faults of the file itself go to the report."""
    points: dict[int, dict[int, str]] = {shard: {} for shard in range(16)}
    before = ""
    for anchor in chain.anchors(path):
        report.anchors += 1
        if not hmac.compare_digest(anchor.mac, chain.anchor_mac(before, anchor.at, anchor.heads)):
            report.bad.append(Bad(Fault.ANCHORS, 0, 0, f"line {report.anchors}"))
        before = anchor.mac
        for shard, (seq, mac) in anchor.heads.items():
            points[shard][seq] = mac
    return points


def _sealed(report: Report, anchored: dict[int, dict[int, str]], low: int, high: int) -> None:
    shard, seq, before = -1, 0, ""
    tails = dict.fromkeys(range(low, high + 1), 0)
    key, digest, link = chain.key(), hmac.digest, chain.link
    _walk_by_index("off")
    for now, place, event_id, mac, event_mac, text in _stream(SEALED, low, high):
        report.rows += 1
        if now != shard:
            shard, seq, before = now, 0, ""
        is_next = place == seq + 1
        if not is_next:
            report.bad.extend(Bad(Fault.DELETED, now, gone, "") for gone in range(seq + 1, min(place, seq + 1 + NAMED)))
        if event_mac is None:
            report.bad.append(Bad(Fault.DELETED, now, place, event_id))
        elif digest(key, text.encode(), "sha256").hex() != event_mac:
            report.bad.append(Bad(Fault.EDITED, now, place, event_id))
        elif (is_next and link(now, place, before, event_id, event_mac) != mac) or anchored[now].get(place, mac) != mac:
            report.bad.append(Bad(Fault.BROKEN_SEAL, now, place, event_id))
        seq, before = place, mac
        tails[now] = place
    for number, tail in tails.items():
        if max(anchored[number], default=0) > tail:
            report.bad.append(Bad(Fault.TAIL_CUT, number, tail + 1, ""))
    _walk_by_index("on")


def _walk_by_index(others: Literal["on", "off"]) -> None:
    """Off: the chain is walked by its index, without a sort of the whole log, and the first rows come at once."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"set local enable_{way} = {others}" for way in ("hashjoin", "mergejoin", "sort")))


def _unsealed(report: Report) -> None:
    """Rows without a place: waiting for their seal if the queue knows them, else put in behind the log's back."""
    for event_id, mac, text, is_waiting in _stream(UNSEALED):
        report.rows += 1
        report.waiting += 1
        shard = int(event_id[0], 16)
        if not is_waiting:
            report.bad.append(Bad(Fault.INSERTED, shard, 0, event_id))
        elif hmac.digest(chain.key(), text.encode(), "sha256").hex() != mac:
            report.bad.append(Bad(Fault.EDITED, shard, 0, event_id))
    for (event_id,) in _stream(LOST):
        report.bad.append(Bad(Fault.DELETED, int(event_id[0], 16), 0, event_id))


def _stream(query: str, *values: object) -> Iterator[tuple[Any, ...]]:
    """Rows through a server-side cursor: memory stays flat however long the log is."""
    connection.ensure_connection()
    with connection.connection.cursor(name=f"verify_{uuid4().hex}") as cursor:
        cursor.itersize = BATCH
        cursor.execute(query, values or None)
        yield from cursor
