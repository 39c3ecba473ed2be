"""Where a notice leads: an address of ours with an opaque id, made when somebody follows it, so that a moved page breaks no old mail."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from carecoord.notifications.kinds.shape import CENTER, Form

__all__ = ["CENTER", "target"]


def target(form: Form, about: UUID | None) -> str:
    """The page the kind names; the center where a notice is about nothing in particular."""
    if not form.takes_id:
        return reverse(form.link)
    return reverse(form.link, args=[about]) if about else reverse(CENTER)
