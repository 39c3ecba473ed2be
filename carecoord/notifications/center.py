"""The in-app center of one person: their list, filtered, page by page, and marking as read. Only ever the actor's own rows."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Func, IntegerField, Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.notifications.kinds import KINDS, Kind, Topic, form_of
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.states import Channel

PAGE = 25
COUNTED = 500  # unread notices that are told apart by topic; beyond it nobody reads numbers


class Show(StrEnum):
    ALL = ""
    UNREAD = "unread"
    URGENT = "urgent"


@dataclass(frozen=True)
class Wanted:
    """Which notices: each filter narrows; `about` is one referral, journey or other row, `patient` everything of one person."""

    show: Show = Show.ALL
    topic: Topic | None = None
    about: UUID | None = None
    patient: UUID | None = None

    def of(self, rows: NotificationQuerySet) -> NotificationQuerySet:
        rows = rows.unread() if self.show is Show.UNREAD else rows
        rows = rows.filter(is_urgent=True) if self.show is Show.URGENT else rows
        rows = rows.filter(kind__in=kinds_of(self.topic)) if self.topic else rows
        rows = rows.filter(about=self.about) if self.about else rows
        return rows.filter(patient_id=self.patient) if self.patient else rows

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address; what is not narrowed is left out."""
        pairs = {"show": self.show, "topic": self.topic, "about": self.about, "patient": self.patient}
        return {name: str(value) for name, value in pairs.items() if value}


EVERYTHING = Wanted()


def kinds_of(topic: Topic) -> list[Kind]:
    return [kind for kind, form in KINDS.items() if form.topic is topic]


class Unread(Func):
    """How many notices the acting user has not read, up to 100: a value for use inside another statement."""

    template = "access.unread_notices()"
    output_field = IntegerField()


@dataclass(frozen=True)
class Slice:
    """One page of rows, newest first; `older` is the mark for the next page, or empty."""

    rows: list[Notification]
    older: str


def page(actor: Actor, wanted: Wanted = EVERYTHING, *, before: str = "", size: int = PAGE) -> Slice:
    """One statement. Raises ValueError for a mark that is none of ours."""
    rows = wanted.of(Notification.objects.of(actor.user_id)).select_related("organization", "stands_for")
    if before:
        rows = after_mark(rows, *unmark(before))
    found = list(rows.order_by("-due_at", "-id")[: size + 1])
    return Slice(found[:size], mark(found[size - 1]) if len(found) > size else "")


@dataclass(frozen=True)
class Tally:
    """What is unread: how many, how many of them urgent, and how many by topic."""

    unread: int = 0
    urgent: int = 0
    topics: Counter[Topic] = field(default_factory=Counter)


def tally(actor: Actor) -> Tally:
    """One statement over the index of what is unread."""
    rows = list(Notification.objects.of(actor.user_id).unread().values_list("kind", "is_urgent")[:COUNTED])
    topics = Counter(form_of(kind).topic for kind, _ in rows)
    return Tally(len(rows), sum(is_urgent for _, is_urgent in rows), topics)


@dataclass(frozen=True)
class Pulse:
    """The little that a page asks for again and again: counts, and when the newest unread notice came due."""

    unread: int
    urgent: int
    newest_at: datetime | None


# At most a hundred entries of one index; said here because it is asked every few seconds by every open page.
PULSE = """
select count(*), count(*) filter (where is_urgent), max(due_at) from (
  select is_urgent, due_at from notifications_notification
  where recipient_id = %s and channel = 'inapp' and state = 'due' and read_at is null
    and due_at <= statement_timestamp() and (expires_at is null or expires_at > statement_timestamp())
  order by due_at desc limit 100) newest
"""


def pulse(actor: Actor) -> Pulse:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(PULSE, [actor.user_id])
        return Pulse(*cursor.fetchone())


def after_mark(rows: NotificationQuerySet, at: datetime, row_id: UUID) -> NotificationQuerySet:
    """Keyset: the first condition is what the index can use."""
    return rows.filter(Q(due_at__lt=at) | Q(id__lt=row_id), due_at__lte=at)


def mark(row: Notification) -> str:
    return base64.urlsafe_b64encode(f"{row.due_at.isoformat()} {row.pk}".encode()).decode().rstrip("=")


def unmark(text: str) -> tuple[datetime, UUID]:
    try:
        at, row_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(" ")
        instant = datetime.fromisoformat(at)
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise ValueError("not a mark of ours") from fault
    if instant.tzinfo is None:
        raise ValueError("not a mark of ours")
    return instant, UUID(row_id)


def read_by_team(keys: Collection[str]) -> dict[str, datetime]:
    """Of notices to staff about the reader's own record: when one of them was first opened, by key. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select key, read_at from access.messages_read(%s)", [list(keys)])
        return dict(cursor.fetchall())


def find(actor: Actor, row_id: UUID) -> Notification:
    """The actor's own notice, by the id of any of its channels; raises DoesNotExist for anybody else's."""
    return Notification.objects.select_related("organization").get(pk=row_id, recipient_id=actor.user_id or 0)


def read(actor: Actor, row: Notification) -> None:
    """Mark the notice read in the center, whichever channel it was opened from. Reading twice keeps the first instant."""
    mine = Notification.objects.filter(recipient_id=actor.user_id or 0, key=row.key, channel=Channel.INAPP)
    mine.unread().update(read_at=timezone.now())


def read_all(actor: Actor, *, until: datetime) -> int:
    """Everything due up to `until`: what came in while the page was open stays unread."""
    return Notification.objects.of(actor.user_id).unread().filter(due_at__lte=until).update(read_at=timezone.now())


def read_about(actor: Actor, about: UUID) -> int:
    """For pages that show what notices are about: they are read once the page is."""
    return _mark_read(Notification.objects.of(actor.user_id).filter(about=about))


def read_kinds(actor: Actor, kinds: Collection[Kind], *, patient_id: UUID | None = None) -> int:
    """For pages that answer these kinds whole: of one patient, or of everybody the reader has."""
    rows = Notification.objects.of(actor.user_id).filter(kind__in=kinds)
    return _mark_read(rows.filter(patient_id=patient_id) if patient_id else rows)


def _mark_read(rows: NotificationQuerySet) -> int:
    return rows.unread().update(read_at=timezone.now())


def elsewhere(actor: Actor, row: Notification) -> str:
    """The name of the organization that the notice belongs to, if the actor now acts for another one."""
    if row.organization is None or row.organization_id == actor.place_id:
        return ""
    return row.organization.short_name
