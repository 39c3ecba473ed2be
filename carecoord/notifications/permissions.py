"""Who may take over what nobody has read."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, on_care_staff


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    ATTEND = "notifications.attend"


TABLE: dict[Permission, Rows] = {Permission.ATTEND: ((on_care_staff,),)}
