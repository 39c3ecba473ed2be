"""The test's own hand and eye: inside `truth()` rows are made and read as the owner, in the same transaction.

Code under test runs as carecoord_app, outside. Savepoint included, so that an error in here does not hide behind a second one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def truth() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('role')")
        role = cursor.fetchone()[0]
        cursor.execute("set local role carecoord_owner")
        yield
        cursor.execute("select set_config('role', %s, true)", [role])
