"""What a booking does to the plan of a journey: the one place of this room that moves its dates and names the page of the preview.

Dates go through the journey's own common end, so steps, readiness and signatures follow in the same event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from referrals.models import Anchor, Journey, JourneyEvent
from referrals.pathway import change, journeys, plan, road
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence

PREVIEW = "pathway:dates"


def check_open(journey: Journey, code: str) -> None:
    """Nothing is booked for a day that has happened."""
    if Anchor.objects.filter(journey=journey, code=code, confidence=Confidence.ACTUAL).exists():
        raise Refused("This has already happened; there is nothing to book for it.", code="anchor_actual")


def keep(
    actor: Actor, journey: Journey, verb: str, note: journeys.Note, *, code: str = "", fix: Fix | None = None, source: str = ""
) -> JourneyEvent:
    """One event of the journey; with `fix` its anchor is set and what follows it moves. A date unknown to the protocol moves nothing."""
    current = road.load(journey)
    fixes: Mapping[str, Fix] | None = None
    if fix and code in {anchor.code for anchor in current.protocol.anchors} and current.fixes.get(code) != fix:
        fixes = plan.moved(current.protocol, current.fixes, code, fix)
    done = change.keep(actor, current, verb, note, fixes=fixes, source=source)
    if done.changes.count:
        change.tell_moved(current, done)
    return done.event


def confirmed(on: date) -> Fix:
    """The booking is confirmed: so is the date."""
    return Fix(on, Confidence.CONFIRMED)


def loosened(journey: Journey, code: str) -> Fix | None:
    """The booking is lost: the date stays as a plan, no longer confirmed."""
    found = Anchor.objects.filter(journey=journey, code=code, confidence=Confidence.CONFIRMED, on__isnull=False).first()
    return Fix(found.on, Confidence.PLANNED) if found and found.on else None


def preview_href(journey_id: UUID, code: str, on: date) -> str:
    """Where the journey shows what would move, and applies it."""
    return f"{reverse(PREVIEW, args=[journey_id])}?code={code}&on={on.isoformat()}&confidence={Confidence.CONFIRMED}"
