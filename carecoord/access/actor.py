"""Who acts, and the one place that tells the database so.

`acting(actor)` opens a transaction (or savepoint) and sets the context that row-level security reads. Nothing else may set it
(tests/house holds this). Without it every clinical table shows zero rows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

from carecoord.accounts.clock import zone_of
from carecoord.accounts.models import OrganizationKind, Role

Item = TypeVar("Item")
STAFF_WITHOUT_PATIENTS = (Role.ORGANIZATION_ADMIN,)


@dataclass(frozen=True)
class Place:
    """Where the actor acts: the organization and the role there, read from the database when `acting` begins."""

    id: int
    name: str
    short_name: str
    kind: OrganizationKind
    time_zone: str
    role: Role | None

    @property
    def side(self) -> str:
        return OrganizationKind.CENTER if self.kind == OrganizationKind.CENTER else OrganizationKind.PRACTICE


@dataclass(eq=False)
class Actor:
    """A person at an organization, a person for themselves or for someone they care for, a machine client, or a job.

    `place` is None until `acting` begins, and stays None for people without an active membership there.
    `seen` collects the ids of patients shown, for the one audit row of a read. With `counts_unread`, `unread` says how many notices the
    person has not read, up to 100: for the frame of a page, asked with the context so that it costs no statement of its own.
    """

    user_id: int | None = None
    organization_id: int | None = None
    client_id: str = ""
    job: str = ""
    name: str = ""
    request_id: str = ""
    ip: str = ""
    scopes: frozenset[str] = frozenset()
    place: Place | None = None
    counts_unread: bool = False
    unread: int = 0
    seen: set[UUID] = field(default_factory=set)

    @property
    def role(self) -> Role | None:
        return self.place.role if self.place else None

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.client_id and not self.job

    @property
    def is_person(self) -> bool:
        """A patient or caregiver: signed in, acting for no organization."""
        return self.user_id is not None and self.place is None

    @property
    def is_practice(self) -> bool:
        return self.place is not None and self.place.kind == OrganizationKind.PRACTICE

    @property
    def is_center(self) -> bool:
        return self.place is not None and self.place.kind == OrganizationKind.CENTER

    @property
    def place_id(self) -> int:
        """The acting organization's id, or 0, which no organization has."""
        return self.place.id if self.place else 0


NOBODY = Actor()

# One statement: keep the outer context, set the new one, read where the actor works. The left-to-right order of a select list
# makes the outer values those before `set_config`, and the unread notices (a function of `notifications`) those of the new one.
ENTER = """/* context */
select current_setting('cc.user_id', true), current_setting('cc.org_id', true),
       current_setting('cc.client_id', true), current_setting('cc.job', true),
       set_config('cc.user_id', %s, true), set_config('cc.org_id', %s, true),
       set_config('cc.client_id', %s, true), set_config('cc.job', %s, true),
       case when %s then access.unread_notices() end, place.*
from (select 1) as one left join lateral access.place(%s, %s, %s) as place on true
"""
STANDING = threading.local()
# For the connection, until it is taken away: only `standing` does so, and only for carecoord_worker's loops.
STAND = "/* context */ select set_config('cc.job', %s, false)"
LEAVE = """/* context */
select set_config('cc.user_id', %s, true), set_config('cc.org_id', %s, true),
       set_config('cc.client_id', %s, true), set_config('cc.job', %s, true)
"""


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Act as `actor` inside one transaction; nested use puts the outer actor back."""
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        person, place = actor.user_id, actor.organization_id
        context = [str(person or ""), str(place or ""), actor.client_id, actor.job]
        cursor.execute(ENTER, [*context, actor.counts_unread, person, place, actor.client_id])
        row = cursor.fetchone()
        outer, actor.unread = row[:4], row[8] or 0
        actor.place = _place(row[9:])
        with clock_of(actor.place):
            yield actor
        if nested:  # an error rolls the savepoint back, and the outer context with it
            cursor.execute(LEAVE, [value or "" for value in outer])


def clock_of(place: Place | None) -> AbstractContextManager[None]:
    """Whoever brings no clock of their own (a program, a command) acts on the days of the place; a signed-in person keeps theirs."""
    if place is None or timezone.get_current_timezone_name() != settings.TIME_ZONE:
        return nullcontext()
    return timezone.override(zone_of(place.time_zone))


@contextmanager
def standing(job: str) -> Iterator[None]:
    """A job's context for every statement of this connection, each committed by itself: for loops of the worker that send thousands.

    Inside a transaction, or with a pooler that shares connections between transactions, nothing stands and `as_job` acts each time.
    """
    if connection.in_atomic_block or not settings.ENV.prepare:
        yield
        return
    _stand(job)
    STANDING.job = job
    try:
        yield
    finally:
        STANDING.job = ""
        try:
            _stand("")
        except Error:  # the connection is lost, and the context with it
            connection.close()


def _stand(job: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STAND, [job])


@receiver(connection_created)
def _nothing_stands(**_: object) -> None:
    """A connection that was opened anew knows no context."""
    STANDING.job = ""


@contextmanager
def as_job(job: str) -> Iterator[None]:
    """A few statements of a job: under the context that stands, else `acting`."""
    if getattr(STANDING, "job", "") == job and not connection.in_atomic_block:
        yield
    else:
        with acting(Actor(job=job)):
            yield


def as_actor(actor: Actor, make: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """A generator that owns its transaction, for streamed exports: the request's own is committed before the body runs.

    Audit the ids it may send (`saw`) before you return the response; the stream then sends those or fewer, never more.
    """
    with acting(actor):
        yield from make()


def _place(row: tuple[object, ...]) -> Place | None:
    if row[0] is None:
        return None
    organization_id, name, short_name, kind, time_zone, role = row
    return Place(
        id=int(str(organization_id)),
        name=str(name),
        short_name=str(short_name),
        kind=OrganizationKind(str(kind)),
        time_zone=str(time_zone),
        role=Role(str(role)) if role else None,
    )
