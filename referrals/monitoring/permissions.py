"""Who may read and write the first days of a journey they can already see. Which side does it is checked by the verb."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, coordinates, has_scope, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "monitoring.view"
    RECORD = "monitoring.record"
    CONFIRM = "monitoring.confirm"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.RECORD: ((coordinates, at_center), (WRITES, at_center)),
    Permission.CONFIRM: ((role_in(Role.CLINICIAN, Role.NURSE), at_center),),  # a person, never a program
}
