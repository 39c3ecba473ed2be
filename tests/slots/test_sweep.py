"""What time alone does: holds end, their span is free again, whoever held is told once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.notifications import ladders
from carecoord.notifications.leases import working
from carecoord.notifications.models import Notification
from referrals.models import Booking, BookingEvent, EntryState, Journey, QueueEntry
from referrals.slots import sweep, verbs
from referrals.slots.states import BookingState, ReleaseReason, ResourceKind
from tests.cast import Cast
from tests.notifications.stage import as_worker_role
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


def held(cast: Cast) -> Booking:
    slot, journey = story.free(story.resource(cast)), story.journey(cast)
    row: Booking = story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=journey.pk)
    return row


def test_nothing_before_its_time(cast: Cast) -> None:
    row = held(cast)
    with as_worker_role(), working():
        assert sweep.lapse() == 0
    assert story.now(row).state == BookingState.HELD


def test_it_ends_and_the_time_is_free_again(cast: Cast) -> None:
    row = held(cast)
    story.late(row)
    with as_worker_role(), working():
        assert (sweep.lapse(), sweep.lapse()) == (1, 0)
    after = story.now(row)
    assert (after.state, after.reason_code, after.version) == (BookingState.RELEASED, ReleaseReason.EXPIRED, 3)
    with truth():
        new = Booking.objects.get(follows=row)
        assert (new.state, new.starts_at, new.ends_at) == (BookingState.FREE, row.starts_at, row.ends_at)
        assert BookingEvent.objects.filter(booking=row, reason_code="expired").count() == 1


@pytest.mark.usefixtures("always_open")
def test_whoever_held_is_told_once(cast: Cast) -> None:
    story.late(held(cast))
    for _ in range(3):
        with as_worker_role(), working():
            list(sweep.lapsed_holds(timezone.now()))
        with as_worker_role():
            ladders.tell()
    with truth():
        told = Notification.objects.filter(kind="slot.lapsed", channel="inapp")
        assert [row.recipient_id for row in told] == [cast.bo.pk]


def test_a_journey_that_ended_keeps_no_slot_and_no_place(cast: Cast) -> None:
    """Whoever ended it: the practice, which may not change the center's calendar, records a death too."""
    row = held(cast)
    story.run(cast, "bo", verbs.confirm, row.pk, version=row.version)
    with truth():
        journey = row.reservation.journey
    entry = story.run(cast, "bo", verbs.enter, journey.pk, kind=ResourceKind.MANUFACTURING, values={})
    with truth():
        Journey.objects.filter(pk=journey.pk).update(state="ended", ended_at=timezone.now(), end_code="died")
    with as_worker_role(), working():
        assert (sweep.lapse(), sweep.lapse()) == (1, 0)
    assert (story.now(row).state, story.now(row).reason_code) == (BookingState.RELEASED, ReleaseReason.ENDED)
    with truth():
        assert Booking.objects.get(follows=row).state == BookingState.FREE
        assert QueueEntry.objects.get(pk=entry.pk).state == EntryState.LEFT
        assert entry.events.get(verb="leave").actor_name == "The clock"


def test_the_application_may_not_sweep(cast: Cast) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(cast.actor("bo")), connection.cursor() as cursor:
        cursor.execute("select access.lapse_holds(1)")
