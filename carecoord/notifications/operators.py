"""What operators see and do on the command line: numbers, and retry or cancel by id, audited. No patient, no recipient's name.

The same for administrators, in pages, is in `administering`: they have no access to rows and reach them through functions of the database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.models import ClockNow
from carecoord.audit import trail
from carecoord.notifications.channels import registry
from carecoord.notifications.models import Heartbeat, Notification
from carecoord.notifications.states import OPEN, State

SHORTEST_REASON = 10
LISTED = 200
OPERATOR = "outbox-operator"


@dataclass(frozen=True)
class Counters:
    """Depth by state; `oldest_age` in seconds of what should have gone and has not; `beat_age` in seconds since beat's last sweep."""

    due: int
    retry: int
    leased: int
    stuck: int
    failed: int
    oldest_age: int
    beat_age: int | None
    poller_age: int | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def counters() -> Counters:
    """For anybody: the numbers come from a function of the database that shows no row."""
    with connection.cursor() as cursor:
        cursor.execute("select due, retry, leased, stuck, failed, oldest_due_at from access.outbox_counters()")
        due, retrying, leased, stuck, failed, oldest = cursor.fetchone()
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    return Counters(due, retrying, leased, stuck, failed, age(oldest) or 0, age(beats.get("beat")), age(beats.get("poller")))


@dataclass(frozen=True)
class Line:
    """How many notices of a kind stand in one state (`stuck`: leased beyond the lease); `oldest_age` in seconds."""

    channel: str
    kind: str
    state: str
    holder: str
    count: int
    oldest_age: int


def lines() -> list[Line]:
    """By channel, kind and state, and for leases by who holds them; for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.outbox_lines(%s)", [list(registry.names())])
        rows = cursor.fetchall()
    found = [Line(channel, kind, state, holder, count, age(oldest) or 0) for channel, kind, state, holder, count, oldest in rows]
    return sorted(found, key=lambda line: (line.state, -line.count))


def age(at: datetime | None) -> int | None:
    return None if at is None else max(0, round((timezone.now() - at).total_seconds()))


def troubled() -> list[Notification]:
    """What failed, and what is leased beyond its lease."""
    with acting(Actor(job=OPERATOR)):
        stuck = Q(state=State.LEASED, lease_until__lt=ClockNow())
        return list(Notification.objects.filter(Q(state=State.FAILED) | stuck).order_by("created_at")[:LISTED])


def retry(notice: UUID | None, *, reason: str = "", is_rehearsal: bool = False) -> int:
    """Make one failed notice, or all of them, due again; returns how many."""
    with acting(Actor(job=OPERATOR)) as actor:
        rows = Notification.objects.filter(state=State.FAILED, **({"pk": notice} if notice else {}))
        if is_rehearsal:
            return rows.count()
        count = rows.update(state=State.DUE, attempts=0, try_at=ClockNow())
        trail.record(actor, "outbox.retry", reason=f"{count} notices {reason}".strip(), object_id=str(notice or ""))
    return count


def cancel(notice: UUID, *, reason: str, is_rehearsal: bool = False) -> bool:
    """Stop one notice that has not gone out; False if there is none."""
    with acting(Actor(job=OPERATOR)) as actor:
        row = Notification.objects.select_for_update().filter(pk=notice, state__in=[*OPEN, State.FAILED]).first()
        if row is None or is_rehearsal:
            return row is not None
        Notification.objects.filter(pk=notice).update(state=State.CANCELLED, last_error_class="operator", try_at=F("try_at"))
        trail.record(actor, "outbox.cancel", about=row, patients=[row.patient_id] if row.patient_id else [], reason=reason)
    return True
