"""The ladders of the loop, as data: which stage hangs on which, and when each rung comes. Asked by `due` and by the worklist alike.

Room: referrals. The journey's own ladders stand in its protocol; those of the other rooms beside them. Waits are working time of the side
that holds the ball.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from carecoord.accounts.hours import Wait
from carecoord.notifications import Kind
from carecoord.notifications.rungs import Ladder, Rung, Who, declare
from referrals.states import OPEN, Stage

SINCE: Final = date(2026, 11, 23)
SOON, NEXT_DAY = Wait(hours=4), Wait(days=1)


def _ladder(code: str, title: str, due: Kind, late: Kind) -> Ladder:
    """The usual shape: the owner when it is due, the team four working hours later, who leads a working day later."""
    rungs = (Rung(1, (Who.OWNER,), due), Rung(2, (Who.ROLE,), late, SOON), Rung(3, (Who.LEAD,), late, NEXT_DAY))
    return Ladder(code, title, "the instant the step is due", rungs, SINCE)


ACKNOWLEDGE = _ladder("loop.acknowledge", "Acknowledging a referral", Kind.ACKNOWLEDGEMENT_DUE, Kind.ACKNOWLEDGEMENT_LATE)
TRIAGE = _ladder("loop.triage", "Triage of a referral", Kind.TRIAGE_DUE, Kind.TRIAGE_LATE)
STEP = _ladder("loop.step", "Any other step of a referral", Kind.STEP_DUE, Kind.STEP_LATE)
CONSULT_NOTE = _ladder("loop.consult_note", "The consult note", Kind.CONSULT_NOTE_DUE, Kind.CONSULT_NOTE_LATE)
OUTCOME = _ladder("loop.outcome", "The outcome of a referral", Kind.OUTCOME_DUE, Kind.OUTCOME_LATE)
# Asked for three working days ahead: reminded on the second, late on the fourth.
MISSING = Ladder(
    "loop.missing",
    "Missing items of a referral",
    "the instant the items are due",
    (
        Rung(1, (Who.OWNER,), Kind.MISSING_DUE, Wait(days=-1)),
        Rung(2, (Who.ROLE,), Kind.MISSING_LATE, NEXT_DAY),
        Rung(3, (Who.LEAD,), Kind.MISSING_LATE, Wait(days=2)),
    ),
    SINCE,
)
# The side that waits hears once that the other side is late.
WAITING = Ladder(
    "loop.waiting",
    "A center that does not acknowledge or triage: for the practice",
    "the instant the center's step is due",
    (Rung(1, (Who.OWNER,), Kind.OTHER_SIDE_LATE, NEXT_DAY, otherwise=(Who.ROLE,)),),
    SINCE,
)

OF_STAGE: Final[dict[Stage, Ladder]] = {
    **dict.fromkeys(sorted(OPEN), STEP),
    Stage.SUBMITTED: ACKNOWLEDGE,
    Stage.RECEIVED: TRIAGE,
    Stage.INFO_REQUESTED: MISSING,
    Stage.CONSULTED: CONSULT_NOTE,
    **dict.fromkeys((Stage.DECLINED, Stage.NOT_ELIGIBLE, Stage.PATIENT_DECLINED, Stage.SHARED_CARE), OUTCOME),
}
WAITED_FOR: Final = frozenset({Stage.SUBMITTED, Stage.RECEIVED})


def wire() -> None:
    for ladder in (ACKNOWLEDGE, TRIAGE, MISSING, STEP, CONSULT_NOTE, OUTCOME, WAITING):
        declare(ladder)
