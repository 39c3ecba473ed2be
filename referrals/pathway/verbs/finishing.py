"""The end of a journey, and flags that somebody has seen."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from referrals.models import Journey, JourneyFlag
from referrals.pathway import ending, journeys, readiness, road
from referrals.pathway.permissions import OF_VERB

LAST_GATE = "G7"


def end(actor: Actor, journey_id: UUID, *, version: int, code: str) -> Journey:
    """Complete it, or end it early with a code of the protocol. Completing wants the last gate signed."""
    journey = journeys.begin(actor, journey_id, "end", version=version)
    current = road.load(journey)
    if code not in dict(current.protocol.ends):
        raise Refused("Choose how it ended.", field="code", code="end_needed")
    if code == ending.COMPLETED:
        check_complete(current)
    ending.stop(actor, journey, code)
    return journey


def check_complete(current: road.Road) -> None:
    last = next((gate for gate in current.protocol.gates if gate.code == LAST_GATE), None)
    if last and not readiness.is_passed(current, last):
        raise Refused(f"Sign “{last.title}” first.", field="code", code="gate_open")
    left = sum(row.is_open for row in current.live)
    if left:
        raise Refused(f"{left} steps are still to be done or skipped.", field="code", code="steps_open")


def see_flag(actor: Actor, journey_id: UUID, flag_id: UUID) -> JourneyFlag:
    """Somebody at the center has seen what the other side wrote; once, by name."""
    journey = journeys.lock(actor, journey_id)
    journeys.check_permission(actor, journey, OF_VERB["see_flag"], journeys.CENTER)
    flag = JourneyFlag.objects.select_for_update().get(pk=flag_id, journey=journey)
    if flag.seen_at is not None:
        raise Refused("This was seen already.", code="already_seen")
    flag.seen_at, flag.seen_by_id = timezone.now(), actor.user_id
    flag.save(update_fields=["seen_at", "seen_by"])
    journeys.write(actor, journey, "see_flag", journeys.Note(detail={"flag": flag.words}))
    return flag
