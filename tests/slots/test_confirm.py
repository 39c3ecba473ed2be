"""Confirming, releasing, exchanging, and what the manufacturer moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.notifications.models import Notification
from carecoord.ui.dates import staff_day
from referrals.models import Anchor, AnchorChange, Booking, EntryState, Journey, JourneyEvent, QueueEntry, Reservation
from referrals.pathway import gates, journeys, road
from referrals.pathway.protocol import Confidence, Test
from referrals.slots import verbs
from referrals.slots.bookings import whole_days
from referrals.slots.states import BookingState, Purpose, ReleaseReason, ResourceKind
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def held(
    cast: Cast, journey: Journey, name: str = "Chair 1", day: int = 5, kind: ResourceKind = ResourceKind.CHAIR, **more: Any
) -> Booking:
    slot = story.free(story.resource(cast, kind, name), day, **more)
    row: Booking = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    return row


def confirmed(cast: Cast, journey: Journey, name: str = "Chair 1", day: int = 5, kind: ResourceKind = ResourceKind.CHAIR) -> Booking:
    row = held(cast, journey, name, day, kind)
    done: Booking = story.run(cast, "bo", verbs.confirm, row.pk, version=row.version)
    return done


def anchor(journey: Journey, code: str) -> tuple[Any, str]:
    with truth():
        found = Anchor.objects.get(journey=journey, code=code)
        return found.on, found.confidence


def kinds(cast: Cast) -> set[tuple[str, str]]:
    with truth():
        return set(Notification.objects.values_list("kind", "recipient__name"))


def test_confirming_sets_the_date_and_tells_both_sides(cast: Cast) -> None:
    journey = story.journey(cast)
    row = confirmed(cast, journey)
    assert (row.state, row.held_until) == (BookingState.CONFIRMED, None)
    assert anchor(journey, "APH") == (story.ahead(5), Confidence.CONFIRMED)
    assert {("slot.confirmed", "Rae Martin"), ("person.visit_booked", "Denise Okafor")} <= kinds(cast)
    with truth():
        change = AnchorChange.objects.get(journey=journey, code="APH")
        assert (change.new_on, change.event.verb) == (story.ahead(5), "slot_confirm")


def test_who_has_a_slot_waits_no_more(cast: Cast) -> None:
    journey = story.journey(cast)
    entry = story.run(cast, "bo", verbs.enter, journey.pk, kind=ResourceKind.CHAIR, values={})
    confirmed(cast, journey)
    with truth():
        assert QueueEntry.objects.get(pk=entry.pk).state == EntryState.PLACED


def test_confirm_twice_late_and_by_whom(cast: Cast) -> None:
    journey = story.journey(cast)
    row = held(cast, journey)
    with pytest.raises(NotAllowed):
        story.run(cast, "rae", verbs.confirm, row.pk, version=row.version)
    with pytest.raises(Stale):
        story.run(cast, "bo", verbs.confirm, row.pk, version=1)
    story.late(row)
    with pytest.raises(Refused, match="run out"):
        story.run(cast, "bo", verbs.confirm, row.pk, version=row.version)


def test_one_confirmed_of_a_purpose(cast: Cast) -> None:
    journey = story.journey(cast)
    confirmed(cast, journey)
    second = held(cast, journey, "Chair 2", 9)
    with pytest.raises(Refused, match="confirmed for"):
        story.run(cast, "bo", verbs.confirm, second.pk, version=second.version)


def test_releasing_frees_the_time_and_the_plan_is_a_plan_again(cast: Cast) -> None:
    journey = story.journey(cast)
    row = confirmed(cast, journey)
    story.run(cast, "bo", verbs.release, row.pk, version=row.version, reason=ReleaseReason.PATIENT)
    assert anchor(journey, "APH") == (story.ahead(5), Confidence.PLANNED)
    with truth():
        new = Booking.objects.get(follows=row)
        assert (new.state, new.starts_at) == (BookingState.FREE, row.starts_at)
        assert JourneyEvent.objects.filter(verb="slot_release", reason_code="patient").count() == 1
    with pytest.raises(Stale):
        story.run(cast, "bo", verbs.release, row.pk, version=row.version - 1, reason=ReleaseReason.PATIENT)


def test_the_practice_declines_an_offer_and_nothing_else(cast: Cast) -> None:
    journey = story.journey(cast)
    slot = story.free(story.resource(cast))
    story.run(cast, "bo", verbs.offer, slot.pk, version=1, journey=journey.pk)
    story.run(cast, "rae", verbs.release, slot.pk, version=2, reason=ReleaseReason.PATIENT)
    assert story.now(slot).state == BookingState.RELEASED
    row = held(cast, journey, "Chair 2")
    with pytest.raises(NotAllowed):
        story.run(cast, "rae", verbs.release, row.pk, version=row.version, reason=ReleaseReason.PATIENT)
    with pytest.raises(Refused, match="reason"):
        story.run(cast, "bo", verbs.release, row.pk, version=row.version, reason=ReleaseReason.EXPIRED)


def test_two_exchange(cast: Cast) -> None:
    one, two = story.journey(cast), story.another(cast)
    first, second = confirmed(cast, one), held(cast, two, "Chair 2", 9)
    made = story.run(cast, "bo", verbs.swap, first.pk, version=first.version, other=second.pk, other_version=second.version)
    assert [row.state for row in made] == [BookingState.CONFIRMED, BookingState.HELD]
    assert (made[0].starts_at, made[1].starts_at) == (second.starts_at, first.starts_at)
    assert anchor(one, "APH") == (story.ahead(9), Confidence.CONFIRMED)
    with truth():
        assert set(Reservation.objects.filter(booking__in=made).values_list("journey_id", flat=True)) == {one.pk, two.pk}
        assert JourneyEvent.objects.filter(verb="slot_swap").count() == 2
        assert {row.state for row in Booking.objects.filter(pk__in=[first.pk, second.pk])} == {BookingState.RELEASED}


def test_not_every_exchange(cast: Cast) -> None:
    one, two = story.journey(cast), story.another(cast, product="ide-cel")
    first = confirmed(cast, one, "Line A", 5, ResourceKind.MANUFACTURING)
    slot = story.free(story.resource(cast, ResourceKind.MANUFACTURING, "Line B", product="ide-cel"), 7)
    second = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=two.pk)
    with pytest.raises(Refused, match="This slot is for"):
        story.run(cast, "bo", verbs.swap, first.pk, version=first.version, other=second.pk, other_version=second.version)
    with pytest.raises(Stale):
        story.run(cast, "bo", verbs.swap, first.pk, version=first.version, other=second.pk, other_version=1)


def test_the_manufacturer_moves_a_slot(cast: Cast) -> None:
    journey = story.journey(cast)
    row = confirmed(cast, journey, "Line A", 5, ResourceKind.MANUFACTURING)
    there = story.free(row.resource, 12)
    start, end = whole_days("America/Chicago", story.ahead(12))
    moved = story.run(cast, "bo", verbs.move_by_maker, row.pk, version=row.version, start=start, end=end)
    assert (moved.code, moved.on, moved.journey_id) == ("SLOT", story.ahead(12), journey.pk)
    assert (moved.booking.state, story.now(row).state, story.now(there).state) == (
        BookingState.CONFIRMED,
        BookingState.MOVED,
        BookingState.RELEASED,
    )
    assert anchor(journey, "SLOT") == (story.ahead(5), Confidence.CONFIRMED), "the plan is moved by the journey, after a preview"
    assert ("slot.moved", "Rae Martin") in kinds(cast)


def test_no_move_onto_what_is_taken(cast: Cast) -> None:
    one, two = story.journey(cast), story.another(cast)
    row = confirmed(cast, one, "Line A", 5, ResourceKind.MANUFACTURING)
    slot = story.free(row.resource, 12)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=two.pk)
    with pytest.raises(Refused, match="Taken"):
        move(cast, row, 12)
    chair = confirmed(cast, one)
    with pytest.raises(Refused, match="manufacturing"):
        move(cast, chair, 12)


def move(cast: Cast, row: Booking, day: int) -> Any:
    start, end = whole_days("America/Chicago", story.ahead(day))
    return story.run(cast, "bo", verbs.move_by_maker, row.pk, version=row.version, start=start, end=end)


def test_what_is_for_a_restricted_record_is_seen_taken_and_left_alone(cast: Cast) -> None:
    journey = story.journey(cast)
    row = confirmed(cast, journey)
    story.restrict(cast, journey.patient_id)
    with acting(cast.actor("nan")) as nan:
        assert Booking.objects.visible_to(nan).get(pk=row.pk).state == BookingState.CONFIRMED
        assert not Reservation.objects.exists()
        with pytest.raises(NotAllowed), transaction.atomic():
            verbs.release(nan, row.pk, version=row.version, reason=ReleaseReason.CENTER)
        with pytest.raises(Refused), transaction.atomic():
            verbs.confirm(nan, row.pk, version=row.version)
        assert Booking.objects.filter(pk=row.pk).update(state=BookingState.RELEASED) == 0  # the lower wall says so too
    assert story.now(row).state == BookingState.CONFIRMED


def test_the_practice_sees_its_own_alone(cast: Cast) -> None:
    journey = story.journey(cast)
    row = confirmed(cast, journey)
    story.free(row.resource, 8)
    with acting(cast.actor("rae")):
        assert [one.pk for one in Booking.objects.all()] == [row.pk]
    with acting(cast.actor("cy")):
        assert not Booking.objects.exists()
    with acting(cast.actor("pat")):
        assert Booking.objects.count() == 1


def test_the_database_holds_against_double_booking(cast: Cast) -> None:
    slot = story.free(story.resource(cast))
    with pytest.raises(IntegrityError, match="booking_not_twice"), transaction.atomic():
        story.free(slot.resource, hours=1)
    story.free(slot.resource, hours=1, state=BookingState.RELEASED)
    with truth(), pytest.raises(Exception, match="do not change"), transaction.atomic():
        Booking.objects.filter(pk=slot.pk).update(ends_at=slot.ends_at + timedelta(hours=1))


def test_a_gate_asks_whether_the_chair_is_booked(cast: Cast) -> None:
    journey = story.journey(cast)
    assert verdict(cast, journey) == (False, "Apheresis has no date yet")
    row = confirmed(cast, journey)
    assert verdict(cast, journey) == (True, f"Chair 1, {staff_day(story.ahead(5))}")
    with truth():
        Anchor.objects.filter(journey=journey, code="APH").update(on=story.ahead(7))
    assert verdict(cast, journey)[1] == f"Booked for {staff_day(story.ahead(5))}, planned for {staff_day(story.ahead(7))}"
    story.run(cast, "bo", verbs.release, row.pk, version=row.version, reason=ReleaseReason.PATIENT)
    assert verdict(cast, journey) == (False, "Not booked")


def verdict(cast: Cast, journey: Journey) -> tuple[bool, str]:
    with acting(cast.actor("bo")) as bo:
        current = road.load(journeys.seen(bo, journey.pk))
        gate = next(gate for gate in current.protocol.gates if any(need.test == Test.SLOT for need in gate.needs))
        item = next(item for item in gates.evaluate(current, gate) if item.need.test == Test.SLOT)
        return item.is_met, item.verdict.why


def test_purposes_are_anchors() -> None:
    assert {one.value for one in Purpose} == {"APH", "LD1", "D0", "SLOT"}
