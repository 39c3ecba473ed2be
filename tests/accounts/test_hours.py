"""Working time: nothing lands at night, on a weekend or a holiday; counting back is the exact inverse of counting on."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from carecoord.accounts.hours import NOW, USUAL, Hours, Wait, after, hours_of, is_open, landing, latest, morning, open_between
from carecoord.accounts.models import OpeningHours, Site
from tests.cast import Cast
from tests.truth import truth

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu")
CHICAGO = Hours("America/Chicago")
HALF_FRIDAY = Hours("America/New_York", (*[(time(7, 30), time(18, 0))] * 4, (time(8, 0), time(12, 0)), (time(9, 0), time(11, 0)), None))
WAITS = (NOW, Wait(hours=4), Wait(days=1), Wait(days=2, hours=3), Wait(hours=13), Wait(days=-1), Wait(days=5))


def local(hours: Hours, *at: int) -> datetime:
    return datetime(*at, tzinfo=ZoneInfo(hours.zone))  # type: ignore[arg-type,misc]  # year, month, day, hour


@pytest.mark.parametrize(
    ("start", "wait", "expected"),
    [
        ((2026, 11, 20, 17), Wait(hours=4), (2026, 11, 23, 12)),  # Friday evening to Monday noon
        ((2026, 11, 20, 17), Wait(days=1), (2026, 11, 23, 17)),
        ((2026, 11, 25, 17), Wait(days=1), (2026, 11, 27, 17)),  # Thanksgiving lies between
        ((2026, 11, 22, 3), NOW, (2026, 11, 23, 8)),  # a Sunday night
        ((2026, 11, 23, 17), NOW, (2026, 11, 23, 17)),  # the end of the day still counts
        ((2027, 3, 12, 16), Wait(hours=2), (2027, 3, 15, 9)),  # over the night in which clocks move
        ((2026, 11, 27, 10), Wait(days=-2), (2026, 11, 24, 10)),
    ],
)
def test_by_hand(start: tuple[int, ...], wait: Wait, expected: tuple[int, ...]) -> None:
    assert after(CHICAGO, local(CHICAGO, *start), wait) == local(CHICAGO, *expected)


def test_a_short_friday_counts_as_one_day() -> None:
    assert after(HALF_FRIDAY, local(HALF_FRIDAY, 2026, 11, 19, 17), Wait(days=1)) == local(HALF_FRIDAY, 2026, 11, 20, 12)


@pytest.mark.parametrize("wait", WAITS)
def test_back_is_the_inverse_of_on(wait: Wait) -> None:
    pick = random.Random(4)
    for _ in range(40):
        hours = Hours(pick.choice(ZONES), pick.choice((USUAL, HALF_FRIDAY.week)))
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=pick.randrange(2 * 365 * 86400))
        mark = latest(hours, now, wait)
        assert after(hours, mark, wait) <= now < after(hours, mark + timedelta(microseconds=1), wait)
        at = now - timedelta(seconds=pick.randrange(12 * 86400))
        assert (after(hours, at, wait) <= now) is (at <= mark)


def test_it_always_lands_where_somebody_is_there() -> None:
    pick = random.Random(7)
    for _ in range(300):
        hours = Hours(pick.choice(ZONES), pick.choice((USUAL, HALF_FRIDAY.week)))
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=pick.randrange(2 * 365 * 86400))
        found = after(hours, at, pick.choice(WAITS))
        assert is_open(hours, found)
        assert hours.week[found.astimezone(ZoneInfo(hours.zone)).weekday()] is not None
        assert landing(hours, at) >= at


def test_working_time_between() -> None:
    friday, monday = local(CHICAGO, 2026, 11, 20, 15), local(CHICAGO, 2026, 11, 23, 9)
    assert open_between(CHICAGO, friday, monday) == timedelta(hours=3)
    assert open_between(CHICAGO, monday, friday) == timedelta(0)


def test_the_morning_of_a_closed_day() -> None:
    sunday = date(2026, 11, 22)
    assert morning(CHICAGO, sunday, early=True) == local(CHICAGO, 2026, 11, 20, 8)
    assert morning(CHICAGO, sunday, early=False) == local(CHICAGO, 2026, 11, 23, 8)


def test_a_site_must_open_some_time() -> None:
    with pytest.raises(ValueError, match="never opens"):
        Hours("America/Chicago", (None,) * 7)


@pytest.mark.django_db
def test_hours_are_data_of_the_main_site(cast: Cast) -> None:
    place = cast.organizations["lakeside"]
    with truth():
        assert hours_of([place.pk]) == {place.pk: Hours(place.time_zone)}
        Site.objects.filter(organization=place).update(is_main=False)
        site = Site.objects.create(organization=place, name="Tower", is_main=True, time_zone="America/Denver")
        OpeningHours.objects.create(site=site, weekday=5, opens=time(9), closes=time(13))
        found = hours_of([place.pk])[place.pk]
    assert found == Hours("America/Denver", (None, None, None, None, None, (time(9), time(13)), None))
