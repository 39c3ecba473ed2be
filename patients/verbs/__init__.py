"""What happens to a record. Each verb guards, writes, keeps the history and leaves an audit row, in the transaction around it.

Room: patients. A verb takes ids and keyword arguments and calls no other verb; what verbs share is in `rows.py`.
"""

from patients.verbs.assessments import keep_assessment
from patients.verbs.caregivers import change_scopes, correct_caregiver, expire_proxies, invite_proxy, name_caregiver, revoke_proxy
from patients.verbs.demographics import on_death, record_death, update_demographics, withdraw_death
from patients.verbs.documents import review, scan_waiting, upload
from patients.verbs.drugs import DrugGiven
from patients.verbs.duplicates import Judged, judge_duplicates
from patients.verbs.facts import add_fact, correct_fact, mark_entered_in_error
from patients.verbs.invitations import invite_patient, invited_address, take_up_invitation
from patients.verbs.registration import LooksLikeDuplicate, register
from patients.verbs.therapy import add_line, correct_line

__all__ = [
    "DrugGiven",
    "Judged",
    "LooksLikeDuplicate",
    "add_fact",
    "add_line",
    "change_scopes",
    "correct_caregiver",
    "correct_fact",
    "correct_line",
    "expire_proxies",
    "invite_patient",
    "invite_proxy",
    "invited_address",
    "judge_duplicates",
    "keep_assessment",
    "mark_entered_in_error",
    "name_caregiver",
    "on_death",
    "record_death",
    "register",
    "review",
    "revoke_proxy",
    "scan_waiting",
    "take_up_invitation",
    "update_demographics",
    "upload",
    "withdraw_death",
]
