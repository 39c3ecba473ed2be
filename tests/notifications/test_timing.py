"""When a message may go to a person, by their own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from carecoord.notifications import Kind
from carecoord.notifications.kinds import Audience
from carecoord.notifications.timing import AWAY, DIGEST, QUIET_HOURS, Hold, Hours, back_at, digest_at, hold, quiet_until
from carecoord.notifications.wishes import When

CHICAGO = "America/Chicago"
ZONES = (CHICAGO, "America/New_York", "America/Denver", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu")


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("2026-06-01T20:59", None),
        ("2026-06-01T21:00", "2026-06-02T07:00"),
        ("2026-06-01T23:59", "2026-06-02T07:00"),
        ("2026-06-02T00:00", "2026-06-02T07:00"),
        ("2026-06-02T06:59", "2026-06-02T07:00"),
        ("2026-06-02T07:00", None),
        ("2026-06-02T12:00", None),
    ],
)
def test_patients_are_left_alone_at_night_wherever_they_live(zone: str, clock: str, until: str | None) -> None:
    found = quiet_until(Hours(zone), Audience.PERSON, at(zone, clock))
    assert found == (at(zone, until) if until else None)
    assert quiet_until(Hours(zone), Audience.STAFF, at(zone, clock)) is None


def test_staff_may_choose_it_and_patients_may_do_without() -> None:
    night = at(CHICAGO, "2026-06-01T22:00")
    assert quiet_until(Hours(CHICAGO, is_quiet=True), Audience.STAFF, night) == at(CHICAGO, "2026-06-02T07:00")
    assert quiet_until(Hours(CHICAGO, is_quiet=False), Audience.PERSON, night) is None
    noon = Hours(CHICAGO, is_quiet=True, quiet_from=time(12), quiet_until=time(13, 30))
    assert quiet_until(noon, Audience.STAFF, at(CHICAGO, "2026-06-01T12:10")) == at(CHICAGO, "2026-06-01T13:30")
    assert quiet_until(noon, Audience.STAFF, at(CHICAGO, "2026-06-01T11:59")) is None


def test_an_end_that_the_day_does_not_have_is_the_next_time_it_has() -> None:
    hours = Hours(CHICAGO, quiet_until=time(2, 30))
    assert quiet_until(hours, Audience.PERSON, at(CHICAGO, "2026-03-08T01:00")) == at(CHICAGO, "2026-03-08T03:00")
    assert quiet_until(hours, Audience.PERSON, at(CHICAGO, "2026-11-01T00:30")) == at(CHICAGO, "2026-11-01T02:30")


def test_an_unknown_zone_is_utc() -> None:
    assert quiet_until(Hours("Nowhere/At_All"), Audience.PERSON, at("UTC", "2026-06-01T22:00")) == at("UTC", "2026-06-02T07:00")


@pytest.mark.parametrize(
    ("when", "after", "found"),
    [
        (When.DAILY, "2026-06-03T07:59", "2026-06-03T08:00"),
        (When.DAILY, "2026-06-03T08:00", "2026-06-04T08:00"),
        (When.WEEKLY, "2026-06-03T07:00", "2026-06-08T08:00"),  # a Wednesday; the next Monday
        (When.WEEKLY, "2026-06-08T07:59", "2026-06-08T08:00"),
        (When.WEEKLY, "2026-06-08T08:00", "2026-06-15T08:00"),
    ],
)
def test_the_next_summary(when: When, after: str, found: str) -> None:
    assert digest_at(Hours(CHICAGO), when, at(CHICAGO, after)) == at(CHICAGO, found)


@pytest.mark.parametrize("zone", ZONES)
def test_a_summary_comes_once_each_local_day_of_two_years(zone: str) -> None:
    hours, now, days = Hours(zone, digest_hour=2), at(zone, "2026-01-01T00:00"), []
    while now < at(zone, "2028-01-01T00:00"):
        now = digest_at(hours, When.DAILY, now)
        days.append(now.astimezone(ZoneInfo(zone)).date())
    assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(len(days))]


AWAY_HOURS = Hours(CHICAGO, away_from_on=date(2026, 6, 8), away_until_on=date(2026, 6, 12))


@pytest.mark.parametrize(
    ("clock", "back"),
    [
        ("2026-06-07T23:59", None),
        ("2026-06-08T00:00", "2026-06-13T08:00"),
        ("2026-06-12T23:59", "2026-06-13T08:00"),
        ("2026-06-13T00:00", None),
    ],
)
def test_away_are_whole_days_of_the_person(clock: str, back: str | None) -> None:
    assert back_at(AWAY_HOURS, at(CHICAGO, clock)) == (at(CHICAGO, back) if back else None)


class TestHold:
    night = at(CHICAGO, "2026-06-01T22:00")
    morning = at(CHICAGO, "2026-06-02T07:00")

    def test_what_is_urgent_goes_at_night(self) -> None:
        assert hold(Hours(CHICAGO), Kind.VISIT_CHANGED.form, When.NOW, self.night) is None
        assert hold(Hours(CHICAGO), Kind.VISIT_BOOKED.form, When.NOW, self.night) == Hold(self.morning, QUIET_HOURS)

    def test_safety_that_would_be_too_late_goes_too(self) -> None:
        soon = self.night + timedelta(hours=2)
        assert hold(Hours(CHICAGO), Kind.VISIT_SOON.form, When.NOW, self.night, soon) is None
        assert hold(Hours(CHICAGO), Kind.ROAD_NEWS.form, When.NOW, self.night, soon) == Hold(self.morning, QUIET_HOURS)

    def test_a_summary_is_waited_for_but_never_by_safety(self) -> None:
        noon = at(CHICAGO, "2026-06-01T12:00")
        assert hold(Hours(CHICAGO), Kind.NOTE_WRITTEN.form, When.DAILY, noon) == Hold(at(CHICAGO, "2026-06-02T08:00"), DIGEST)
        assert hold(Hours(CHICAGO), Kind.TRIAGE_DUE.form, When.DAILY, noon) is None
        assert hold(Hours(CHICAGO), Kind.TRIAGE_LATE.form, When.DAILY, noon) is None

    def test_away_holds_what_staff_get_urgent_or_not(self) -> None:
        noon = at(CHICAGO, "2026-06-09T12:00")
        for kind in (Kind.NOTE_WRITTEN, Kind.TRIAGE_LATE):
            assert hold(AWAY_HOURS, kind.form, When.NOW, noon) == Hold(at(CHICAGO, "2026-06-13T08:00"), AWAY)
        assert hold(AWAY_HOURS, Kind.ROAD_NEWS.form, When.NOW, noon) is None  # the same person on their own road
