"""The next act of whoever holds the ball, in the words of a button: what the worklist and the referral page offer first."""

from __future__ import annotations

from dataclasses import dataclass

from referrals.states import DECIDED, MOVE, STAGES, Side, Stage


@dataclass(frozen=True, slots=True)
class NextAct:
    """`verb` is empty when there is nothing for the reader to do but look."""

    words: str
    why: str
    verb: str
    button: str


# Words of the worklist's button where the move's own are too long for a row.
SHORT: dict[Stage, str] = {
    Stage.RECEIVED: "Open triage",
    Stage.INFO_REQUESTED: "Answer",
    Stage.CONSULTED: "Decide",
    Stage.WAITLISTED: "Decide",
    Stage.DEFERRED: "Take up",
    Stage.IN_WORKUP: "Log collection",
    Stage.APHERESIS_DONE: "Log infusion",
    Stage.INFUSED: "Hand over",
    Stage.CANCEL_REQUESTED: "Confirm",
}
FIRST_VERB: dict[Stage, str] = {
    Stage.DRAFT: "",
    Stage.SUBMITTED: "receive",
    Stage.RECEIVED: "accept",
    Stage.INFO_REQUESTED: "answer",
    Stage.ACCEPTED: "book_consult",
    Stage.CONSULT_SCHEDULED: "record_consult",
    Stage.CONSULTED: "start_workup",
    Stage.WAITLISTED: "start_workup",
    Stage.DEFERRED: "resume",
    Stage.IN_WORKUP: "record_apheresis",
    Stage.APHERESIS_DONE: "record_infusion",
    Stage.INFUSED: "hand_over",
    Stage.CANCEL_REQUESTED: "confirm_cancel",
}


def next_act(stage: Stage, ball: Side, *, is_mine: bool) -> NextAct:
    """What comes next at this stage. After an outcome was sent the practice holds the ball until it acknowledges."""
    facts = STAGES[stage]
    if stage in DECIDED and ball == Side.SENDER:
        return NextAct(
            "Acknowledge the outcome", "The center sent it", "acknowledge_outcome" if is_mine else "", "Acknowledge" if is_mine else "Open"
        )
    if not is_mine:
        return NextAct(facts.act, facts.why, "", "Open")
    verb = "send_outcome" if stage in DECIDED else FIRST_VERB.get(stage, "")
    label = "Send outcome" if verb == "send_outcome" else MOVE[verb].label if verb else "Open"
    return NextAct(facts.act, facts.why, verb, SHORT.get(stage, label))
