"""The statements that move a row through its lease: claim, hold, mark. Each is short, committed at once, and bound to the lease's token.

They run as carecoord_worker with the job named in the context, which is what the policies of that role ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from carecoord.access.actor import Actor, acting
from carecoord.access.models import ClockNow
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.states import Channel, State

JOB = "outbox"
CRASHES_ALLOWED = 50  # lost leases of one row; a row that kills its worker each time must end somewhere
EXPIRE_AT_ONCE = 5000

# statement_timestamp() is stable, so that the index of what is waiting is used; SKIP LOCKED lets any number of workers claim at once.
CLAIM = """
with due as materialized (
  select id from notifications_notification
  where state in ('due', 'retry') and channel <> 'inapp' and try_at <= statement_timestamp()
  order by is_urgent desc, try_at limit %(limit)s for update skip locked)
update notifications_notification n
set state = 'leased', lease_token = %(token)s, lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
from due where n.id = due.id
"""
EXPIRE = """
with late as materialized (
  select id from notifications_notification
  where state in ('due', 'retry') and channel <> 'inapp' and try_at <= statement_timestamp() and expires_at <= statement_timestamp()
  limit %(limit)s for update skip locked)
update notifications_notification n set state = 'expired' from late where n.id = late.id
"""
# Jitter, so that a row that kills its worker does not come first each time.
RECOVER = """
with lost as materialized (
  select id from notifications_notification
  where state = 'leased' and lease_until <= statement_timestamp() for update skip locked)
update notifications_notification n
set state = case when attempts >= %(crashes)s then 'failed' else 'retry' end, attempts = attempts + 1, lease_token = null,
    last_error_class = 'WorkerLost', try_at = clock_timestamp() + random() * interval '2 seconds'
from lost where n.id = lost.id
"""


@contextmanager
def working() -> Iterator[None]:
    with acting(Actor(job=JOB)):
        yield


def _count(statement: str, **values: int | UUID) -> int:
    with working(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def length() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def claim(token: UUID, *, limit: int) -> int:
    """Lease up to `limit` due rows, urgent ones first; returns how many."""
    return _count(CLAIM, token=token, limit=limit, seconds=settings.OUTBOX_LEASE_SECONDS)


def expire() -> int:
    """End what nobody should get any more."""
    return _count(EXPIRE, limit=EXPIRE_AT_ONCE)


def recover() -> int:
    """Take back the leases of workers that are gone."""
    return _count(RECOVER, crashes=CRASHES_ALLOWED)


def hold(token: UUID) -> NotificationQuerySet:
    """The rows still leased under this token, for a full lease from now; what has expired meanwhile is ended."""
    mine = Notification.objects.filter(lease_token=token, state=State.LEASED)
    mine.filter(expires_at__lte=ClockNow()).update(state=State.EXPIRED)
    mine.update(lease_until=ClockNow() + length())
    return mine


def give_back(token: UUID) -> None:
    """What the batch did not come to is due again at once."""
    with working():
        Notification.objects.filter(lease_token=token, state=State.LEASED).update(state=State.DUE, lease_token=None)


def stop(token: UUID, reasons: Mapping[UUID, str]) -> None:
    """Cancel refused rows, one statement for each reason."""
    pairs = sorted(reasons.items(), key=lambda pair: pair[1])
    for reason, group in groupby(pairs, key=lambda pair: pair[1]):
        rows = Notification.objects.filter(pk__in=[key for key, _ in group], lease_token=token, state=State.LEASED)
        rows.update(state=State.CANCELLED, last_error_class=reason)


def sent(row_id: UUID, token: UUID, *, provider_id: str = "") -> None:
    """A row that was cancelled in the very moment keeps that state, and says in `sent_at` that the message had gone."""
    was_leased = When(state=State.LEASED, then=Value(State.SENT))
    with working():
        Notification.objects.filter(pk=row_id, lease_token=token).update(
            state=Case(was_leased, default=F("state")),
            sent_at=ClockNow(),
            attempts=F("attempts") + 1,
            lease_token=None,
            provider_id=provider_id[:120],
        )


def fail(row_id: UUID, token: UUID, code: str) -> None:
    _close(row_id, token, state=State.FAILED, last_error_class=code[:80])


def retry(row_id: UUID, token: UUID, code: str, *, after: timedelta) -> None:
    _close(row_id, token, state=State.RETRY, last_error_class=code[:80], try_at=ClockNow() + after)


def _close(row_id: UUID, token: UUID, **changes: object) -> None:
    with working():
        mine = Notification.objects.filter(pk=row_id, lease_token=token, state=State.LEASED)
        mine.update(attempts=F("attempts") + 1, lease_token=None, **changes)


def waiting_longer_than(age: timedelta) -> bool:
    """Whether something has been due for longer than `age`: nobody is sending."""
    late = Q(state__in=[State.DUE, State.RETRY], try_at__lte=Now() - age) & ~Q(channel=Channel.INAPP)
    with working():
        return Notification.objects.filter(late).exists()
