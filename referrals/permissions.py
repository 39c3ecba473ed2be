"""Who may do what with a referral they can already see. The side (sender or receiver) comes from the table of moves."""

from __future__ import annotations

from enum import StrEnum

from carecoord.access.permissions import Rows, at_center, at_practice, coordinates, has_scope, is_clinician, on_care_staff, role_in
from carecoord.accounts.models import Role


class Permission(StrEnum):
    """Each has a sentence in docs/glossary.md."""

    VIEW = "referrals.view"
    DRAFT = "referrals.draft"
    SUBMIT = "referrals.submit"
    COORDINATE = "referrals.coordinate"
    DECIDE = "referrals.decide"
    ANSWER = "referrals.answer"
    CANCEL = "referrals.cancel"
    END = "referrals.end"
    ACKNOWLEDGE = "referrals.acknowledge_outcome"
    ASSIGN = "referrals.assign"
    WRITE_NOTE = "referrals.write_note"
    EXPORT = "referrals.export"
    SHARE_VIEW = "referrals.share_view"


WRITES = has_scope("referrals.write")
READS = has_scope("referrals.read")

TABLE: dict[Permission, Rows] = {
    Permission.VIEW: ((on_care_staff,), (role_in(Role.DATA_MANAGER),), (READS,), (WRITES,)),
    Permission.DRAFT: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.SUBMIT: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.COORDINATE: ((coordinates, at_center), (WRITES, at_center)),
    Permission.DECIDE: ((is_clinician, at_center), (WRITES, at_center)),
    Permission.ANSWER: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.CANCEL: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.END: ((coordinates,),),
    Permission.ACKNOWLEDGE: ((coordinates, at_practice), (WRITES, at_practice)),
    Permission.ASSIGN: ((coordinates,),),
    Permission.WRITE_NOTE: ((on_care_staff,), (WRITES,)),
    Permission.EXPORT: ((coordinates,), (role_in(Role.DATA_MANAGER),)),
    Permission.SHARE_VIEW: ((role_in(Role.COORDINATOR, Role.CLINICIAN),),),
}

OF_VERB: dict[str, Permission] = {
    "submit": Permission.SUBMIT,
    "receive": Permission.COORDINATE,
    "request_info": Permission.COORDINATE,
    "answer": Permission.ANSWER,
    "accept": Permission.DECIDE,
    "decline": Permission.DECIDE,
    "appeal": Permission.CANCEL,
    "book_consult": Permission.COORDINATE,
    "miss_consult": Permission.COORDINATE,
    "record_consult": Permission.DECIDE,
    "find_not_eligible": Permission.DECIDE,
    "record_patient_no": Permission.DECIDE,
    "defer": Permission.DECIDE,
    "resume": Permission.COORDINATE,
    "waitlist": Permission.DECIDE,
    "start_workup": Permission.DECIDE,
    "record_apheresis": Permission.COORDINATE,
    "record_infusion": Permission.DECIDE,
    "hand_over": Permission.COORDINATE,
    "send_outcome": Permission.COORDINATE,
    "acknowledge_outcome": Permission.ACKNOWLEDGE,
    "close": Permission.COORDINATE,
    "withdraw": Permission.CANCEL,
    "request_cancel": Permission.CANCEL,
    "confirm_cancel": Permission.COORDINATE,
    "transfer": Permission.COORDINATE,
    "lose": Permission.END,
    "reopen": Permission.END,
    "mark_error": Permission.END,
}
