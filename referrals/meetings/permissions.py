"""Who may do what with meetings of a center they work at."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, coordinates, has_scope, on_care_staff


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "meetings.view"
    PREPARE = "meetings.prepare"
    RECORD = "meetings.record"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff, at_center), (READS, at_center), (WRITES, at_center)),
    Permission.PREPARE: ((coordinates, at_center), (WRITES, at_center)),
    Permission.RECORD: ((coordinates, at_center),),  # people decide, and one of them writes it down
}
