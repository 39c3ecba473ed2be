"""Who may read the log, and how much of it; the functions of the database hold the same line."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

from carecoord.access.permissions import Rows, is_person, may, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    WHO_LOOKED = "audit.who_looked"
    OWN_WHO_LOOKED = "audit.own_who_looked"
    REPORT = "audit.report"


TABLE: dict[Permission, Rows] = {
    Permission.WHO_LOOKED: ((on_care_staff,), (role_in(Role.PRIVACY_OFFICER),)),
    Permission.OWN_WHO_LOOKED: ((is_person,),),
    Permission.REPORT: ((role_in(Role.PRIVACY_OFFICER),),),
}


def sees_report(request: HttpRequest) -> bool:
    return may(request.actor, Permission.REPORT)  # type: ignore[attr-defined]  # set by OneTransaction
