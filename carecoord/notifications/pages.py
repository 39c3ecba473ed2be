"""The pages of this room as values ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carecoord.access.actor import Actor
from carecoord.notifications import center
from carecoord.notifications.kinds import Words
from carecoord.notifications.models import Notification
from carecoord.ui.parts import Button, Tag, Tone
from carecoord.ui.pieces import Empty, Tab


@dataclass(frozen=True)
class Row:
    """One notice. `about` and `place` may be empty; `id` is the row's anchor."""

    id: str
    title: Words
    about: str
    place: str
    at: datetime
    tag: Tag | None
    is_unread: bool
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Center:
    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    empty: Empty | None
    read_all: Button | None
    older: str


def build(actor: Actor, found: center.Slice, labels: Mapping[UUID, str], *, unread_only: bool, is_first: bool) -> Center:
    unread: int = found.rows[0].unread if found.rows else 0  # type: ignore[attr-defined]  # annotated by center.page
    rows = tuple(row_of(actor, row, labels) for row in found.rows)
    here = "?show=unread" if unread_only else "?"
    newest = found.rows[0].due_at.isoformat() if found.rows else ""
    return Center(
        rows=rows,
        tabs=(
            Tab(_("Not read"), "?show=unread", count=capped(unread), tone=Tone.YOU, current=unread_only),
            Tab(_("All"), reverse("notices:list"), current=not unread_only),
        ),
        empty=None if rows else nothing(unread_only=unread_only),
        read_all=Button(_("Mark all as read"), reverse("notices:read_all"), post=True, fields=(("until", newest),))
        if unread and is_first
        else None,
        older=f"{here}&before={found.older}" if found.older else "",
    )


def capped(count: int) -> int | str:
    return count if count < 100 else "99+"


def nothing(*, unread_only: bool) -> Empty:
    if unread_only:
        return Empty(_("You have read everything"), _("New notices come to this list by themselves."))
    return Empty(_("No notices yet"), _("When something happens that concerns you, it is said here."))


OPEN, READ, NEW, URGENT = gettext_lazy("Open"), gettext_lazy("Mark as read"), gettext_lazy("New"), gettext_lazy("Needs you today")


def row_of(actor: Actor, row: Notification, labels: Mapping[UUID, str]) -> Row:
    is_unread = row.read_at is None
    buttons = [Button(OPEN, reverse("notices:open", args=[row.pk]), post=True)]
    if is_unread:
        buttons.append(Button(READ, reverse("notices:read", args=[row.pk]), kind="bare", post=True))
    return Row(
        id=f"n-{row.pk}",
        title=row.form.title,
        about=labels.get(row.about, "") if row.about else "",
        place=center.elsewhere(actor, row),
        at=row.due_at,
        tag=tag_of(row) if is_unread else None,
        is_unread=is_unread,
        buttons=tuple(buttons),
    )


def tag_of(row: Notification) -> Tag:
    return Tag(URGENT, Tone.YOU, "exclaim") if row.is_urgent else Tag(NEW, Tone.PLAIN, "bell")
