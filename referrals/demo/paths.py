"""How a referral got where it is: the verbs that lead to each stage, with days between them. The moves are those of the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from referrals.reasons import CancelReason, DeclineReason, DeferReason, LostReason, NotEligibleReason, PatientReason
from referrals.states import MOVE, Side, Stage

TO_CONSULT = ("submit", "receive", "accept", "book_consult", "record_consult")
TO_TREAT = (*TO_CONSULT, "start_workup")
PATHS: dict[Stage, tuple[str, ...]] = {
    Stage.DRAFT: (),
    Stage.SUBMITTED: ("submit",),
    Stage.RECEIVED: ("submit", "receive"),
    Stage.INFO_REQUESTED: ("submit", "receive", "request_info"),
    Stage.ACCEPTED: ("submit", "receive", "request_info", "answer", "accept"),
    Stage.CONSULT_SCHEDULED: ("submit", "receive", "accept", "book_consult"),
    Stage.CONSULTED: TO_CONSULT,
    Stage.WAITLISTED: (*TO_CONSULT, "waitlist"),
    Stage.DEFERRED: (*TO_CONSULT, "defer"),
    Stage.IN_WORKUP: TO_TREAT,
    Stage.APHERESIS_DONE: (*TO_TREAT, "record_apheresis"),
    Stage.INFUSED: (*TO_TREAT, "record_apheresis", "record_infusion"),
    Stage.SHARED_CARE: (*TO_TREAT, "record_apheresis", "record_infusion", "hand_over"),
    Stage.DECLINED: ("submit", "receive", "decline"),
    Stage.NOT_ELIGIBLE: (*TO_CONSULT, "find_not_eligible"),
    Stage.PATIENT_DECLINED: (*TO_CONSULT, "record_patient_no"),
    Stage.CANCEL_REQUESTED: ("submit", "receive", "request_cancel"),
    Stage.CLOSED: (*TO_CONSULT, "find_not_eligible", "send_outcome", "acknowledge_outcome", "close"),
    Stage.CANCELLED: ("submit", "receive", "request_cancel", "confirm_cancel"),
    Stage.LOST: ("submit", "receive", "lose"),
    Stage.ENTERED_IN_ERROR: ("submit", "mark_error"),
}
GAPS: dict[str, tuple[int, int]] = {
    "receive": (0, 2),
    "request_info": (0, 2),
    "answer": (1, 4),
    "accept": (0, 3),
    "book_consult": (0, 3),
    "record_consult": (5, 12),
    "start_workup": (1, 6),
    "record_apheresis": (14, 30),
    "record_infusion": (28, 45),
    "hand_over": (14, 21),
}
CODES: dict[str, str] = {
    "decline": DeclineReason.DISEASE_STATUS,
    "find_not_eligible": NotEligibleReason.PROGRESSION,
    "record_patient_no": PatientReason.DISTANCE,
    "defer": DeferReason.INFECTION,
    "request_cancel": CancelReason.RESPONDED,
    "confirm_cancel": CancelReason.RESPONDED,
    "lose": LostReason.NO_CONTACT,
    "mark_error": "twice",
}
SENDERS = frozenset({"submit", "answer", "request_cancel", "acknowledge_outcome", "mark_error", "withdraw"})
# How long the last step lies back, in days: shorter than its service level, about at it, well over it.
AGES = {Stage.SUBMITTED: (0, 1, 3), Stage.RECEIVED: (0, 3, 8), Stage.INFO_REQUESTED: (1, 3, 9), Stage.CANCEL_REQUESTED: (0, 1, 4)}
OTHER_AGES = (1, 5, 16)


@dataclass(frozen=True)
class Step:
    verb: str
    at: datetime
    side: Side
    before: Stage | None
    after: Stage
    reason_code: str = ""


def walk(random: Random, stage: Stage, now: datetime, turn: int) -> list[Step]:
    """The steps to a stage, the last one `AGES[stage][turn]` days ago, in working hours."""
    verbs = PATHS[stage]
    gaps = [random.randint(*GAPS.get(verb, (1, 3))) for verb in verbs]
    ago = AGES.get(stage, OTHER_AGES)[turn % 3]
    at = now - timedelta(days=ago + sum(gaps[1:]), hours=random.randint(0, 2), minutes=random.randint(0, 59))
    out: list[Step] = []
    here = Stage.DRAFT
    for number, verb in enumerate(verbs):
        at += timedelta(days=gaps[number], hours=1, minutes=10) if number else timedelta()
        move = MOVE.get(verb)
        side = Side.SENDER if verb in SENDERS else Side.RECEIVER
        out.append(Step(verb, min(at, now), side, here if move else None, move.target if move else here, CODES.get(verb, "")))
        here = move.target if move else here
    return out
