"""The zone that a name stands for, and the instant that a clock on the wall there means: one way for every room. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = timedelta(seconds=1)


def zone_of(name: str) -> ZoneInfo:
    """UTC for a name that no zone has: times are then right, if not local."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def instant(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) at which clocks in this zone show `wall`.

    Where they show it twice, the first; where they jump over it, the first instant after the jump.
    """
    place = zone_of(zone)
    found = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if found.astimezone(place).replace(tzinfo=None) == wall:
        return found
    before, after = wall.replace(tzinfo=place, fold=1).astimezone(UTC), found  # the jump lies between
    offset = after.astimezone(place).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) / 2
        before, after = (before, middle) if middle.astimezone(place).utcoffset() == offset else (middle, after)
    return after.replace(microsecond=0)


def on_day(day: date, clock: time, zone: str) -> datetime:
    """The same for a day and a time of day, told in that zone."""
    return instant(datetime.combine(day, clock), zone).astimezone(zone_of(zone))
