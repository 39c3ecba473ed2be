"""Publishing free slots, one or a season of them, by a weekly pattern with a dry run; closing a time."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from carecoord.access.errors import NotAllowed, Refused
from carecoord.audit.models import Event as Audited
from referrals.models import Booking, BookingEvent, Resource
from referrals.slots import verbs
from referrals.slots.pattern import Pattern, spans
from referrals.slots.states import BookingState, ResourceKind
from referrals.slots.verbs.publish import Span
from tests.cast import Cast
from tests.slots import story
from tests.truth import truth

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")


def test_a_pattern_keeps_its_clock_over_the_change() -> None:
    """Daylight saving ends on 1-Nov-2026: eight o'clock stays eight o'clock, and a slot stays six hours."""
    pattern = Pattern(first_on=date(2026, 10, 30), last_on=date(2026, 11, 6), weekdays=frozenset({4, 0}), starts=time(8), hours=6)
    made = spans(pattern, "America/Chicago")
    assert [one.start.astimezone(CHICAGO).isoformat() for one in made] == [
        "2026-10-30T08:00:00-05:00",
        "2026-11-02T08:00:00-06:00",
        "2026-11-06T08:00:00-06:00",
    ]
    assert all(one.end - one.start == timedelta(hours=6) for one in made)


def test_whole_days_are_midnight_to_midnight() -> None:
    pattern = Pattern(first_on=date(2026, 11, 1), last_on=date(2026, 11, 1), weekdays=frozenset(range(7)), days=1)
    (one,) = spans(pattern, "America/Chicago")
    assert one.end.timestamp() - one.start.timestamp() == 25 * 3600


def season() -> list[Span]:
    pattern = Pattern(story.ahead(1), story.ahead(28), frozenset(range(5)), starts=time(8), hours=6)
    return spans(pattern, "America/Chicago")


def test_a_season_with_a_dry_run_first(cast: Cast) -> None:
    rows = [story.resource(cast), story.resource(cast, name="Chair 2")]
    taken = story.free(rows[0], 0 + next(n for n in range(1, 8) if story.ahead(n).weekday() < 5), hours=2)
    dry = story.run(cast, "bo", verbs.publish, [row.pk for row in rows], season(), is_dry=True)
    with truth():
        assert Booking.objects.count() == 1
    done = story.run(cast, "bo", verbs.publish, [row.pk for row in rows], season())
    assert dry == done
    assert (len(done.new), len(done.busy)) == (39, 1)
    with truth():
        assert Booking.objects.filter(state=BookingState.FREE).count() == 40
        assert BookingEvent.objects.filter(verb="publish").count() == 39
        assert Audited.objects.filter(action="booking.publish").count() == 1
    again = story.run(cast, "bo", verbs.publish, [row.pk for row in rows], season())
    assert (len(again.new), len(again.busy)) == (0, 40)
    assert story.now(taken).version == 1


@pytest.mark.parametrize("who", ["nan", "rae", "uma"])
def test_who_may_not(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        story.run(cast, who, verbs.publish, [story.resource(cast).pk], season())


def test_not_another_centers(cast: Cast) -> None:
    with pytest.raises(Refused, match="your own center"):
        story.run(cast, "bo", verbs.publish, [story.resource(cast, center="summit").pk], season())


def test_bounds(cast: Cast) -> None:
    row = story.resource(cast)
    past = Span(story.at(story.ahead(-3)), story.at(story.ahead(-3), 12))
    twice = [Span(story.at(story.ahead(3)), story.at(story.ahead(3), 12)), Span(story.at(story.ahead(3), 9), story.at(story.ahead(3), 13))]
    for wrong in ([], [past], twice, [Span(story.at(story.ahead(n)), story.at(story.ahead(n), 9)) for n in range(1, 600)]):
        with pytest.raises(Refused):
            story.run(cast, "bo", verbs.publish, [row.pk], wrong)


def test_closing_a_time(cast: Cast) -> None:
    row = story.resource(cast)
    slot = story.free(row, 5, hours=2)
    day = Span(story.at(story.ahead(5), 0), story.at(story.ahead(6), 0))
    story.run(cast, "bo", verbs.block, row.pk, day)
    assert story.now(slot).state == BookingState.RELEASED
    with truth():
        assert Booking.objects.get(state=BookingState.BLOCKED).starts_at == day.start
    with pytest.raises(Refused, match="booked"):
        story.run(cast, "bo", verbs.block, row.pk, day)


def test_resources_are_the_coordinators(cast: Cast) -> None:
    row = story.run(cast, "bo", verbs.add_resource, kind=ResourceKind.CHAIR, name="Chair 9")
    with pytest.raises(Refused, match="already"):
        story.run(cast, "bo", verbs.add_resource, kind=ResourceKind.CHAIR, name="Chair 9")
    with pytest.raises(Refused, match="product"):
        story.run(cast, "bo", verbs.add_resource, kind=ResourceKind.MANUFACTURING, name="Line A")
    with pytest.raises(NotAllowed):
        story.run(cast, "chen", verbs.add_resource, kind=ResourceKind.CHAIR, name="Chair 10")
    with pytest.raises(Resource.DoesNotExist):
        story.run(cast, "bo", verbs.change_resource, story.resource(cast, center="summit").pk, name="Mine", is_active=False)
    slot = story.free(row)
    story.run(cast, "bo", verbs.hold, slot.pk, version=1, journey=story.journey(cast).pk)
    with pytest.raises(Refused, match="booked on it"):
        story.run(cast, "bo", verbs.change_resource, row.pk, name="Chair 9", is_active=False)
    changed = story.run(cast, "bo", verbs.change_resource, row.pk, name="Chair 9 (window)", is_active=True)
    assert changed.name == "Chair 9 (window)"


def test_hours(cast: Cast) -> None:
    assert story.run(cast, "bo", verbs.set_hours, hold_hours=24, offer_hours=12).hold_hours == 24
    with pytest.raises(Refused):
        story.run(cast, "bo", verbs.set_hours, hold_hours=0, offer_hours=12)
    with pytest.raises(NotAllowed):
        story.run(cast, "nan", verbs.set_hours, hold_hours=24, offer_hours=12)
