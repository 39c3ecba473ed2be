"""Who may do what on a journey they can already see. Which side does it is checked by the verb."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from carecoord.access.actor import Actor
from carecoord.access.permissions import Rows, at_center, coordinates, has_scope, on_care_staff, role_in
from carecoord.accounts.models import Organization, Role


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
    RENEW = "pathway.renew"
    READ_PROTOCOL = "pathway.read_protocol"
    PROPOSE = "pathway.propose_override"
    APPROVE = "pathway.approve_protocol"


READS, WRITES = has_scope("referrals.read"), has_scope("referrals.write")


def is_staff_member(actor: Actor, about: Any) -> bool:
    """Whoever works at an organization; a protocol holds no patient."""
    return actor.user_id is not None and actor.place is not None


def is_medical_director(actor: Actor, about: Any) -> bool:
    """The person whom Django admin names as medical director of the acting center."""
    if actor.user_id is None or actor.place is None or not actor.is_center:
        return False
    return Organization.objects.filter(pk=actor.place.id, medical_director_id=actor.user_id).exists()


TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.START: ((coordinates, at_center), (WRITES, at_center)),
    Permission.PLAN: ((coordinates, at_center), (WRITES, at_center)),
    Permission.WORK: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (WRITES,)),
    Permission.SIGN: ((coordinates,), (role_in(Role.PHARMACIST),)),  # a person, never a program
    Permission.IDENTIFY: ((coordinates,),),
    Permission.BRANCH: ((coordinates,), (WRITES,)),
    Permission.END: ((coordinates,), (WRITES,)),
    Permission.RENEW: ((coordinates,),),  # whom a record is open to is a person's word
    Permission.READ_PROTOCOL: ((is_staff_member,), (READS,), (WRITES,)),
    Permission.PROPOSE: ((is_medical_director,), (role_in(Role.CLINICIAN, Role.COORDINATOR), at_center)),
    Permission.APPROVE: ((is_medical_director,),),
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
    "ask": Permission.WORK,
    "store_chain_id": Permission.WORK,
    "check_identity": Permission.IDENTIFY,
    "sign_gate": Permission.SIGN,
    "open_branch": Permission.BRANCH,
    "resolve_branch": Permission.BRANCH,
    "end": Permission.END,
    "renew_follow_up": Permission.RENEW,
}
