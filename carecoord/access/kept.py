"""Statements put together once: for what is read all day, building SQL from querysets costs more than running it.

Room: carecoord.access. Build the queryset for `Reader.of(actor).stand_in`, with stand-ins for whatever else changes from request to
request; keep it in a bounded cache, one for each shape of the question; then ask it with the real values. Whoever takes a wall away
(tests/house) must get another statement, so the walls are part of the cache's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Lookup, Model, QuerySet
from django.db.models.query import get_related_populators

from carecoord.access.actor import Actor, Place
from carecoord.accounts.models import OrganizationKind, Role

ANY_PLACE, ANY_USER = -1, -2
ANY_TIME = datetime(1900, 1, 1, tzinfo=UTC)
ANY_DAY = date(1900, 1, 1)
ANY_ID = UUID(int=1)
ANY_IDS = (ANY_ID,)
Kind = TypeVar("Kind", bound=Model)
Real = Mapping[Any, Any]


@dataclass(frozen=True)
class Reader:
    """What about an actor changes a statement; the rest are values in it."""

    kind: OrganizationKind | None
    role: Role | None
    is_user: bool

    @classmethod
    def of(cls, actor: Actor) -> Reader:
        return cls(actor.place.kind if actor.place else None, actor.role, actor.user_id is not None)

    @property
    def stand_in(self) -> Actor:
        place = Place(ANY_PLACE, "", "", self.kind, "UTC", self.role) if self.kind else None
        return Actor(user_id=ANY_USER if self.is_user else None, place=place)


def meaning(actor: Actor, more: Real | None = None) -> dict[Any, Any]:
    """What the stand-ins of an actor's statement mean in this request."""
    return {ANY_PLACE: actor.place_id, ANY_USER: actor.user_id, **(more or {})}


class OneOf(Lookup):  # Django's own takes no argument when it runs
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
        """Of a queryset of `values()`."""
        sql, values = rows.query.sql_with_params()
        return cls(sql, tuple(map(freeze, values)), tuple(rows.query.selected or ()))

    def asked(self, real: Real) -> list[tuple[Any, ...]]:
        """The rows, with each stand-in replaced by the real value that `real` has for it."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [thaw(real.get(value, value)) for value in self.values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def rows(self, real: Real) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.asked(real)]


class KeptModels(Generic[Kind]):
    """The same for a queryset of models, with what it selects beside them and its annotations."""

    def __init__(self, rows: QuerySet[Kind]) -> None:
        self.compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = self.compiler.as_sql()
        self.statement = Kept(sql, tuple(map(freeze, values)))
        self.model = rows.model
        fields = self.compiler.klass_info["select_fields"]
        self.own = slice(fields[0], fields[-1] + 1)
        self.names = [column[0].target.attname for column in self.compiler.select[self.own]]
        self.beside: list[Any] = get_related_populators(self.compiler.klass_info, self.compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the stubs are of a later Django

    def one(self, real: Real) -> Kind:
        """The only row; raises DoesNotExist."""
        for row in self.compiler.results_iter([self.statement.asked(real)]):
            return self._model(row)
        raise self.model.DoesNotExist  # type: ignore[attr-defined]  # every model has it

    def _model(self, row: tuple[Any, ...]) -> Kind:
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for related in self.beside:
            related.populate(row, made)
        for name, at in self.compiler.annotation_col_map.items():
            setattr(made, name, row[at])
        return made


def freeze(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def thaw(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
