"""What happens to a referral. Each verb: lock, guard, write, one event, notices; verbs do not call verbs."""

from referrals.verbs.closing import (
    acknowledge_outcome,
    close,
    confirm_cancel,
    lose,
    mark_error,
    release_outcome,
    reopen,
    request_cancel,
    send_outcome,
    withdraw,
)
from referrals.verbs.consult import book_consult, miss_consult, record_consult
from referrals.verbs.decisions import (
    defer,
    find_not_eligible,
    hand_over,
    record_apheresis,
    record_infusion,
    record_patient_no,
    resume,
    start_workup,
    waitlist,
)
from referrals.verbs.drafting import discard, save_draft, start, submit
from referrals.verbs.people import assign, assign_many
from referrals.verbs.thread import mark_read, mark_shown, mentioned, write_message, write_note
from referrals.verbs.transfer import transfer
from referrals.verbs.triage import accept, answer, answer_item, appeal, decline, receive, request_info

__all__ = [
    "accept",
    "acknowledge_outcome",
    "answer",
    "answer_item",
    "appeal",
    "assign",
    "assign_many",
    "book_consult",
    "close",
    "confirm_cancel",
    "decline",
    "defer",
    "discard",
    "find_not_eligible",
    "hand_over",
    "lose",
    "mark_error",
    "mark_read",
    "mark_shown",
    "mentioned",
    "miss_consult",
    "receive",
    "record_apheresis",
    "record_consult",
    "record_infusion",
    "record_patient_no",
    "release_outcome",
    "reopen",
    "request_cancel",
    "request_info",
    "resume",
    "save_draft",
    "send_outcome",
    "start",
    "start_workup",
    "submit",
    "transfer",
    "waitlist",
    "withdraw",
    "write_message",
    "write_note",
]
