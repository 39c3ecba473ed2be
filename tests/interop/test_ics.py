"""Calendar files: read back as they were written, by the library and by hand; folded, escaped, in UTC, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carecoord.interop.ics import CalendarEvent, CalendarFeed, EventStatus, FeedMethod, event_uid, ics, plain

NOW = datetime(2026, 11, 23, 18, 4, 30, 120, tzinfo=UTC)
VISIT = CalendarEvent("visit-1", "Visit", datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("America/Chicago")), NOW)
EARLY = datetime(1990, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles")


def read(feed: CalendarFeed) -> list[icalendar.Component]:
    (calendar,) = icalendar.Calendar.from_ical(ics(feed), multiple=True)
    return list(calendar.walk("VEVENT"))


def unfolded(written: bytes) -> list[str]:
    return written.decode().replace("\r\n ", "").split("\r\n")


EVENTS = st.builds(
    CalendarEvent,
    st.uuids().map(str),
    st.text(max_size=120),
    st.datetimes(EARLY, EARLY.replace(year=2045), timezones=st.sampled_from([ZoneInfo(name) for name in ZONES])),
    st.just(NOW),
    st.none(),
    st.integers(0, 99),
    st.sampled_from(list(EventStatus)),
    st.text(max_size=300),
    st.text(max_size=80),
)


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=5))
def test_what_was_written_is_read(events: list[CalendarEvent]) -> None:
    feed = CalendarFeed("Calendar", tuple(events))
    found = read(feed)
    assert [str(one["uid"]) for one in found] == [event.uid for event in events]
    for event, one in zip(events, found, strict=True):
        assert str(one["summary"]) == plain(event.title)
        assert str(one.get("description", "")) == plain(event.text)
        assert str(one.get("location", "")) == plain(event.place)
        assert isinstance(event.starts, datetime)
        assert one.decoded("dtstart") == event.starts.astimezone(UTC).replace(microsecond=0)
        assert (one["sequence"], str(one["status"])) == (event.sequence, event.status)


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=3), st.text(max_size=90))
def test_lines_are_short_and_end_as_they_must(events: list[CalendarEvent], name: str) -> None:
    written = ics(CalendarFeed(name, tuple(events)))
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert all(letter >= " " or letter == "\t" for line in unfolded(written) for letter in line)


def test_letters_that_mean_something_are_escaped() -> None:
    lines = unfolded(ics(CalendarFeed("A", (replace(VISIT, title="a; b, c\\d\ne"),))))
    assert "SUMMARY:a\\; b\\, c\\\\d\\ne" in lines


def test_nobody_writes_lines_of_their_own() -> None:
    hostile = "Visit\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:forged"
    found = read(CalendarFeed(hostile, (replace(VISIT, title=hostile, uid=hostile, place=hostile, url=hostile),)))
    assert len(found) == 1


def test_hours_are_written_in_utc_over_both_changes_of_the_clock() -> None:
    chicago = ZoneInfo("America/Chicago")
    for day, hour in ((date(2026, 3, 7), 14), (date(2026, 3, 8), 13), (date(2026, 10, 31), 13), (date(2026, 11, 1), 14)):
        event = replace(VISIT, starts=datetime(day.year, day.month, day.day, 8, tzinfo=chicago))
        assert f"DTSTART:{day:%Y%m%d}T{hour}0000Z" in unfolded(ics(CalendarFeed("A", (event,))))


def test_a_whole_day_ends_where_the_next_begins() -> None:
    day = replace(VISIT, starts=date(2026, 11, 26))
    lines = unfolded(ics(CalendarFeed("A", (day,))))
    assert "DTSTART;VALUE=DATE:20261126" in lines
    assert "DTEND;VALUE=DATE:20261127" in lines
    assert "TRANSP:TRANSPARENT" in lines
    assert "DTEND;VALUE=DATE:20261130" in unfolded(ics(CalendarFeed("A", (replace(day, ends=date(2026, 11, 29)),))))


def test_a_cancelled_event_stays_and_says_so() -> None:
    lines = unfolded(ics(CalendarFeed("A", (replace(VISIT, status=EventStatus.CANCELLED, sequence=3),))))
    assert {"STATUS:CANCELLED", "SEQUENCE:3", "UID:visit-1"} <= set(lines)


def test_readers_are_told_when_to_look_again() -> None:
    lines = unfolded(ics(CalendarFeed("A", refresh=timedelta(hours=4), method=FeedMethod.PUBLISH)))
    assert {"X-PUBLISHED-TTL:PT4H", "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "METHOD:PUBLISH", "VERSION:2.0"} <= set(lines)


def test_the_name_of_an_event_is_the_same_for_ever_and_says_nothing() -> None:
    assert event_uid("step", "0b9b3b1e") == "6e3632d6-9947-53eb-9156-f92b17adbc9f"
    assert event_uid("step", "ab") != event_uid("step", "a", "b")


def test_the_same_feed_is_the_same_file() -> None:
    feed = CalendarFeed("A", (VISIT, replace(VISIT, uid="visit-2")))
    assert ics(feed) == ics(feed)
    assert read(CalendarFeed("A")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": datetime(2026, 1, 1)},  # noqa: DTZ001 - the zone that is missing is what is tried
        {"ends": date(2026, 11, 26)},
        {"ends": NOW},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(wrong: dict[str, datetime]) -> None:
    with pytest.raises(ValueError, match=r"calendar|event"):
        replace(VISIT, **wrong)  # type: ignore[arg-type]  # what is wrong is wrong on purpose
