"""Reminders are level-triggered: apps register a source that says who is due now, every sweep asks, a unique key keeps it to once.

A source yields a `Due` for every rung whose time has come. Of the rungs of one ladder only the highest is told: after an outage nobody
gets the whole staircase at once. `rope` names one step with its due instant, so a step that gets a new date reminds again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from carecoord.notifications import leases, routing
from carecoord.notifications.kinds import Kind
from carecoord.notifications.models import Notification
from carecoord.notifications.outbox import write
from carecoord.notifications.routing import Order

log = logging.getLogger(__name__)
AT_ONCE = 500
LOCK = 7_041_100  # one finder at a time; a second one would only find the same


@dataclass(frozen=True)
class Due:
    """One rung that has come due: whom to tell what, about which row."""

    rope: str
    rung: int
    kind: Kind
    to: Sequence[int]
    due_at: datetime
    about: UUID | None = None
    patient_id: UUID | None = None
    organization_id: int | None = None
    expires_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.rope}:rung{self.rung}"


Source = Callable[[datetime], Iterable[Due]]
SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Ask `source` at every sweep; it runs as carecoord_worker. Registering a name again replaces it."""
    SOURCES[name] = source


def tell() -> int:
    """Ask every source and post what nobody was told yet; returns how many reminders. A faulty source does not stop the others."""
    told = 0
    for name, source in SOURCES.items():
        try:
            with leases.working():
                told += _ask(source)
        except Exception:
            log.exception("ladder.failed %s", name)
    return told


def _ask(source: Source) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    now, told = timezone.now(), 0
    for chunk in _chunks(highest(source(now))):
        known = set(Notification.objects.filter(key__in=[due.key for due in chunk]).values_list("key", flat=True))
        fresh = [due for due in chunk if due.key not in known]
        write(routing.rows([order(due, now) for due in fresh]))
        told += len(fresh)
    return told


def highest(found: Iterable[Due]) -> list[Due]:
    """The highest rung of each ladder that has somebody to tell."""
    best: dict[str, Due] = {}
    for due in found:
        if due.to and (due.rope not in best or best[due.rope].rung < due.rung):
            best[due.rope] = due
    return list(best.values())


def order(due: Due, now: datetime) -> Order:
    """Due now, however late it was found, so that it stands on top of the center."""
    common = Notification(
        kind=due.kind,
        organization_id=due.organization_id,
        about=due.about,
        patient_id=due.patient_id,
        key=due.key,
        is_urgent=due.kind.form.is_urgent,
        due_at=now,
        try_at=now,
        expires_at=due.expires_at,
    )
    return Order(common, due.to)


def _chunks(found: Sequence[Due]) -> Iterator[list[Due]]:
    rest = iter(found)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
