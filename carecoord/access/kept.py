"""Statements put together once: for a list that is read all day, building its SQL from querysets costs more than running it.

Room: carecoord.access. Build the queryset with stand-ins for what changes from request to request (`ANY_PLACE`, `ANY_USER`, `ANY_TIME`,
`ANY_IDS`), keep it, then ask it with the real values. Keep one for each shape of the question, in a bounded cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Lookup, QuerySet

ANY_PLACE, ANY_USER = -1, -2
ANY_TIME = datetime(1900, 1, 1, tzinfo=UTC)
ANY_IDS = (UUID(int=1),)


class OneOf(Lookup):  # type: ignore[type-arg]  # Django's own takes no argument when it runs
    """`OneOf(F("pk"), ids)` in a filter: one value whatever the number of ids, so that the statement stays the same."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = any(%s)", (*values, list(self.rhs))


@dataclass(frozen=True)
class Kept:
    """SQL, its values with stand-ins among them, and the names of its columns."""

    sql: str
    values: tuple[Any, ...]
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Kept:
        """Of a queryset of `values()` or `values_list()`."""
        sql, values = rows.query.sql_with_params()
        return cls(sql, tuple(freeze(value) for value in values), tuple(rows.query.selected or ()))

    def asked(self, real: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows, with each stand-in replaced by the real value that `real` has for it."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [thaw(real.get(value, value)) for value in self.values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def rows(self, real: Mapping[Any, Any]) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.asked(real)]


def freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def thaw(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
