"""The pages of this room as values ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carecoord.access.actor import Actor
from carecoord.notifications import center
from carecoord.notifications.center import Show, Wanted
from carecoord.notifications.choices import audience_of
from carecoord.notifications.kinds import Audience, Words, topics_for
from carecoord.notifications.models import Notification
from carecoord.ui.parts import Button, Tag, Tone
from carecoord.ui.pieces import Empty, Pick, Tab


@dataclass(frozen=True)
class Row:
    """One notice. `about`, `place` and `stands_for` may be empty; `id` is the row's anchor, `about_href` leads to all about that person."""

    id: str
    title: Words
    about: str
    about_href: str
    place: str
    at: datetime
    tag: Tag | None
    is_unread: bool
    buttons: tuple[Button, ...]
    stands_for: str = ""


@dataclass(frozen=True)
class Center:
    """`only` says in words what the list is narrowed to besides tab and topic, `all_href` takes that away."""

    rows: tuple[Row, ...]
    tabs: tuple[Tab, ...]
    topics: tuple[Pick, ...]
    empty: Empty | None
    read_all: Button | None
    older: str
    newest: str = ""
    only: str = ""
    all_href: str = ""


def build(actor: Actor, wanted: Wanted, found: center.Slice, told: center.Tally, labels: Mapping[UUID, str], *, is_first: bool) -> Center:
    rows = tuple(row_of(actor, row, labels, wanted) for row in found.rows)
    newest = found.rows[0].due_at.isoformat() if found.rows else ""
    only = next(iter(labels.values()), _("one person")) if wanted.about or wanted.patient else ""
    return Center(
        rows=rows,
        tabs=tabs(wanted, told),
        topics=tuple(picks(audience_of(actor), wanted, told)),
        empty=None if rows else nothing(wanted),
        read_all=mark_all(newest) if told.unread and is_first else None,
        older=address(wanted, before=found.older) if found.older else "",
        newest=newest,
        only=only,
        all_href=address(replace(wanted, about=None, patient=None)),
    )


def address(wanted: Wanted, **more: str) -> str:
    query = urlencode({**wanted.query, **more})
    return f"{reverse('notices:list')}?{query}" if query else reverse("notices:list")


def tabs(wanted: Wanted, told: center.Tally) -> tuple[Tab, ...]:
    shown = ((Show.UNREAD, _("Not read"), told.unread), (Show.URGENT, _("Needs you today"), told.urgent), (Show.ALL, _("All"), None))
    here = wanted.show
    return tuple(Tab(label, address(replace(wanted, show=one)), capped(count), Tone.YOU, here is one) for one, label, count in shown)


def picks(audience: Audience, wanted: Wanted, told: center.Tally) -> Iterator[Pick]:
    """Everything, then each topic with what is unread of it; nothing unread says no number."""
    yield Pick(_("Every topic"), address(replace(wanted, topic=None)), current=wanted.topic is None)
    for topic in topics_for(audience):
        yield Pick(topic.label, address(replace(wanted, topic=topic)), capped(told.topics[topic] or None), wanted.topic is topic)


def mark_all(newest: str) -> Button:
    return Button(_("Mark all as read"), reverse("notices:read_all"), post=True, fields=(("until", newest),))


def capped(count: int | None) -> int | str | None:
    return count if count is None or count < 100 else "99+"


def nothing(wanted: Wanted) -> Empty:
    if wanted.show is Show.URGENT:
        return Empty(_("Nothing needs you today"), _("New notices come to this list by themselves."))
    if wanted.show is Show.UNREAD:
        return Empty(_("You have read everything"), _("New notices come to this list by themselves."))
    return Empty(_("No notices yet"), _("When something happens that concerns you, it is said here."))


OPEN, READ, NEW, URGENT = gettext_lazy("Open"), gettext_lazy("Mark as read"), gettext_lazy("New"), gettext_lazy("Needs you today")


def row_of(actor: Actor, row: Notification, labels: Mapping[UUID, str], wanted: Wanted) -> Row:
    is_unread = row.read_at is None
    buttons = [Button(OPEN, reverse("notices:open", args=[row.pk]), post=True)]
    if is_unread:
        buttons.append(Button(READ, reverse("notices:read", args=[row.pk]), kind="bare", post=True))
    return Row(
        id=f"n-{row.pk}",
        title=row.form.title,
        about=(about := labels.get(row.about, "") if row.about else ""),
        about_href=address(replace(wanted, patient=row.patient_id)) if about and not (wanted.patient or wanted.about) else "",
        place=center.elsewhere(actor, row),
        at=row.due_at,
        tag=tag_of(row) if is_unread else None,
        is_unread=is_unread,
        buttons=tuple(buttons),
        stands_for=row.stands_for.name if row.stands_for else "",
    )


def tag_of(row: Notification) -> Tag:
    return Tag(URGENT, Tone.YOU, "exclaim") if row.is_urgent else Tag(NEW, Tone.PLAIN, "bell")
