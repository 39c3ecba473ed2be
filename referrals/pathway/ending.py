"""How a journey ends, whoever ends it: open steps are cancelled, and after a death nothing is left to remind anybody of."""

from __future__ import annotations

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.notifications import Kind, cancel, death
from referrals.models import Journey, JourneyEvent
from referrals.pathway import change, journeys, road, settling, whom
from referrals.pathway.protocol import Owner
from referrals.pathway.states import OPEN, JourneyState, StepState

DIED = "died"
COMPLETED = "complete"
TOLD = (Owner.RO, Owner.RC, Owner.CTC, Owner.CTP, Owner.DM, Owner.FIN, Owner.SW)


def stop(actor: Actor, journey: Journey, code: str, *, branch: str = "") -> JourneyEvent:
    """End a locked journey; open steps are cancelled, waiting notices about it stop, both sides are told."""
    current = road.load(journey)
    for row in current.steps:
        if row.state in OPEN or row.state == StepState.FAILED:
            settling.settle(row, StepState.CANCELLED, actor, reason=code)
            current.touch(row)
    journey.state = JourneyState.COMPLETED if code == COMPLETED else JourneyState.ENDED
    journey.ended_at, journey.end_code = timezone.now(), code
    if code == DIED:
        death(journey.patient_id)
    cancel(about=journey.pk, patient_id=journey.patient_id, reason=f"journey_{code}"[:40])
    note = journeys.Note(reason_code=code, detail={"branch": branch} if branch else {}, fields=("state", "ended_at", "end_code"))
    done = change.keep(actor, current, "end", note)
    whom.tell(journey, Kind.JOURNEY_ENDED, TOLD, done.event)
    return done.event
