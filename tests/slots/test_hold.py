"""Holding a slot: the wall, the clock, and what is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.audit.models import Event as Audited
from referrals.models import Anchor, Booking, BookingEvent, Journey, JourneyEvent, Reservation, SlotRules
from referrals.pathway.protocol import Confidence
from referrals.slots import verbs
from referrals.slots.states import BookingState, Purpose, ReleaseReason, ResourceKind
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_it_works_and_is_written(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    held = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    after = story.now(slot)
    assert (held.pk, after.state, after.purpose, after.version) == (slot.pk, BookingState.HELD, Purpose.APH, 2)
    assert after.held_until is not None
    assert timedelta(hours=71) < after.held_until - timezone.now() <= timedelta(hours=72)
    with truth():
        event = JourneyEvent.objects.get(journey=journey)
        assert (event.verb, event.detail["on"], event.actor_name) == ("slot_hold", story.ahead(5).isoformat(), "Bo Larsen")
        assert Reservation.objects.get(booking=slot).patient_id == journey.patient_id
        assert BookingEvent.objects.get(booking=slot).verb == "hold"
        assert Journey.objects.get(pk=journey.pk).version == journey.version + 1
        assert Audited.objects.filter(action="journey.slot_hold", patient_ids=[journey.patient_id]).count() == 1
        assert not Anchor.objects.exists()  # a hold promises nothing


def test_the_centers_own_hours(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    with truth():
        SlotRules.objects.create(center=cast.organizations["lakeside"], hold_hours=5, offer_hours=3)
    held = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    assert held.held_until - timezone.now() <= timedelta(hours=5)


def test_never_longer_than_until_it_begins(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast), 1), story.journey(cast)
    assert story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk).held_until == slot.starts_at


@pytest.mark.parametrize(("who", "fault"), [("rae", Booking.DoesNotExist), ("cy", Booking.DoesNotExist), ("dee", Booking.DoesNotExist)])
def test_who_may_not(cast: Cast, who: str, fault: type[Exception]) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    with pytest.raises(fault):
        story.run(cast, who, verbs.hold, slot.pk, version=1, journey=journey.pk)


def test_a_role_without_it(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    with pytest.raises(NotAllowed):
        story.run(cast, "uma", verbs.hold, slot.pk, version=1, journey=journey.pk)


def test_twice(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    with pytest.raises(Refused, match="Taken a moment ago by somebody else"):
        story.run(cast, "nan", verbs.hold, slot.pk, version=1, journey=story.another(cast).pk)


def test_a_stale_form(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    with pytest.raises(Stale):
        story.run(cast, "bo", verbs.hold, slot.pk, version=7, journey=journey.pk)


@pytest.mark.parametrize("state", [BookingState.BLOCKED, BookingState.RELEASED])
def test_not_what_is_closed_or_gone(cast: Cast, state: BookingState) -> None:
    row, journey = story.resource(cast), story.journey(cast)
    slot = story.free(row, state=state)
    with pytest.raises(Refused):
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)


def test_not_for_another_product(cast: Cast) -> None:
    row = story.resource(cast, ResourceKind.MANUFACTURING, "Line A", product="ide-cel")
    slot, journey = story.free(row), story.journey(cast)
    with pytest.raises(Refused, match="ide-cel; the plan is for cilta-cel"):
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)


def test_a_bed_is_told_what_for(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast, ResourceKind.BED, "Bed 4")), story.journey(cast)
    with pytest.raises(Refused, match="lymphodepletion or infusion"):
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    assert story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk, purpose=Purpose.D0).purpose == Purpose.D0


def test_not_for_what_has_happened(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    with truth():
        Anchor.objects.create(journey=journey, code="APH", on=story.ahead(-3), confidence=Confidence.ACTUAL)
    with pytest.raises(Refused, match="already happened"):
        story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)


def test_a_hold_whose_time_is_over_is_free(cast: Cast) -> None:
    """Whether a sweep has been there or not, and for a colleague who sees neither patient nor reservation of the old hold."""
    slot, first, second = story.free(story.resource(cast)), story.journey(cast), story.another(cast)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=first.pk)
    story.late(slot)
    story.restrict(cast, first.patient_id)
    new = story.run(cast, "nan", verbs.hold, slot.pk, version=2, journey=second.pk)
    assert (story.now(slot).state, story.now(slot).reason_code) == (BookingState.RELEASED, ReleaseReason.EXPIRED)
    with truth():
        assert new.follows_id == slot.pk
        assert Reservation.objects.get(booking=new).journey_id == second.pk


def test_accepting_an_offer_from_the_practice(cast: Cast) -> None:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    story.run(cast, "bo", verbs.offer, slot.pk, version=1, journey=journey.pk)
    with pytest.raises(Booking.DoesNotExist):
        story.run(cast, "cy", verbs.hold, slot.pk, version=2, journey=journey.pk)
    held = story.run(cast, "rae", verbs.hold, slot.pk, version=2, journey=journey.pk)
    with truth():
        assert (held.state, JourneyEvent.objects.order_by("-at")[0].verb) == (BookingState.HELD, "slot_accept")
