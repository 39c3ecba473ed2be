"""Who may do what on a journey they can already see. Which side does it is checked by the verb."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, coordinates, has_scope, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "pathway.view"
    START = "pathway.start"
    PLAN = "pathway.plan"
    WORK = "pathway.work"
    SIGN = "pathway.sign"
    IDENTIFY = "pathway.identify"
    BRANCH = "pathway.branch"
    END = "pathway.end"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.START: ((coordinates, at_center), (WRITES, at_center)),
    Permission.PLAN: ((coordinates, at_center), (WRITES, at_center)),
    Permission.WORK: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (WRITES,)),
    Permission.SIGN: ((coordinates,), (role_in(Role.PHARMACIST),)),  # a person, never a program
    Permission.IDENTIFY: ((coordinates,),),
    Permission.BRANCH: ((coordinates,), (WRITES,)),
    Permission.END: ((coordinates,), (WRITES,)),
}

OF_VERB: dict[str, Permission] = {
    "start": Permission.START,
    "choose_protocol": Permission.PLAN,
    "move_anchor": Permission.PLAN,
    "claim": Permission.WORK,
    "release": Permission.WORK,
    "assign": Permission.WORK,
    "complete": Permission.WORK,
    "skip": Permission.WORK,
    "fail": Permission.WORK,
    "retry": Permission.WORK,
    "reopen": Permission.WORK,
    "attach": Permission.WORK,
    "see_flag": Permission.WORK,
    "store_chain_id": Permission.WORK,
    "check_identity": Permission.IDENTIFY,
    "sign_gate": Permission.SIGN,
    "open_branch": Permission.BRANCH,
    "resolve_branch": Permission.BRANCH,
    "end": Permission.END,
}
