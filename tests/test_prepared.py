"""Statements met again are prepared on the connection, and mean what they meant before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from carecoord.prepared import AFTER, KEPT, Connection, numbered, type_of


@pytest.fixture
def link(db: None) -> Iterator[Connection]:
    with connection.cursor():
        raw: Any = connection.connection
    raw.prepared.clear()
    raw.met.clear()
    yield raw
    raw.prepared.clear()


def ask(sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return tuple(cursor.fetchone())


def test_the_third_time_prepares(link: Connection) -> None:
    sql = f"SELECT %s::int + {uuid4().int % 1000}"
    for _ in range(AFTER):
        ask(sql, 1)
    assert not link.prepared
    ask(sql, 1)
    assert list(link.prepared) == [(sql, ("integer",))]
    assert ask(sql, 5) == (5 + ask(sql, 0)[0],)


@pytest.mark.parametrize(
    "value",
    [True, False, 7, 2**40, "words", "it's %s; drop", "", None, date(2026, 11, 22), datetime(2026, 11, 22, 9, tzinfo=UTC), uuid4()],
)
def test_every_value_comes_back_as_it_did(link: Connection, value: object) -> None:
    """A branch makes the type of the column from its values alone: "false" as text would be true."""
    sql = "SELECT CASE WHEN 1 = 1 THEN %s ELSE %s END, '100%%'"
    plain = ask(sql, value, value)
    for _ in range(8):
        assert ask(sql, value, value) == plain
    assert [types for _, types in link.prepared] == [(type_of(value),) * 2]


def test_lists_are_arrays(link: Connection) -> None:
    ids = [uuid4() for _ in range(3)]
    for count in (1, 2, 3, 3, 3, 2):
        assert ask("SELECT cardinality(%s::uuid[])", ids[:count]) == (count,)
    assert len(link.prepared) == 1  # one statement however many ids


def test_the_context_is_read_when_it_runs(link: Connection) -> None:
    sql = "SELECT current_setting('cc.org_id', true), %s::int"
    for number in range(9):
        ask("select set_config('cc.org_id', %s, true)", str(number))
        assert ask(sql, 1) == (str(number), 1)


def test_what_cannot_be_prepared_is_sent_plainly(link: Connection) -> None:
    """Nothing says of what type the value is, so `prepare` refuses; the statement itself does not."""
    for _ in range(AFTER + 3):
        assert ask("SELECT pg_typeof(%s)::text", "word") == ("unknown",)
    assert not link.prepared


def test_what_was_sent_reads_as_it_was_written(link: Connection) -> None:
    """Logs and tests that count statements look at this."""
    for _ in range(AFTER + 2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 7, %s::int", [1])
            assert cursor.cursor.query == b"SELECT 7, 1::int"
            cursor.execute("select 8", None)
            assert cursor.cursor.query == b"select 8"


@pytest.mark.parametrize(("sql", "fault"), [("SELECT 1 / %s", DataError), ("SELECT 1 FROM no_such_table WHERE id = %s", ProgrammingError)])
def test_an_error_is_the_same_error(link: Connection, sql: str, fault: type[Exception]) -> None:
    for _ in range(AFTER + 3):
        with pytest.raises(fault), transaction.atomic():
            ask(sql, 0)
    assert ask("SELECT 1, %s::int", 2) == (1, 2)


def test_a_connection_keeps_so_many(link: Connection) -> None:
    for number in range(KEPT + 5):
        for _ in range(AFTER + 1):
            ask(f"SELECT {number}, %s::int", 1)
    assert len(link.prepared) == KEPT
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_prepared_statements")
        assert {name for (name,) in cursor.fetchall()} >= set(link.prepared.values())
    assert ask("SELECT 0, %s::int", 1) == (0, 1)  # the first was dropped and is met anew


def test_numbers_for_marks() -> None:
    assert numbered("SELECT %s, '50%%' FROM t WHERE a = %s") == "SELECT $1, '50%' FROM t WHERE a = $2"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([UUID(int=1)], "uuid[]"),
        (["a"], "text[]"),
        ([1, 2], "integer[]"),
        ([], ""),
        ([1, "a"], ""),
        (1.5, ""),
        (datetime(2026, 1, 1), "timestamp"),  # noqa: DTZ001  # what a naive one is sent as
    ],
)
def test_types(value: object, name: str) -> None:
    assert type_of(value) == name
