"""Calendar feeds and invitations as iCalendar files (RFC 5545), read by phones, Outlook and everything else that has a calendar.

Room: carecoord.interop, which imports no app. What may stand in a title is decided by who builds the events: a feed leaves the house, so
it carries no clinical word. Folding, escaping and the order of lines are the library's (icalendar).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

import icalendar

PRODUCT = "-//carecoord//calendar//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
NAMES = UUID("8a6f4a52-4f0e-5d0b-9d33-0c6d0f1f7c11")  # of events named by `event_uid`; must never change
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")  # no calendar may hold them; tab and new line may stay


class EventStatus(StrEnum):
    """A cancelled event stays in the feed, so that calendars which had it take it out."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class FeedMethod(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Dates are whole days and `ends` the last of them; instants have a zone and are written in UTC. `sequence` grows with each move;
    `changed_at` is when this version was made. `uid` stays the same for life: see `event_uid`."""

    uid: str
    title: str
    starts: date | datetime
    changed_at: datetime
    ends: date | datetime | None = None
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    text: str = ""
    place: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        instants = [one for one in (self.starts, self.ends, self.changed_at) if isinstance(one, datetime)]
        if any(one.tzinfo is None for one in instants):
            raise ValueError("An instant on a calendar needs its zone.")
        if self.ends is not None:
            if isinstance(self.starts, datetime) is not isinstance(self.ends, datetime):
                raise ValueError("An event is of whole days or of hours, not of both.")
            if self.ends < self.starts:
                raise ValueError("An event ends after it starts.")


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """`refresh` is how often readers are asked to look again."""

    name: str
    events: tuple[CalendarEvent, ...] = ()
    refresh: timedelta = timedelta(hours=1)
    method: FeedMethod = FeedMethod.PUBLISH
    language: str = ""


def event_uid(kind: str, *keys: object) -> str:
    """The same for the same thing for ever; says nothing of what it is."""
    return str(uuid5(NAMES, "\x1f".join((kind, *map(str, keys)))))


def ics(feed: CalendarFeed) -> bytes:
    """The file: UTF-8, CRLF, lines of 75 octets at most; the same bytes for the same feed."""
    calendar = icalendar.Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", feed.method.value)):
        calendar.add(name, value)
    for name in ("name", "x-wr-calname"):
        calendar.add(name, icalendar.vText(one_line(feed.name), params={"LANGUAGE": feed.language} if feed.language else {}))
    calendar.add("x-published-ttl", icalendar.vDuration(feed.refresh))
    calendar.add("refresh-interval", feed.refresh, parameters={"VALUE": "DURATION"})
    for event in feed.events:
        calendar.add_component(component(event))
    return bytes(calendar.to_ical())


def component(event: CalendarEvent) -> icalendar.Event:
    made = icalendar.Event()
    for name, value in properties(event):
        made.add(name, value)
    return made


def properties(event: CalendarEvent) -> Iterable[tuple[str, object]]:
    yield "uid", one_line(event.uid)
    yield "dtstamp", event.changed_at.astimezone(UTC)
    yield "last-modified", event.changed_at.astimezone(UTC)
    yield "dtstart", moment(event.starts)
    if (end := end_of(event)) is not None:
        yield "dtend", end
    yield "summary", plain(event.title)
    yield "sequence", event.sequence
    yield "status", event.status.value
    yield "class", "PRIVATE"
    yield "transp", "OPAQUE" if isinstance(event.starts, datetime) and event.status is not EventStatus.CANCELLED else "TRANSPARENT"
    yield from ((name, plain(words)) for name, words in (("description", event.text), ("location", event.place)) if words)
    if event.url:
        yield "url", one_line(event.url)


def moment(value: date | datetime) -> date | datetime:
    """Whole seconds in UTC: the only form every reader takes without a table of zones."""
    return value.astimezone(UTC).replace(microsecond=0) if isinstance(value, datetime) else value


def end_of(event: CalendarEvent) -> date | datetime | None:
    """The file names the first day that an event is over. An instant without an end, or which is its own end, has no length."""
    if isinstance(event.starts, datetime):
        return moment(event.ends) if event.ends is not None and event.ends > event.starts else None
    return (event.ends or event.starts) + timedelta(days=1)


def plain(words: object) -> str:
    """Without the letters no calendar may hold; new lines in one form."""
    return CONTROL.sub(" ", str(words).replace("\r\n", "\n").replace("\r", "\n"))


def one_line(words: object) -> str:
    """For what the library does not escape, since it may hold no new line."""
    return plain(words).replace("\n", " ")
