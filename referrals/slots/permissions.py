"""Who may do what with a center's slots. Which patient a slot is for is shown by the chart's wall, never by a permission."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, at_practice, coordinates, has_scope, is_clinician, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "slots.view"
    MANAGE = "slots.manage"
    BOOK = "slots.book"
    ANSWER = "slots.answer"
    QUEUE = "slots.queue"
    OVERRIDE = "slots.override"
    APPROVE = "slots.approve"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff, at_center), (role_in(Role.DATA_MANAGER), at_center), (READS, at_center), (WRITES, at_center)),
    Permission.MANAGE: ((role_in(Role.COORDINATOR), at_center),),  # a person, never a program
    Permission.BOOK: ((coordinates, at_center), (WRITES, at_center)),
    Permission.ANSWER: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.QUEUE: ((coordinates, at_center),),
    Permission.OVERRIDE: ((is_clinician, at_center),),
    Permission.APPROVE: ((is_clinician, at_center),),
}
