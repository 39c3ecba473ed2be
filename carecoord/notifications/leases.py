"""The statements that move a row through its lease: claim, hold, mark. Each is short, committed at once, and bound to the lease's token.

They run as carecoord_worker with the job named in the context, which is what the policies of that role ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from carecoord.access.actor import Actor, acting
from carecoord.access.models import ClockNow
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.states import Channel, State

if TYPE_CHECKING:
    from carecoord.notifications.checks import Later

Group = TypeVar("Group")
JOB = "outbox"
CRASHES_ALLOWED = 50  # lost leases of one row; a row that kills its worker each time must end somewhere
EXPIRE_AT_ONCE = 5000

# statement_timestamp() is stable, so that the index of what is waiting is used; SKIP LOCKED lets any number of workers claim at once.
# Urgent and other rows are two ranges of that index: what is due later, urgent or not, is never read.
CLAIM = """
with urgent as materialized (
  select id from notifications_notification
  where state in ('due', 'retry') and channel = %(channel)s and channel <> 'inapp' and is_urgent and try_at <= statement_timestamp()
  order by try_at limit %(limit)s for update skip locked),
other as materialized (
  select id from notifications_notification
  where state in ('due', 'retry') and channel = %(channel)s and channel <> 'inapp' and not is_urgent and try_at <= statement_timestamp()
  order by try_at limit %(limit)s - (select count(*) from urgent) for update skip locked)
update notifications_notification n
set state = 'leased', lease_token = %(token)s, lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
from (select id from urgent union all select id from other) due where n.id = due.id
"""
CHANNELS_DUE = """
select channel from unnest(%(channels)s) channel where exists (
  select 1 from notifications_notification n
  where n.state in ('due', 'retry') and n.channel = channel and n.channel <> 'inapp' and n.try_at <= statement_timestamp())
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


def _count(statement: str, **values: int | str | UUID) -> int:
    with working(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def length() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def claim(token: UUID, *, channel: Channel, limit: int) -> int:
    """Lease up to `limit` due rows of one channel, urgent ones first; returns how many."""
    return _count(CLAIM, token=token, channel=channel.value, limit=limit, seconds=settings.OUTBOX_LEASE_SECONDS)


def channels_due(channels: Iterable[str]) -> list[Channel]:
    """Those of these channels by which something is due."""
    with working(), connection.cursor() as cursor:
        cursor.execute(CHANNELS_DUE, {"channels": list(channels)})
        return [Channel(value) for (value,) in cursor.fetchall()]


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
    for reason, ids in _grouped(reasons):
        _held(token, ids).update(state=State.CANCELLED, last_error_class=reason)


def postpone(token: UUID, later: Mapping[UUID, Later]) -> None:
    """Back to due at its later instant, one statement for each; no attempt is counted."""
    for until, ids in _grouped({key: (one.at, one.why) for key, one in later.items()}):
        _held(token, ids).update(state=State.DUE, try_at=until[0], last_error_class=until[1][:80], lease_token=None)


def _held(token: UUID, ids: Iterable[UUID]) -> NotificationQuerySet:
    return Notification.objects.filter(pk__in=list(ids), lease_token=token, state=State.LEASED)


def _grouped(found: Mapping[UUID, Group]) -> Iterator[tuple[Group, list[UUID]]]:
    groups: dict[Group, list[UUID]] = {}
    for key, value in found.items():
        groups.setdefault(value, []).append(key)
    yield from groups.items()


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
