"""How verbs of the rooms beside the road come in: the same lock, guards and order as `journeys.begin`, with a permission of their own.

Room: referrals.pathway. The way out is `journeys.write` for everybody.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from referrals.models import Journey
from referrals.pathway import journeys
from referrals.states import Side


def enter(actor: Actor, journey_id: UUID, permission: StrEnum, *, by: frozenset[Side], version: int | None = None) -> Journey:
    """The journey, locked. Without `version` where a verb only adds a row and so cannot overwrite what somebody else wrote."""
    journey = journeys.lock(actor, journey_id)
    require(actor, permission, journey)
    if journey.side_of(actor) not in by:
        raise NotAllowed("The other side does this.")
    if version is not None:
        journeys.check_version(journey, version)
    if not journey.is_running:
        raise Refused("This journey has ended; nothing of it changes any more.", code="journey_ended")
    return journey
