"""Statements that a connection sees again are prepared on it, so that PostgreSQL plans them once (docs/adr/0005).

Behind row-level security planning costs more than running. psycopg2 sends every statement anew; this cursor sends
`prepare` when it meets a statement for the third time and `execute` from then on. A value's type is declared as psycopg2 would write the
value, so that a statement means the same both ways; values of any other type are sent as before.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg2
from django.db.backends.postgresql.psycopg_any import Jsonb
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS, connection, cursor

AFTER = 2  # times a statement is sent plainly before it is prepared
KEPT = 120  # prepared statements of one connection
SEEN = 600  # statements whose use is counted
VERBS = ("SELECT", "INSERT", "UPDATE", "select", "/* context */")
MARK = re.compile(r"%(.)", re.DOTALL)
TYPES = {bool: "boolean", UUID: "uuid", date: "date", Jsonb: "jsonb", type(None): "unknown"}
SMALL = range(-(2**31), 2**31)

Shape = tuple[str, tuple[str, ...]]
Key = TypeVar("Key")
Value = TypeVar("Value")


class Connection(connection):
    """Knows which statements it has prepared, and how often it has met the others."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.met: OrderedDict[int, int] = OrderedDict()
        self.prepared: OrderedDict[Shape, str] = OrderedDict()
        self.names = 0


class Cursor(cursor):
    """Sends `execute <name>` for a statement that its connection has prepared."""

    connection: Connection
    plainly: tuple[Any, Any] | None = None

    @property
    def query(self) -> bytes | None:
        """What was last sent, as a reader wants it: the statement itself and not the name it was prepared under."""
        return self.mogrify(*self.plainly) if self.plainly else super().query

    def execute(self, query: Any, vars: Sequence[Any] | Mapping[str, Any] | None = None) -> None:  # psycopg2's own name
        name = self._name_of(query, vars) if isinstance(vars, list | tuple) and self.name is None else ""
        self.plainly = (query, vars) if name else None
        if not name:
            return super().execute(query, vars)
        marks = f"({', '.join(['%s'] * len(vars or ()))})" if vars else ""
        try:
            return super().execute(f"execute {name}{marks}", vars)
        except (psycopg2.errors.FeatureNotSupported, psycopg2.errors.InvalidSqlStatementName):
            self.connection.prepared.clear()  # a column changed its type, or somebody else dropped them
            raise

    def _name_of(self, query: Any, values: Sequence[Any]) -> str:
        """The name it is prepared under, prepared now if it was met often enough; else nothing."""
        if not isinstance(query, str) or not query.startswith(VERBS):
            return ""
        types = tuple(map(type_of, values))
        if "" in types:
            return ""
        shape, link = (query, types), self.connection
        if shape in link.prepared:
            link.prepared.move_to_end(shape)
            return link.prepared[shape]
        met = hash(shape)  # a rare pair that shares one is prepared a little early
        count = link.met.pop(met, 0) + 1
        if count <= AFTER:
            keep(link.met, met, count, SEEN)
            return ""
        return self._prepare(shape)

    def _prepare(self, shape: Shape) -> str:
        """A statement that cannot be prepared is sent plainly, and tried again when it has been met as often once more."""
        link = self.connection
        link.names += 1
        name, types = f"kept_{link.names}", f"({', '.join(shape[1])})" if shape[1] else ""
        inside = link.get_transaction_status() == TRANSACTION_STATUS_INTRANS
        try:
            if inside:
                super().execute("savepoint before_prepare")
            super().execute(f"prepare {name}{types} as {numbered(shape[0])}")
        except psycopg2.ProgrammingError:
            name = ""
            if inside:
                super().execute("rollback to before_prepare")
        if inside:
            super().execute("release before_prepare")
        if name:
            dropped = keep(link.prepared, shape, name, KEPT)
            if dropped:
                super().execute(f"deallocate {dropped}")
        return name


def type_of(value: object) -> str:
    """As psycopg2 writes the value: a quoted text has no type of its own yet, a list has that of its first element."""
    kind = type(value)
    if kind in TYPES:
        return TYPES[kind]
    if isinstance(value, str):
        return "unknown"
    if isinstance(value, datetime):
        return "timestamptz" if value.tzinfo else "timestamp"
    if kind is int:
        return "integer" if value in SMALL else "bigint"
    if kind is list and value:
        inner = set(map(type_of, value))  # type: ignore[call-overload]  # a list it is
        return {"uuid": "uuid[]", "unknown": "text[]", "integer": "integer[]"}.get(inner.pop(), "") if len(inner) == 1 else ""
    return ""


def numbered(query: str) -> str:
    """psycopg2's `%s` as `$1`, `$2` ..., `%%` as `%`."""
    count = 0

    def place(found: re.Match[str]) -> str:
        nonlocal count
        if found[1] == "%":
            return "%"
        count += 1
        return f"${count}"

    return MARK.sub(place, query)


def keep(rows: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> Value | None:
    """Keep the newest `most`; what fell out."""
    rows[key] = value
    return rows.popitem(last=False)[1] if len(rows) > most else None


OPTIONS = {"connection_factory": Connection, "cursor_factory": Cursor}
