"""What operators see and do: numbers, and retry or cancel by id, audited. No patient, no recipient's name."""

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


def age(at: datetime | None) -> int | None:
    return None if at is None else max(0, round((timezone.now() - at).total_seconds()))


def troubled() -> list[Notification]:
    """What failed, and what is leased beyond its lease."""
    with acting(Actor(job=OPERATOR)):
        stuck = Q(state=State.LEASED, lease_until__lt=ClockNow())
        return list(Notification.objects.filter(Q(state=State.FAILED) | stuck).order_by("created_at")[:LISTED])


def retry(notice: UUID | None) -> int:
    """Make one failed notice, or all of them, due again; returns how many."""
    with acting(Actor(job=OPERATOR)) as actor:
        rows = Notification.objects.filter(state=State.FAILED)
        count = (rows.filter(pk=notice) if notice else rows).update(state=State.DUE, attempts=0, try_at=ClockNow())
        trail.record(actor, "outbox.retry", reason=f"{count} notices")
    return count


def cancel(notice: UUID, *, reason: str) -> bool:
    """Stop one notice that has not gone out; False if there is none."""
    with acting(Actor(job=OPERATOR)) as actor:
        row = Notification.objects.select_for_update().filter(pk=notice, state__in=[*OPEN, State.FAILED]).first()
        if row is None:
            return False
        Notification.objects.filter(pk=notice).update(state=State.CANCELLED, last_error_class="operator", try_at=F("try_at"))
        trail.record(actor, "outbox.cancel", about=row, patients=[row.patient_id] if row.patient_id else [], reason=reason)
    return True
