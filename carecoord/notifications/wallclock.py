"""What a clock on the wall means: the intent (`WallTime`: eight in the morning, there) and the instant it stands for, which is computed.

Pure; `zones` moves rows when somebody's zone changes. An instant that nobody meant as a wall time has no business here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import models

from carecoord.accounts.clock import zone_of

SECOND = timedelta(seconds=1)


class Follows(models.TextChoices):
    """Whose zone a wall time is read in, also after that zone has changed."""

    NOBODY = "", "The zone it was given"
    RECIPIENT = "recipient", "The recipient"
    ORGANIZATION = "organization", "The organization"


@dataclass(frozen=True)
class WallTime:
    """`at` without an offset. A recipient's zone is looked up for each of them; otherwise name the zone."""

    at: datetime
    zone: str = ""
    follows: Follows = Follows.RECIPIENT

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("A wall time has no offset; its zone says which instant it is.")
        if not self.zone and self.follows is not Follows.RECIPIENT:
            raise ValueError("Name the zone, or let it follow the recipient.")


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
