"""One mail instead of many: an ordinary row of kind DIGEST, once a person and day, that says how many notices are unread and no more.

What it replaces ends as cancelled, `in_digest`. Whether anything is still unread is asked when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from carecoord.notifications import timing
from carecoord.notifications.kinds import Kind
from carecoord.notifications.models import Notification
from carecoord.notifications.routing import Person, copy
from carecoord.notifications.states import OPEN, Channel
from carecoord.notifications.wishes import When

if TYPE_CHECKING:
    from carecoord.notifications.checks import Candidate, Later

IN_DIGEST = "in_digest"
Told = tuple["Candidate", Person, When]


def key(user_id: int, person: Person, now: datetime) -> str:
    return f"digest:{user_id}:{now.astimezone(person.hours.zone).date()}"


def instead(told: Sequence[Told], now: datetime) -> dict[UUID, str | Later]:
    """Write the digests that tell of these rows; a person whose digest of today has gone waits for the next one."""
    from carecoord.notifications.checks import Later

    if not told:
        return {}
    gone = _write({row.recipient_id: person for row, person, _ in told}, now)
    return {
        row.id: Later(timing.digest_at(person.hours, when, now), timing.DIGEST) if row.recipient_id in gone else IN_DIGEST
        for row, person, when in told
    }


def _write(people: dict[int, Person], now: datetime) -> set[int]:
    """Whose digest of today has left already."""
    keys = {one: key(one, person, now) for one, person in people.items()}
    rows = [copy(Notification(kind=Kind.DIGEST, key=keys[one], due_at=now, try_at=now), one, Channel.EMAIL) for one in people]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    found = Notification.objects.filter(key__in=keys.values(), channel=Channel.EMAIL).exclude(state__in=OPEN)
    return set(found.values_list("recipient_id", flat=True))
