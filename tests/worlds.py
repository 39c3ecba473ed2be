"""Two databases for each worker: one as it was migrated, one with the cast in it. A test gets the one that it asks for.

Thousands of tests begin with the same people. They are made once for all workers, committed, and kept in a template; what a test does
is rolled back or, where it commits, goes with its database. Nothing but the cast is in there: a test makes its own rows.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import databases
from tests.cast import Cast, assemble
from tests.truth import truth

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") or f"{os.getpid()}"


@dataclass
class World:
    """A database, the template it is cloned from, and this process's connection to it."""

    template: str
    name: str
    connection: BaseDatabaseWrapper

    def make(self) -> None:
        self.connection.close()
        databases.clone(self.template, self.name)


@dataclass
class Worlds:
    """`is_peopled` says which one the next test wants; `enter` makes it the one that Django talks to."""

    worker: str
    is_peopled: bool = False
    made: dict[bool, World] = field(default_factory=dict)
    people: bytes = b""

    def begin(self) -> None:
        plain = databases.template()
        peopled, self.people = with_cast(plain)
        for is_peopled, template in ((False, plain), (True, peopled)):
            name = f"test_carecoord_{self.worker}{'_cast' * is_peopled}"
            world = World(template, name, linked(name))
            world.make()
            self.made[is_peopled] = world
        self.enter()

    def enter(self) -> None:
        """Threads that a test starts make connections of their own from the shared settings, so these change as well."""
        world = self.made[self.is_peopled]
        connections[DEFAULT_DB_ALIAS] = world.connection
        connections.settings[DEFAULT_DB_ALIAS].update(databases.settings_for(world.name))

    def choose(self, *, is_peopled: bool) -> None:
        changes, self.is_peopled = is_peopled != self.is_peopled, is_peopled
        if changes and self.made:
            self.enter()

    def refresh(self) -> None:
        """A database without a trace: what tests roll back stays in tables and indexes, dead, where a plan still reads it."""
        if self.made:
            self.made[self.is_peopled].make()

    def cast(self) -> Cast:
        """Fresh objects, as if they had just been read."""
        assert self.is_peopled
        found: Cast = pickle.loads(self.people)  # noqa: S301  # what this run itself has written
        return found

    def end(self) -> None:
        for world in self.made.values():
            world.connection.close()


def linked(name: str) -> BaseDatabaseWrapper:
    made: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    made.settings_dict = {**made.settings_dict, **databases.settings_for(name)}
    return made  # type: ignore[no-any-return]  # what Django makes


def with_cast(plain: str) -> tuple[str, bytes]:
    """The template with the cast and the cast itself, made by the first worker of a run; the others wait."""
    var, name = Path(os.environ["CARECOORD_VAR"]), f"cast_{RUN}"
    kept = var / "cast.pickle"
    with open(var / "cast.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not databases.exists(name):
            databases.drop_others("cast\\_%")
            kept.write_bytes(peopled(plain, name))
    return name, kept.read_bytes()


def peopled(plain: str, name: str) -> bytes:
    building = f"{name}_building"
    databases.clone(plain, building)
    connection.close()
    connection.settings_dict.update(databases.settings_for(building))
    with truth():
        number_apart()
        people = assemble()
    connection.close()
    databases.run(f"alter database {building} rename to {name}")
    return pickle.dumps(people)


def number_apart() -> None:
    """Small numbers stand on many pages: hours, counts, steps. A person's or an organization's is like none of them."""
    with connection.cursor() as cursor:
        for table, first in (("accounts_organization", 41_000), ("accounts_user", 72_000)):
            cursor.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first])
