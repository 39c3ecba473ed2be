"""The in-app center of one person: their list, page by page, and marking as read. Only ever the actor's own rows."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Func, IntegerField, Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.notifications.models import Notification, NotificationQuerySet
from carecoord.notifications.states import Channel

PAGE = 25


class Unread(Func):
    """How many notices the acting user has not read, up to 100: a value for use inside another statement."""

    template = "access.unread_notices()"
    output_field = IntegerField()


@dataclass(frozen=True)
class Slice:
    """One page of rows, newest first; `older` is the mark for the next page, or empty."""

    rows: list[Notification]
    older: str


def page(actor: Actor, *, unread_only: bool = False, before: str = "", size: int = PAGE) -> Slice:
    """One statement. Each row carries `unread`, the number for the frame. Raises ValueError for a mark that is none of ours."""
    rows = Notification.objects.of(actor.user_id).annotate(unread=Unread()).select_related("organization")
    if unread_only:
        rows = rows.unread()
    if before:
        rows = after_mark(rows, *unmark(before))
    found = list(rows.order_by("-due_at", "-id")[: size + 1])
    return Slice(found[:size], mark(found[size - 1]) if len(found) > size else "")


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
    return Notification.objects.of(actor.user_id).unread().filter(about=about).update(read_at=timezone.now())


def elsewhere(actor: Actor, row: Notification) -> str:
    """The name of the organization that the notice belongs to, if the actor now acts for another one."""
    if row.organization is None or row.organization_id == actor.place_id:
        return ""
    return row.organization.short_name
