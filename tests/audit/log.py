"""A log to test with: rows written as the application writes them, sealed as the worker seals them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import connection

from carecoord.access.actor import Actor, acting
from carecoord.audit.models import Event
from carecoord.audit.trail import record


@contextmanager
def as_worker() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("set role carecoord_worker")
        yield
        cursor.execute("set role carecoord_app")


def write(count: int, *, about: UUID | None = None) -> list[Event]:
    actor = Actor(job="test.log")
    with acting(actor):
        return [record(actor, "test.read", patients=[about or uuid4()], reason=f"row {n}") for n in range(count)]
