"""The one loop that keeps the promise: take back lost leases, end what is too late, find what is due, send. Safe to run anywhere, any time.

Beat calls it through the broker every 15 s; when beat has been silent for a while, the poller calls it without any broker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models.functions import Now
from django.utils import timezone

from carecoord.notifications import delivery, ladders, leases
from carecoord.notifications.models import Heartbeat

SILENT = timedelta(seconds=20)  # beat ticks every 15 s


class Caller(StrEnum):
    BEAT = "beat"
    POLLER = "poller"


@dataclass(frozen=True)
class Swept:
    """What one sweep did, in rows."""

    recovered: int
    expired: int
    reminders: int
    sent: int


def sweep(caller: Caller) -> Swept:
    """One full round."""
    with leases.working():
        Heartbeat.objects.update_or_create(name=caller, defaults={"at": Now()})
    return Swept(recovered=leases.recover(), expired=leases.expire(), reminders=ladders.tell(), sent=delivery.deliver())


def beat_is_silent() -> bool:
    """True when no sweep has come through the broker lately: broker, beat or worker is away, whichever."""
    return not Heartbeat.objects.filter(name=Caller.BEAT, at__gt=timezone.now() - SILENT).exists()
