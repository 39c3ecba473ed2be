"""Where a notice leads: an address of ours with an opaque id, made when somebody follows it, so that a renamed page breaks no old mail."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from carecoord.notifications.kinds import Form

CENTER = "notices:list"


def target(form: Form, about: UUID | None) -> str:
    """The page the kind names; the center itself where this installation has no such page."""
    if form.takes_id and about is None:
        return reverse(CENTER)
    try:
        return reverse(form.link, args=[about] if form.takes_id else [])
    except NoReverseMatch:
        return reverse(CENTER)
