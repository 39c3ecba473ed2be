"""The loop as data: stages, who holds the ball in each, and every move with its verb, actor and reasons.

From these tables come the guards, `GET .../actions/`, the buttons, the database trigger and docs/states.md.
A clinician can check this page. Source: the closed-loop state machine, with FHIR
Task and BSeR codes beside each stage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db import models

from referrals.reasons import (
    CancelReason,
    DeclineReason,
    DeferReason,
    ErrorReason,
    LostReason,
    MissedReason,
    NotEligibleReason,
    PatientReason,
    ReopenReason,
)


class Stage(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RECEIVED = "received", "Triage"
    INFO_REQUESTED = "info_requested", "Information asked"
    ACCEPTED = "accepted", "Accepted"
    CONSULT_SCHEDULED = "consult_scheduled", "Consult booked"
    CONSULTED = "consulted", "Consult done"
    WAITLISTED = "waitlisted", "Waitlist"
    DEFERRED = "deferred", "Deferred"
    IN_WORKUP = "in_workup", "Work-up"
    APHERESIS_DONE = "apheresis_done", "Cells collected"
    INFUSED = "infused", "Infused"
    SHARED_CARE = "shared_care", "Shared care"
    DECLINED = "declined", "Declined"
    NOT_ELIGIBLE = "not_eligible", "Not treated here"
    PATIENT_DECLINED = "patient_declined", "Patient said no"
    CANCEL_REQUESTED = "cancel_requested", "Cancel asked"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"
    LOST = "lost", "Lost"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class Side(models.TextChoices):
    """Who must act."""

    SENDER = "sender", "Practice"
    RECEIVER = "receiver", "Center"
    NOBODY = "nobody", "Nobody"


class Ladder(StrEnum):
    """Service levels; a partnership may override the working days of each."""

    ACKNOWLEDGE = "acknowledge"
    TRIAGE = "triage"
    INFORMATION = "information"
    BOOK_CONSULT = "book_consult"
    CONSULT = "consult"
    CONSULT_NOTE = "consult_note"
    DECISION = "decision"
    WORK_UP = "work_up"
    OUTCOME = "outcome"
    ACKNOWLEDGE_OUTCOME = "acknowledge_outcome"
    CONFIRM_CANCEL = "confirm_cancel"
    REVIEW = "review"


# Working days; the second figure is for urgent referrals. Template defaults, overridden by a partnership's service levels.
SERVICE_LEVELS: dict[Ladder, tuple[int, int]] = {
    Ladder.ACKNOWLEDGE: (1, 1),
    Ladder.TRIAGE: (3, 1),
    Ladder.INFORMATION: (3, 1),
    Ladder.BOOK_CONSULT: (3, 1),
    Ladder.CONSULT: (10, 5),
    Ladder.CONSULT_NOTE: (3, 3),
    Ladder.DECISION: (5, 5),
    Ladder.WORK_UP: (20, 20),
    Ladder.OUTCOME: (3, 3),
    Ladder.ACKNOWLEDGE_OUTCOME: (2, 2),
    Ladder.CONFIRM_CANCEL: (1, 1),
    Ladder.REVIEW: (20, 20),
}


@dataclass(frozen=True)
class StageFacts:
    """`act` is the next step (28 characters at most), `why` its reason (30 at most), for whoever holds the ball."""

    ball: Side
    act: str = ""
    why: str = ""
    ladder: Ladder | None = None
    fhir_task: str = ""
    bser: str = ""
    pauses: bool = False


STAGES: dict[Stage, StageFacts] = {
    Stage.DRAFT: StageFacts(Side.SENDER, "Finish and send", "Not sent yet", None, "draft", ""),
    Stage.SUBMITTED: StageFacts(
        Side.RECEIVER, "Say it arrived, name a nurse", "Waiting to be received", Ladder.ACKNOWLEDGE, "requested", "2.0"
    ),
    Stage.RECEIVED: StageFacts(Side.RECEIVER, "Sign triage decision", "Packet is here", Ladder.TRIAGE, "received", "2.0"),
    Stage.INFO_REQUESTED: StageFacts(
        Side.SENDER, "Answer the open questions", "The center waits for these", Ladder.INFORMATION, "on-hold", "2.0", True
    ),
    Stage.ACCEPTED: StageFacts(Side.RECEIVER, "Book the consult", "Accepted, no date yet", Ladder.BOOK_CONSULT, "accepted", "3.0"),
    Stage.CONSULT_SCHEDULED: StageFacts(Side.RECEIVER, "See the patient", "Consult is booked", Ladder.CONSULT, "in-progress", "5.1.1"),
    Stage.CONSULTED: StageFacts(Side.RECEIVER, "Send note, then decide", "Patient was seen", Ladder.CONSULT_NOTE, "in-progress", "5.1.4"),
    Stage.WAITLISTED: StageFacts(Side.RECEIVER, "Offer a place", "On the waitlist", Ladder.REVIEW, "on-hold", "5.1.4"),
    Stage.DEFERRED: StageFacts(Side.RECEIVER, "Review again", "Put off until a date", Ladder.REVIEW, "on-hold", "5.1.4", True),
    Stage.IN_WORKUP: StageFacts(Side.RECEIVER, "Finish work-up", "Treatment was decided", Ladder.WORK_UP, "in-progress", "5.1.4"),
    Stage.APHERESIS_DONE: StageFacts(Side.RECEIVER, "Confirm infusion", "Cells are being made", Ladder.WORK_UP, "in-progress", "5.1.4"),
    Stage.INFUSED: StageFacts(Side.RECEIVER, "Hand over to the practice", "Cells were given", Ladder.WORK_UP, "in-progress", "5.1.4"),
    Stage.SHARED_CARE: StageFacts(Side.RECEIVER, "Send the outcome", "Back at the practice", Ladder.OUTCOME, "in-progress", "5.1.4"),
    Stage.DECLINED: StageFacts(Side.RECEIVER, "Send the outcome", "Declined at triage", Ladder.OUTCOME, "rejected", "4.0"),
    Stage.NOT_ELIGIBLE: StageFacts(Side.RECEIVER, "Send the outcome", "No treatment here", Ladder.OUTCOME, "failed", "7.0"),
    Stage.PATIENT_DECLINED: StageFacts(Side.RECEIVER, "Send the outcome", "The patient said no", Ladder.OUTCOME, "failed", "7.0"),
    Stage.CANCEL_REQUESTED: StageFacts(
        Side.RECEIVER, "Confirm the cancellation", "The practice cancelled", Ladder.CONFIRM_CANCEL, "cancelled", "5.2"
    ),
    Stage.CLOSED: StageFacts(Side.NOBODY, "", "", None, "completed", "7.0"),
    Stage.CANCELLED: StageFacts(Side.NOBODY, "", "", None, "cancelled", "6.0"),
    Stage.LOST: StageFacts(Side.NOBODY, "", "", None, "failed", "6.0"),
    Stage.ENTERED_IN_ERROR: StageFacts(Side.NOBODY, "", "", None, "entered-in-error", ""),
}

ENDED = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.LOST, Stage.ENTERED_IN_ERROR})
OPEN = frozenset(Stage) - ENDED - {Stage.DRAFT}
DECIDED = frozenset({Stage.DECLINED, Stage.NOT_ELIGIBLE, Stage.PATIENT_DECLINED, Stage.SHARED_CARE})
TREATMENT = frozenset({Stage.IN_WORKUP, Stage.APHERESIS_DONE, Stage.INFUSED})
CHART_OPEN = frozenset({Stage.ACCEPTED, Stage.CONSULT_SCHEDULED, Stage.CONSULTED, Stage.WAITLISTED, Stage.DEFERRED}) | TREATMENT


@dataclass(frozen=True)
class Move:
    """One verb: from which stages to which, who may, what it is called on a button, which coded reasons it takes."""

    verb: str
    sources: frozenset[Stage]
    target: Stage
    by: frozenset[Side]
    label: str
    reasons: type[models.TextChoices] | None = None
    needs: tuple[str, ...] = field(default=())


def _move(
    verb: str,
    sources: frozenset[Stage] | set[Stage],
    target: Stage,
    by: frozenset[Side],
    label: str,
    *,
    reasons: type[models.TextChoices] | None = None,
    needs: tuple[str, ...] = (),
) -> Move:
    return Move(verb, frozenset(sources), target, by, label, reasons, needs)


R, S = frozenset({Side.RECEIVER}), frozenset({Side.SENDER})
EITHER = R | S
MOVES: tuple[Move, ...] = (
    _move("submit", {Stage.DRAFT}, Stage.SUBMITTED, S, "Send referral"),
    _move("receive", {Stage.SUBMITTED}, Stage.RECEIVED, R, "Acknowledge", needs=("owner",)),
    _move("request_info", {Stage.RECEIVED}, Stage.INFO_REQUESTED, R, "Ask for information", needs=("items",)),
    _move("answer", {Stage.INFO_REQUESTED}, Stage.RECEIVED, S, "Send answers"),
    _move("accept", {Stage.RECEIVED}, Stage.ACCEPTED, R, "Accept", needs=("urgency", "consult_by")),
    _move("decline", {Stage.RECEIVED}, Stage.DECLINED, R, "Decline", reasons=DeclineReason, needs=("text", "alternative")),
    _move("appeal", {Stage.DECLINED}, Stage.RECEIVED, S, "Appeal with new information", needs=("text",)),
    _move("book_consult", {Stage.ACCEPTED}, Stage.CONSULT_SCHEDULED, R, "Book consult", needs=("appointment",)),
    _move("miss_consult", {Stage.CONSULT_SCHEDULED}, Stage.ACCEPTED, R, "Patient did not come", reasons=MissedReason),
    _move("record_consult", {Stage.CONSULT_SCHEDULED}, Stage.CONSULTED, R, "Record consult", needs=("note",)),
    _move(
        "find_not_eligible",
        {Stage.CONSULTED, Stage.WAITLISTED, Stage.IN_WORKUP},
        Stage.NOT_ELIGIBLE,
        R,
        "No treatment here",
        reasons=NotEligibleReason,
    ),
    _move(
        "record_patient_no",
        {Stage.CONSULTED, Stage.WAITLISTED, Stage.IN_WORKUP},
        Stage.PATIENT_DECLINED,
        R,
        "Patient said no",
        reasons=PatientReason,
    ),
    _move("defer", {Stage.CONSULTED}, Stage.DEFERRED, R, "Put off", reasons=DeferReason, needs=("review_on",)),
    _move("resume", {Stage.DEFERRED}, Stage.CONSULTED, R, "Take up again"),
    _move("waitlist", {Stage.CONSULTED}, Stage.WAITLISTED, R, "Put on waitlist", needs=("priority",)),
    _move("start_workup", {Stage.CONSULTED, Stage.WAITLISTED}, Stage.IN_WORKUP, R, "Decide to treat"),
    _move("record_apheresis", {Stage.IN_WORKUP}, Stage.APHERESIS_DONE, R, "Cells collected", needs=("done_on",)),
    _move("record_infusion", {Stage.APHERESIS_DONE}, Stage.INFUSED, R, "Cells given", needs=("done_on",)),
    _move("hand_over", {Stage.INFUSED}, Stage.SHARED_CARE, R, "Hand over to practice"),
    _move("close", DECIDED, Stage.CLOSED, R, "Close", needs=("outcome",)),
    _move("withdraw", {Stage.SUBMITTED}, Stage.CANCELLED, S, "Withdraw", reasons=CancelReason),
    _move(
        "request_cancel",
        OPEN - DECIDED - {Stage.SUBMITTED, Stage.CANCEL_REQUESTED},
        Stage.CANCEL_REQUESTED,
        S,
        "Cancel referral",
        reasons=CancelReason,
    ),
    _move("confirm_cancel", {Stage.CANCEL_REQUESTED}, Stage.CANCELLED, R, "Confirm cancellation"),
    _move(
        "transfer",
        OPEN - DECIDED - {Stage.SUBMITTED, Stage.CANCEL_REQUESTED},
        Stage.CANCELLED,
        R,
        "Transfer to another center",
        needs=("center", "text"),
    ),
    _move("lose", OPEN, Stage.LOST, EITHER, "End: lost", reasons=LostReason),
    _move("reopen", {Stage.CLOSED, Stage.CANCELLED, Stage.LOST}, Stage.RECEIVED, EITHER, "Reopen", reasons=ReopenReason),
    _move("mark_error", frozenset(Stage) - {Stage.ENTERED_IN_ERROR}, Stage.ENTERED_IN_ERROR, S, "Entered in error", reasons=ErrorReason),
)
MOVE: dict[str, Move] = {move.verb: move for move in MOVES}
PAIRS = sorted({(str(source), str(move.target)) for move in MOVES for source in move.sources})
INITIAL = [str(Stage.DRAFT)]


def moves_from(stage: Stage) -> list[Move]:
    """Every move that leaves a stage, in the order of the table."""
    return [move for move in MOVES if stage in move.sources]
