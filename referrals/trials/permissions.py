"""Who may do what with trials. A trial is no secret; whom it may be for is shown by the walls of the patient."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, at_practice, coordinates, has_scope, is_clinician, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "trials.view"
    SCREEN = "trials.screen"
    WRITE = "trials.write_criteria"
    APPROVE = "trials.approve_criteria"
    OFFER = "trials.offer"
    ANSWER = "trials.answer"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.SCREEN: ((on_care_staff,), (READS,), (WRITES,)),
    Permission.WRITE: ((coordinates, at_center),),  # people write rules, never a program
    Permission.APPROVE: ((is_clinician, at_center),),
    Permission.OFFER: ((coordinates, at_center), (WRITES, at_center)),
    Permission.ANSWER: ((coordinates, at_practice), (WRITES, at_practice)),
}
