"""The shape of what each verb asks for. `FORMS[verb]` is the form; its `run` calls the verb with what was typed."""

from referrals.forms.base import VerbForm
from referrals.forms.closing import (
    AcknowledgeOutcome,
    Close,
    ConfirmCancel,
    HandOver,
    Lose,
    MarkError,
    RecordApheresis,
    RecordInfusion,
    ReleaseOutcome,
    Reopen,
    RequestCancel,
    SendOutcome,
    Transfer,
    Withdraw,
)
from referrals.forms.consult import (
    BookConsult,
    Defer,
    FindNotEligible,
    MissConsult,
    RecordConsult,
    RecordPatientNo,
    Resume,
    StartWorkup,
    Waitlist,
)
from referrals.forms.people import Assign
from referrals.forms.triage import Accept, Answer, Appeal, Decline, Receive, RequestInfo

LIST: tuple[type[VerbForm], ...] = (
    Receive,
    RequestInfo,
    Answer,
    Accept,
    Decline,
    Appeal,
    BookConsult,
    MissConsult,
    RecordConsult,
    FindNotEligible,
    RecordPatientNo,
    Defer,
    Resume,
    Waitlist,
    StartWorkup,
    RecordApheresis,
    RecordInfusion,
    HandOver,
    SendOutcome,
    AcknowledgeOutcome,
    ReleaseOutcome,
    Close,
    Withdraw,
    RequestCancel,
    ConfirmCancel,
    Transfer,
    Lose,
    Reopen,
    MarkError,
    Assign,
)
FORMS: dict[str, type[VerbForm]] = {form.verb: form for form in LIST}

__all__ = ["FORMS", "VerbForm"]
