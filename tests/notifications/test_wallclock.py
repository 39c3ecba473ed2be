"""Wall times around every change of the clocks: each means one instant, at what the wall shows, or right after what it jumps over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from carecoord.notifications.wallclock import Follows, WallTime, instant, on_day

# ruff: noqa: DTZ001  # wall times have no zone on purpose
ZONES = ("America/New_York", "America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago")
YEARS = (2026, 2027)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def changes(zone: str) -> list[datetime]:
    """The instants at which the clocks of a zone change in these years."""
    place, at = ZoneInfo(zone), datetime(YEARS[0], 1, 1, tzinfo=UTC)
    found = []
    while at.year <= YEARS[-1]:
        if at.astimezone(place).utcoffset() != (at + HOUR / 2).astimezone(place).utcoffset():
            found.append(at + HOUR / 2)
        at += HOUR / 2
    return found


def walls(around: datetime, zone: str) -> Iterator[datetime]:
    """Every five minutes of the wall from three hours before a change to three hours after it."""
    start = (around - 3 * HOUR).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    yield from (start + n * 5 * MINUTE for n in range(7 * 12))


def shown(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_changes_four_times_in_these_years(zone: str) -> None:
    assert len(changes(zone)) == 4


@pytest.mark.parametrize("zone", ZONES)
def test_each_wall_time_around_a_change_is_one_instant(zone: str) -> None:
    for change in changes(zone):
        jump = shown(change, zone) - shown(change - MINUTE, zone) - MINUTE
        last = datetime.min.replace(tzinfo=UTC)
        for wall in walls(change, zone):
            at = instant(wall, zone)
            exists = not (shown(change, zone) - jump <= wall < shown(change, zone)) if jump > timedelta(0) else True
            assert (shown(at, zone) == wall) is exists, (zone, wall)
            assert exists or at == change, (zone, wall)  # jumped over: the first instant that there is again
            assert at >= last, (zone, wall)
            last = at


@pytest.mark.parametrize("zone", ZONES)
def test_what_the_wall_shows_twice_is_the_first(zone: str) -> None:
    for change in changes(zone):
        back = shown(change - MINUTE, zone) + MINUTE - shown(change, zone)
        for wall in walls(change, zone) if back > timedelta(0) else ():
            if shown(change, zone) <= wall < shown(change, zone) + back:
                assert instant(wall, zone) < change, (zone, wall)
                assert shown(instant(wall, zone) + back, zone) == wall


@pytest.mark.parametrize("zone", ZONES)
def test_a_sweep_finds_each_once_at_the_intended_time(zone: str) -> None:
    """As the sweep asks: is the instant behind now? It becomes so in one tick of fifteen seconds, and stays so."""
    tick = timedelta(seconds=15)
    for change in changes(zone):
        for wall in list(walls(change, zone))[::6]:
            at = instant(wall, zone)
            fired = [n for n in range(-4, 5) if at + n * tick >= at > at + (n - 1) * tick]
            assert fired == [0]


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        (datetime(2027, 3, 14, 2, 30), "America/New_York", "2027-03-14T07:00:00+00:00"),
        (datetime(2026, 11, 1, 1, 30), "America/New_York", "2026-11-01T05:30:00+00:00"),
        (datetime(2026, 4, 5, 1, 45), "Australia/Lord_Howe", "2026-04-04T14:45:00+00:00"),
        (datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe", "2026-10-03T15:30:00+00:00"),
        (datetime(2011, 12, 30, 12, 0), "Pacific/Apia", "2011-12-30T10:00:00+00:00"),  # a day that never was
        (datetime(2026, 6, 1, 8, 0), "America/Phoenix", "2026-06-01T15:00:00+00:00"),
        (datetime(2026, 6, 1, 8, 0), "Nowhere/Atall", "2026-06-01T08:00:00+00:00"),
    ],
)
def test_known_ones(wall: datetime, zone: str, utc: str) -> None:
    assert instant(wall, zone).isoformat() == utc


def test_a_day_and_a_time_of_day() -> None:
    assert on_day(date(2027, 3, 14), time(2, 30), "America/New_York").isoformat() == "2027-03-14T03:00:00-04:00"


def test_a_wall_time_says_no_offset_and_names_its_zone() -> None:
    with pytest.raises(ValueError, match="no offset"):
        WallTime(datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="Name the zone"):
        WallTime(datetime(2026, 6, 1), follows=Follows.ORGANIZATION)
