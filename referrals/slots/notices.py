"""Who is told of a slot that was offered, confirmed, moved or lost. The words are in `carecoord.notifications.kinds`."""

from __future__ import annotations

from collections.abc import Collection

from carecoord.accounts.models import Role
from carecoord.notifications import Kind, post
from referrals.models import Journey, JourneyEvent
from referrals.notices import DESK, desk, holders, person_ids, physicians
from referrals.slots.states import Purpose
from referrals.states import Side


def offered(journey: Journey, event: JourneyEvent) -> None:
    tell(journey, event, Side.SENDER, Kind.SLOT_OFFERED)


def answered(journey: Journey, event: JourneyEvent) -> None:
    """An offer was accepted, declined or taken back: whoever did not do it reads so."""
    other = Side.RECEIVER if event.side == Side.SENDER else Side.SENDER
    tell(journey, event, other, Kind.SLOT_ANSWERED)


def confirmed(journey: Journey, event: JourneyEvent, purpose: Purpose) -> None:
    both(journey, event, Kind.SLOT_CONFIRMED)
    people(journey, event, Kind.ROAD_NEWS if purpose == Purpose.SLOT else Kind.VISIT_BOOKED)


def moved(journey: Journey, event: JourneyEvent, purpose: Purpose) -> None:
    both(journey, event, Kind.SLOT_MOVED)
    if purpose != Purpose.SLOT:  # what the manufacturer moves reaches the patient when a clinician has looked at it
        people(journey, event, Kind.VISIT_CHANGED)


def lost(journey: Journey, event: JourneyEvent, purpose: Purpose) -> None:
    both(journey, event, Kind.SLOT_LOST)
    if purpose != Purpose.SLOT:
        people(journey, event, Kind.VISIT_CHANGED)


def both(journey: Journey, event: JourneyEvent, kind: Kind) -> None:
    """The desks of both sides, and at the center the physician and social work, who books the lodging."""
    tell(journey, event, Side.SENDER, kind)
    tell(journey, event, Side.RECEIVER, kind, also=beside(journey))


def beside(journey: Journey) -> set[int]:
    return physicians(journey.patient_id, journey.center_id, journey.referral.decider_id) | holders(
        journey.center_id, (Role.SOCIAL_WORKER,)
    )


def tell(journey: Journey, event: JourneyEvent, side: Side, kind: Kind, *, also: Collection[int] = ()) -> None:
    """The desk of one side and `also`, but never whoever acted."""
    place = journey.center_id if side == Side.RECEIVER else journey.practice_id
    to = {*team(journey, side), *also} - {event.actor_id or 0}
    if to:
        post(kind, to=to, about=journey.pk, key=f"event:{event.pk}", patient_id=journey.patient_id, organization_id=place)


def team(journey: Journey, side: Side) -> set[int]:
    """The journey's coordinator at the center; else the referral's desk."""
    if side == Side.RECEIVER and journey.coordinator_id:
        return {journey.coordinator_id}
    if journey.referral.to_org_id == journey.center_id:
        return desk(journey.referral, side)
    place = journey.center_id if side == Side.RECEIVER else journey.practice_id
    return holders(place, DESK)


def people(journey: Journey, event: JourneyEvent, kind: Kind) -> None:
    """The patient and confirmed proxies; nobody once the patient has died."""
    to = person_ids(journey.patient_id)
    if to and not journey.patient.is_deceased:
        post(kind, to=to, about=journey.pk, key=f"event:{event.pk}", patient_id=journey.patient_id)
