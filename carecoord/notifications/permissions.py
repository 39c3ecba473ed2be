"""Who may take over what nobody has read, and what nobody could deliver."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

from carecoord.access.actor import Actor
from carecoord.access.permissions import Rows, may, on_care_staff


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    ATTEND = "notifications.attend"
    UNDELIVERED = "notifications.undelivered"


def sees_undelivered(request: HttpRequest) -> bool:
    """For the frame of a page: is there a place for it?"""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction
    return actor.place is not None and may(actor, Permission.UNDELIVERED)


TABLE: dict[Permission, Rows] = {Permission.ATTEND: ((on_care_staff,),), Permission.UNDELIVERED: ((on_care_staff,),)}
