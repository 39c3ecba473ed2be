"""Who may do what with a record they can already see: one table from permission to predicates."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, coordinates, has_scope, is_job, is_person, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    REGISTER = "patients.register"
    VIEW_RECORD = "patients.view_record"
    EDIT_RECORD = "patients.edit_record"
    JUDGE_DUPLICATES = "patients.judge_duplicates"
    ADD_DOCUMENT = "patients.add_document"
    IMPORT = "patients.import"
    NAME_CAREGIVER = "patients.name_caregiver"
    MANAGE_CAREGIVERS = "patients.manage_caregivers"
    END_PROXY = "patients.end_proxy"
    USE_TOOLS = "patients.use_tools"


TABLE: dict[Permission, Rows] = {
    Permission.REGISTER: ((coordinates,), (has_scope("patients.write"),), (is_job,)),
    Permission.VIEW_RECORD: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (has_scope("patients.read"),)),
    Permission.EDIT_RECORD: ((coordinates,), (role_in(Role.PHARMACIST),), (has_scope("patients.write"),), (is_job,)),
    Permission.JUDGE_DUPLICATES: ((coordinates,), (role_in(Role.DATA_MANAGER),)),
    Permission.ADD_DOCUMENT: ((on_care_staff,), (has_scope("patients.write"),), (is_job,)),
    Permission.IMPORT: ((coordinates,), (role_in(Role.DATA_MANAGER),), (is_job,)),
    Permission.NAME_CAREGIVER: ((coordinates,), (role_in(Role.SOCIAL_WORKER),), (has_scope("patients.write"),)),
    Permission.MANAGE_CAREGIVERS: ((coordinates,), (role_in(Role.SOCIAL_WORKER),)),
    Permission.END_PROXY: ((is_person,), (coordinates,), (role_in(Role.SOCIAL_WORKER),)),
    Permission.USE_TOOLS: ((on_care_staff,), (role_in(Role.DATA_MANAGER),)),
}
