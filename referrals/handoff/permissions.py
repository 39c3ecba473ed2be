"""Who may read, write, sign, send and acknowledge the way home. Which side does it is checked by the verb."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, at_practice, coordinates, has_scope, is_clinician, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "handoff.view"
    WRITE = "handoff.write"
    SIGN = "handoff.sign"
    SEND = "handoff.send"
    ACKNOWLEDGE = "handoff.acknowledge"
    NOTE = "handoff.note"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.WRITE: ((coordinates, at_center), (role_in(Role.PHARMACIST), at_center), (WRITES, at_center)),
    Permission.SIGN: ((is_clinician, at_center),),  # a person, never a program
    Permission.SEND: ((coordinates, at_center), (WRITES, at_center)),
    Permission.ACKNOWLEDGE: ((coordinates, at_practice),),  # a named person, never a program
    Permission.NOTE: ((coordinates, at_practice), (WRITES, at_practice)),
}
