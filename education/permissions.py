"""Who may write, approve and retire content: one table from permission to predicates. Reading what is published needs none."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from carecoord.access.actor import Actor
from carecoord.access.permissions import Rows, at_center, is_job, role_in
from carecoord.accounts.models import Role, User


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    WRITE = "education.write"
    APPROVE = "education.approve"
    RETIRE = "education.retire"


def edits_content(actor: Actor, about: Any) -> bool:
    """An administrator to whom Django admin gives the content."""
    user = User.objects.filter(pk=actor.user_id, is_active=True, is_staff=True).first() if actor.user_id else None
    return user is not None and user.has_perm("education.change_version")


reviews_content = role_in(Role.CLINICIAN, Role.NURSE, Role.PHARMACIST)

PERMISSIONS: dict[Permission, Rows] = {
    Permission.WRITE: ((edits_content,), (reviews_content, at_center), (is_job,)),
    Permission.APPROVE: ((edits_content,), (reviews_content, at_center)),
    Permission.RETIRE: ((edits_content,), (reviews_content, at_center), (is_job,)),
}
