"""The statements that move a row through its lease: claim, hold, mark. Each is short, committed at once, and bound to the lease's token.

They run as carecoord_worker with the job named in the context, which is what the policies of that role ask for.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import F

from carecoord.access import actor
from carecoord.access.models import ClockNow
from carecoord.notifications.channels import registry
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.states import Channel, State

if TYPE_CHECKING:
    from carecoord.notifications.checks import Later

Group = TypeVar("Group")
JOB = "outbox"
CRASHES_ALLOWED = 50  # lost leases of one row; a row that kills its worker each time must end somewhere
EXPIRE_AT_ONCE = 5000
LONGEST_NAME = 120

# statement_timestamp() is stable, so that the index of what is waiting is used; SKIP LOCKED lets any number of workers claim at once.
# Urgent and other rows are two ranges of that index: what is due later, urgent or not, is never read. What has expired ends right here.
CLAIM = """UPDATE notifications_notification n
set state = case when n.expires_at <= clock_timestamp() then 'expired' else 'leased' end,
    lease_token = %s, lease_until = clock_timestamp() + make_interval(secs => %s), lease_holder = %s
from (
  with urgent as materialized (
    select id from notifications_notification
    where state in ('due', 'retry') and channel = %s and channel <> 'inapp' and is_urgent and try_at <= statement_timestamp()
    order by try_at limit %s for update skip locked),
  other as materialized (
    select id from notifications_notification
    where state in ('due', 'retry') and channel = %s and channel <> 'inapp' and not is_urgent and try_at <= statement_timestamp()
    order by try_at limit %s - (select count(*) from urgent) for update skip locked)
  select id from urgent union all select id from other) due
where n.id = due.id
"""
CHANNELS_DUE = """
select channel from unnest(%(channels)s) channel where exists (
  select 1 from notifications_notification n
  where n.state in ('due', 'retry') and n.channel = channel and n.channel <> 'inapp' and n.is_urgent in (true, false)
    and n.try_at <= statement_timestamp())
"""
EXPIRE = """
with late as materialized (
  select id from notifications_notification
  where state in ('due', 'retry') and channel = any(%(channels)s) and channel <> 'inapp' and is_urgent in (true, false)
    and try_at <= statement_timestamp() and expires_at <= statement_timestamp()
  limit %(limit)s for update skip locked)
update notifications_notification n set state = 'expired' from late where n.id = late.id
"""
# A row that was cancelled in the very moment keeps that state, and says in `sent_at` that the message had gone.
SENT = """UPDATE notifications_notification
set state = case when state = 'leased' then 'sent' else state end, sent_at = clock_timestamp(), attempts = attempts + 1,
    lease_token = null, provider_id = %s
where id = %s and lease_token = %s
"""
SENT_TOGETHER = """
update notifications_notification n
set state = case when n.state = 'leased' then 'sent' else n.state end, sent_at = clock_timestamp(), attempts = n.attempts + 1,
    lease_token = null, provider_id = gone.provider_id
from unnest(%(ids)s::uuid[], %(provider_ids)s::text[]) gone (id, provider_id)
where n.id = gone.id and n.lease_token = %(token)s
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


def standing() -> AbstractContextManager[None]:
    """For a loop of the statements below: each commits by itself, in one message to the server."""
    return actor.standing(JOB)


def working() -> AbstractContextManager[None]:
    return actor.as_job(JOB)


