"""Who may read rules, judge by them, answer what is missing, and write a center's own. Which patient is the walls' affair."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, coordinates, has_scope, on_care_staff, role_in
from carecoord.accounts.models import Role
from referrals.pathway.permissions import is_medical_director, is_staff_member


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    READ_RULES = "selection.read_rules"
    VIEW = "selection.view"
    JUDGE = "selection.judge"
    ANSWER = "selection.answer"
    DRAFT_RULES = "selection.draft_rules"
    APPROVE_RULES = "selection.approve_rules"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.READ_RULES: ((is_staff_member,), (READS,), (WRITES,)),  # a rule holds no patient
    Permission.VIEW: ((on_care_staff,), (READS,), (WRITES,)),
    Permission.JUDGE: ((coordinates,), (WRITES,)),
    Permission.ANSWER: ((coordinates,), (role_in(Role.PHARMACIST),), (has_scope("patients.write"),)),
    Permission.DRAFT_RULES: ((role_in(Role.CLINICIAN, Role.COORDINATOR), at_center), (is_medical_director,)),
    Permission.APPROVE_RULES: ((role_in(Role.CLINICIAN), at_center), (is_medical_director,)),  # a person, never a program
}
