"""What offering and holding share: is the slot free, does it fit the journey, and taking it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from referrals.models import Booking, Journey, TrialOption
from referrals.slots import anchoring, rules
from referrals.slots.bookings import (
    TAKEN_WORDS,
    check_ahead,
    check_version,
    fresh,
    lock,
    lock_journeys,
    reserve,
    seen,
    set_state,
)
from referrals.slots.states import PURPOSES, TAKEN, BookingState, Purpose, ResourceKind
from referrals.trials.states import OptionState


def take(
    actor: Actor, booking_id: UUID, verb: str, state: BookingState, *, version: int, journey_id: UUID, purpose: Purpose | None
) -> tuple[Booking, Journey]:
    """Lock, check, reserve and write: a slot of the actor's center for one of its journeys, until a time."""
    asked = seen(actor, booking_id)
    journey = lock_journeys(actor, [journey_id])[journey_id]
    (row,) = lock(actor, [asked])
    now = timezone.now()
    check_free(row, now)
    check_version(row, version)
    check_ahead(row, now)
    fits = purpose_of(row, purpose)
    check_fits(row, journey, fits)
    new = fresh(actor, row, now)
    reserve(actor, new, journey)
    until = rules.keep_until(row.center_id, state, now, row.starts_at)
    set_state(actor, new, verb, state, purpose=fits, held_until=until)
    return new, journey


def check_free(row: Booking, now: datetime) -> None:
    """Somebody was faster: a plain sentence, whatever version the form had."""
    if (row.state in TAKEN and not row.is_lapsed(now)) or row.state in (BookingState.RELEASED, BookingState.MOVED):
        raise Refused(TAKEN_WORDS, code="taken")
    if row.state == BookingState.BLOCKED:
        raise Refused("This time is closed.", code="closed")
    if row.starts_at <= now:
        raise Refused("This time has begun already.", code="past")


def purpose_of(row: Booking, asked: Purpose | None) -> Purpose:
    """A bed serves two purposes and must be told which; anything else has one."""
    known = PURPOSES[ResourceKind(row.resource.kind)]
    if asked is None and len(known) == 1:
        return known[0]
    if asked not in known:
        words = " or ".join(str(one.label).lower() for one in known)
        raise Refused(f"Say what it is for: {words}.", field="purpose", code="purpose_needed")
    return asked


def products_of(journey: Journey) -> set[str]:
    """What the plan is for, and trials that stand on its referral with a slot offered: their slots go by the trial's number."""
    with_slot = TrialOption.objects.filter(referral_id=journey.referral_id, state__in=(OptionState.OFFERED, OptionState.ACCEPTED))
    return {journey.protocol.product, *with_slot.values_list("trial__nct_id", flat=True)}


def check_fits(row: Booking, journey: Journey, purpose: Purpose) -> None:
    if journey.center_id != row.center_id:
        raise NotAllowed("A slot is for patients of its own center.")
    if not row.resource.is_active:
        raise Refused("This is out of use.", code="out_of_use")
    if row.resource.product and row.resource.product not in products_of(journey):
        raise Refused(
            f"This slot is for {row.resource.product}; the plan is for {journey.protocol.product or 'another therapy'}.",
            code="other_product",
        )
    anchoring.check_open(journey, purpose)