def _count(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> int:
    with working(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def length() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def claim(token: UUID, *, channel: Channel, limit: int) -> int:
    """Lease up to `limit` due rows of one channel, urgent ones first, and end what has expired; returns how many rows it touched."""
    name = str(channel.value)
    return _count(CLAIM, [token, settings.OUTBOX_LEASE_SECONDS, holder(), name, limit, name, limit])


def holder() -> str:
    """This process, for operators who look for a worker that is stuck."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def channels_due(channels: Iterable[str]) -> list[Channel]:
    """Those of these channels by which something is due."""
    with working(), connection.cursor() as cursor:
        cursor.execute(CHANNELS_DUE, {"channels": list(channels)})
        return [Channel(value) for (value,) in cursor.fetchall()]


def expire() -> int:
    """End what nobody should get any more, by whichever channel."""
    return _count(EXPIRE, {"channels": list(registry.names()), "limit": EXPIRE_AT_ONCE})


def recover() -> int:
    """Take back the leases of workers that are gone."""
    return _count(RECOVER, {"crashes": CRASHES_ALLOWED})


def held(token: UUID) -> NotificationQuerySet:
    """The rows leased under this token."""
    return Notification.objects.filter(lease_token=token, state=State.LEASED)


def hold(token: UUID) -> None:
    """A full lease from now for what is still leased under this token; what has expired meanwhile is ended."""
    held(token).filter(expires_at__lte=ClockNow()).update(state=State.EXPIRED)
    held(token).update(lease_until=ClockNow() + length())


def give_back(token: UUID) -> None:
    """What the batch did not come to is due again at once."""
    with working():
        held(token).update(state=State.DUE, lease_token=None)


def set_aside(row_id: UUID, token: UUID) -> UUID:
    """A message that hangs, under a token of its own and for a full lease: the rest of its batch goes on without it."""
    own = uuid4()
    with working():
        _held(token, [row_id]).update(lease_token=own, lease_until=ClockNow() + length())
    return own


def stop(token: UUID, reasons: Mapping[UUID, str]) -> None:
    """Cancel refused rows, one statement for each reason."""
    for reason, ids in _grouped(reasons):
        _held(token, ids).update(state=State.CANCELLED, last_error_class=reason)


def postpone(token: UUID, later: Mapping[UUID, Later]) -> None:
    """Back to due at its later instant, one statement for each; no attempt is counted."""
    for until, ids in _grouped({key: (one.at, one.why) for key, one in later.items()}):
        _held(token, ids).update(state=State.DUE, try_at=until[0], last_error_class=until[1][:80], lease_token=None)


def _held(token: UUID, ids: Iterable[UUID]) -> NotificationQuerySet:
    return held(token).filter(pk__in=list(ids))


def _grouped(found: Mapping[UUID, Group]) -> Iterator[tuple[Group, list[UUID]]]:
    groups: dict[Group, list[UUID]] = {}
    for key, value in found.items():
        groups.setdefault(value, []).append(key)
    yield from groups.items()


def sent(row_id: UUID, token: UUID, *, provider_id: str = "") -> None:
    _count(SENT, [provider_id[:LONGEST_NAME], row_id, token])


def sent_together(token: UUID, gone: Mapping[UUID, str]) -> None:
    """Many at once, by id with the provider's name for each: only where the provider knows a repeated message."""
    if gone:
        names = [name[:LONGEST_NAME] for name in gone.values()]
        _count(SENT_TOGETHER, {"ids": list(gone), "provider_ids": names, "token": token})


def fail(row_id: UUID, token: UUID, code: str) -> None:
    _close(row_id, token, state=State.FAILED, last_error_class=code[:80])


def retry(row_id: UUID, token: UUID, code: str, *, after: timedelta) -> None:
    _close(row_id, token, state=State.RETRY, last_error_class=code[:80], try_at=ClockNow() + after)


def fail_strays(token: UUID, kinds: Collection[str]) -> None:
    """Rows of a kind that this version does not know, left by a newer one or an older: each would stop its whole batch."""
    strays = held(token).exclude(kind__in=[str(kind) for kind in kinds])
    strays.update(state=State.FAILED, attempts=F("attempts") + 1, last_error_class="UnknownKind", lease_token=None)


def _close(row_id: UUID, token: UUID, **changes: object) -> None:
    with working():
        mine = Notification.objects.filter(pk=row_id, lease_token=token, state=State.LEASED)
        mine.update(attempts=F("attempts") + 1, lease_token=None, **changes)
