"""Tasks about unread urgent notices as values ready to print: for their own page and for the worklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.notifications import links, subjects
from carecoord.notifications.attention.rows import Attention, AttentionState
from carecoord.notifications.kinds import Words
from carecoord.notifications.permissions import Permission
from carecoord.ui.parts import Button, Tag, Tone

SHOWN = 50
MINE, OTHERS, FREE = Tag("You see to it", Tone.YOU, "person"), Tone.PLAIN, Tag("Nobody yet", Tone.LATE, "late")


@dataclass(frozen=True)
class Row:
    id: UUID
    title: Words
    href: str
    about: str
    since: datetime
    tag: Tag
    buttons: tuple[Button, ...]


def rows(actor: Actor) -> tuple[Row, ...]:
    """Live tasks of the acting organization, the oldest first. Two statements; whoever is named is put down as seen."""
    found = list(Attention.objects.visible_to(actor).live().select_related("owner").order_by("since", "id")[:SHOWN])
    labels = subjects.told(actor, {row.about for row in found if row.about})
    acts = may(actor, Permission.ATTEND)
    return tuple(_row(actor, row, labels.get(row.about, "") if row.about else "", acts=acts) for row in found)


def _row(actor: Actor, row: Attention, about: str, *, acts: bool) -> Row:
    return Row(
        id=row.pk,
        title=row.form.title,
        href=links.target(row.form, row.about),
        about=about,
        since=row.since,
        tag=tag_of(actor, row),
        buttons=tuple(buttons(actor, row)) if acts else (),
    )


def tag_of(actor: Actor, row: Attention) -> Tag:
    if row.state != AttentionState.CLAIMED:
        return FREE
    return MINE if row.owner_id == actor.user_id else Tag(f"{row.owner.name if row.owner else 'Somebody'} sees to it", Tone.PLAIN, "person")


def buttons(actor: Actor, row: Attention) -> list[Button]:
    verbs = ["claim"] if row.state == AttentionState.OPEN else ["finish", "release"]
    fields = (("version", str(row.version)),)
    return [Button(WORDS[one], reverse("notices:attend", args=[row.pk, one]), kind=KINDS[one], post=True, fields=fields) for one in verbs]


WORDS = {"claim": "I see to it", "finish": "Seen to", "release": "Give back"}
KINDS = {"claim": "quiet", "finish": "quiet", "release": "bare"}
