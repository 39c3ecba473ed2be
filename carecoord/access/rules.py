"""Who may restrict a record, keep its care team, break the glass and review that: one table from permission to predicates."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

from carecoord.access.permissions import Rows, coordinates, is_clinician, may, on_care_staff, role_in
from carecoord.accounts.models import Role

is_officer = role_in(Role.PRIVACY_OFFICER)


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    SEE_ACCESS = "access.see_access"
    RESTRICT = "access.restrict"
    CARE_TEAM = "access.care_team"
    BREAK_GLASS = "access.break_glass"
    REVIEW_BREAK_GLASS = "access.review_break_glass"


TABLE: dict[Permission, Rows] = {
    Permission.SEE_ACCESS: ((on_care_staff,), (is_officer,)),
    Permission.RESTRICT: ((is_officer,),),
    Permission.CARE_TEAM: ((coordinates,), (is_officer,)),
    Permission.BREAK_GLASS: ((is_clinician,),),
    Permission.REVIEW_BREAK_GLASS: ((is_officer,),),
}


def breaks_glass(request: HttpRequest) -> bool:
    return may(request.actor, Permission.BREAK_GLASS)  # type: ignore[attr-defined]  # set by OneTransaction


def reviews(request: HttpRequest) -> bool:
    return may(request.actor, Permission.REVIEW_BREAK_GLASS)  # type: ignore[attr-defined]  # as above
