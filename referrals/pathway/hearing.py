"""Who hears that a step was done, or what it raised: those whom the protocol names beside the doer, and for a few steps others as well.

Room: referrals.pathway. `whom` finds the people; reminders are `due`. Dates that move are told by `change.tell_moved`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from carecoord.notifications import Kind, cancel
from referrals.models import JourneyEvent, JourneyStep
from referrals.pathway import follow, whom
from referrals.pathway.protocol import Owner, Step
from referrals.pathway.road import Road
from referrals.pathway.rungs import MORNING

CENTER: Final = (Owner.CTC, Owner.CTP)  # whoever must look at a flag


@dataclass(frozen=True)
class Heard:
    """Of a flag: further roles, and what those at home are told."""

    roles: tuple[Owner, ...] = ()
    home: Kind | None = None


FLAGGED: Final[dict[str, Heard]] = {
    "nerve_check": Heard((Owner.RC, Owner.RO), Kind.TEAM_WILL_CALL),
    "distress_screen": Heard((Owner.SW, Owner.FIN), Kind.READING_ASSIGNED),
}
UNTIL: Final = "valid_until"  # the answer that says how long an authorization holds
AHEAD: Final = timedelta(days=14)
KEEPS: Final = (Owner.FIN, Owner.CTC, Owner.RC)
GIVEN: Final = "D0"  # the anchor from which on an authorization no longer matters


def done(current: Road, step: Step, event: JourneyEvent) -> None:
    """What sets a date that the loop follows is told by the loop."""
    if step.sets in follow.LEADS:
        return
    roles = set(step.concerns)
    if staff := roles - whom.AT_HOME:
        whom.tell(current.journey, Kind.PATHWAY_STEP_DONE, sorted(staff), event)
    if roles & whom.AT_HOME:
        whom.tell_home(current.journey, Kind.ROAD_NEWS, event)


def flagged(current: Road, row: JourneyStep, event: JourneyEvent) -> None:
    beside = FLAGGED.get(row.code, Heard())
    whom.tell(current.journey, Kind.FLAG_RAISED, (*CENTER, *beside.roles), event)
    if beside.home:
        whom.tell_home(current.journey, beside.home, event)


def authorized(current: Road, row: JourneyStep, step: Step, event: JourneyEvent) -> None:
    """Two weeks before an authorization ends somebody looks at it, unless the cells were given by then. Another answer, another date."""
    journey = current.journey
    if UNTIL in row.answers or step.sets == GIVEN:
        cancel(about=journey.pk, patient_id=journey.patient_id, kinds=[Kind.AUTHORIZATION_ENDS], reason="dated_anew")
    if until := row.answers.get(UNTIL):
        at = datetime.combine(date.fromisoformat(until) - AHEAD, MORNING)
        whom.tell(journey, Kind.AUTHORIZATION_ENDS, KEEPS, event, at=at)
