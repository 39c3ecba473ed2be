"""What the database reads for a page: EXPLAIN of every statement of a request, run in the request's own transaction behind the same walls.

A clinical table is never read from end to end, and no step reads more than five times the rows that the page shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from carecoord.access.privileges import CLINICAL, DERIVED, HISTORY

TIMES = 5
AT_LEAST = 20  # a page that shows one row may still look at its people, steps and words
CAPPED = re.compile(r"LIMIT (\d+)\) as capped")
SCANS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Bitmap Index Scan")


@dataclass(frozen=True)
class Scan:
    """One step of a plan that reads a table: how often, and rows in all, those thrown away included."""

    kind: str
    table: str
    rows: int
    once: int  # of them each time

    def reads_too_much(self, most: int) -> bool:
        """A table of a few rows has no use for an index."""
        return self.rows > most or (self.kind == "Seq Scan" and self.once > AT_LEAST)

    @property
    def is_clinical(self) -> bool:
        return self.table in CLINICAL or self.table in HISTORY or self.table in DERIVED


@dataclass
class Reading:
    """The scans of each statement of a request."""

    statements: list[tuple[str, list[Scan]]] = field(default_factory=list)

    def faults(self, shown: int) -> list[str]:
        """A sentence for each scan that reads a table whole, or too much of it for `shown` rows."""
        return [
            f"{scan.kind} of {scan.table} reads {scan.rows} rows for {shown}: {sql[:200]}"
            for sql, scans in self.statements
            for scan in scans
            if scan.is_clinical and scan.reads_too_much(TIMES * max(shown, counted(sql), AT_LEAST))
        ]

    @property
    def most(self) -> int:
        return max((scan.rows for _, scans in self.statements for scan in scans if scan.is_clinical), default=0)


def counted(sql: str) -> int:
    """Rows that a statement of capped counts stands for on the page: "99+" is a hundred."""
    return max((int(cap) for cap in CAPPED.findall(sql)), default=0)


def scans(plan: dict[str, Any], table: str = "") -> Iterator[Scan]:
    """Every scan of a plan; the index scans under a bitmap belong to its table."""
    table = plan.get("Relation Name", table)
    loops = plan.get("Actual Loops", 0)
    if plan["Node Type"] in SCANS and loops:
        thrown = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        once = plan["Actual Rows"] + thrown
        yield Scan(plan["Node Type"], table, round(once * loops), round(once))
    for child in plan.get("Plans", ()):
        yield from scans(child, table)


@contextmanager
def reading() -> Iterator[Reading]:
    """Explains each SELECT and UPDATE inside, just before it runs. Explaining an UPDATE runs it, so that is undone first."""
    seen = Reading()

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if connection.in_atomic_block and sql.startswith(("SELECT", "select (", "UPDATE")) and not many:
            seen.statements.append((sql, list(scans(plan_of(sql, params)))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield seen


def plan_of(sql: str, params: Any) -> dict[str, Any]:
    raw: Any = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("savepoint before_explain")
        cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
        answer = cursor.fetchone()[0]
        cursor.execute("rollback to savepoint before_explain")
    found: dict[str, Any] = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return found
