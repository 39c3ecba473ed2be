"""Writing and stopping notices, in the caller's transaction: what verbs call. Sending is in `delivery`.

A row is written before anything is sent, so a crash between the two loses nothing; the nudge after the commit only saves waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import User
from carecoord.notifications import nudge, routing
from carecoord.notifications.kinds import Audience, Kind, kinds_for
from carecoord.notifications.models import Notification
from carecoord.notifications.routing import Order
from carecoord.notifications.states import OPEN, Channel, State
from carecoord.notifications.wallclock import WallTime, instant

Recipient = User | int
LONGEST_REASON = 80


def post(
    kind: Kind,
    *,
    to: Recipient | Iterable[Recipient],
    key: str,
    about: UUID | None = None,
    patient_id: UUID | None = None,
    organization_id: int | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    channels: Collection[Channel] | None = None,
    wall: WallTime | None = None,
) -> None:
    """Write one row for each recipient and channel that they chose; a `key` already posted to somebody is left as it is.

    Two statements whatever the number of recipients: what they wish, then the rows. `channels`: exactly these, whatever they chose.
    `about` is the row that the link opens and needs `patient_id`, or nothing could stop the notice when the patient dies.
    `organization_id` is where staff recipients work on it: they are told only while they work there and it has a grant.
    `wall` instead of `due_at`: a time of day there, which moves with the zone that it follows.
    """
    where: dict[str, Any] = {"about": about, "patient_id": patient_id, "organization_id": organization_id}
    times: dict[str, Any] = {"due_at": due_at, "expires_at": expires_at, "wall": wall}
    post_all([notice(kind, to=to, key=key, channels=channels, **where, **times)])


def notice(
    kind: Kind,
    *,
    to: Recipient | Iterable[Recipient],
    key: str,
    about: UUID | None = None,
    patient_id: UUID | None = None,
    organization_id: int | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    channels: Collection[Channel] | None = None,
    wall: WallTime | None = None,
) -> Order:
    """What `post` would write, for `post_all`."""
    if about is not None and patient_id is None:
        raise ValueError("A notice about something names its patient.")
    where: dict[str, Any] = {"organization_id": organization_id, "about": about, "patient_id": patient_id}
    common = Notification(kind=kind, key=key, is_urgent=kind.form.is_urgent, expires_at=expires_at, **where, **_times(due_at, wall))
    return Order(common, _ids(to), channels or ())


def post_all(orders: Sequence[Order]) -> None:
    """Several notices in the two statements of one."""
    write(routing.rows(orders))


def _times(due_at: datetime | None, wall: WallTime | None) -> dict[str, Any]:
    due = instant(wall.at, wall.zone) if wall else due_at or timezone.now()
    meant = {"wall_at": wall.at, "zone": wall.zone, "zone_of": wall.follows} if wall else {}
    return {"due_at": due, "try_at": due, **meant}


def write(rows: Sequence[Notification]) -> None:
    """Insert what is not there yet, and wake a worker after the commit if something is due."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    now = timezone.now()
    if any(row.due_at <= now for row in rows):
        nudge.after_commit()


def _ids(to: Recipient | Iterable[Recipient]) -> list[int]:
    people = [to] if isinstance(to, User | int) else to
    return list(dict.fromkeys(one.pk if isinstance(one, User) else one for one in people))


def cancel(
    *,
    reason: str,
    about: UUID | None = None,
    patient_id: UUID | None = None,
    kinds: Collection[Kind] = (),
    audience: Audience | None = None,
    recipients: Collection[int] = (),
) -> int:
    """Stop what has not gone out and has not been read; returns how many rows. `reason` is a code such as `deceased`.

    The caller sees the patient, or nothing is stopped. Call it before posting new notices about the same thing.
    """
    if about is None and patient_id is None:
        raise ValueError("Say what the notices are about.")
    rows = Notification.objects.filter(Q(read_at__isnull=True) | ~Q(channel=Channel.INAPP), state__in=OPEN)
    if audience is not None:
        rows = rows.filter(kind__in=kinds_for(audience))
    narrower = {"about": about, "patient_id": patient_id, "kind__in": kinds, "recipient_id__in": recipients}
    rows = rows.filter(**{name: value for name, value in narrower.items() if value})
    return rows.update(state=State.CANCELLED, last_error_class=reason[:LONGEST_REASON])


def death(patient_id: UUID) -> int:
    """Stop every message to the patient and those who care for them, in the transaction that records the death."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Stop the messages in the transaction that records the death.")
    return cancel(patient_id=patient_id, audience=Audience.PERSON, reason="deceased")
