"""Dates and due labels in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from carecoord.ui.dates import clock, patient_day, patient_moment, staff_day, staff_moment, zone_word
from carecoord.ui.due import due_label, is_working_day, working_days
from carecoord.ui.parts import When

CHICAGO = ZoneInfo("America/Chicago")
EVENING = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)  # Friday 20-Nov, 20:30 in Chicago
TODAY = date(2026, 11, 23)


def test_staff_dates() -> None:
    assert staff_day(date(2026, 11, 2)) == "02-Nov-2026"
    assert staff_day(date(2026, 11, 25), weekday=True) == "Wed 25-Nov-2026"
    assert staff_day(EVENING, zone=CHICAGO, year=False) == "20-Nov"
    assert staff_moment(EVENING, zone=CHICAGO, weekday=True, named=True) == "Fri 20-Nov-2026, 20:30 Central"


def test_the_active_zone_counts() -> None:
    with timezone.override(CHICAGO):
        assert staff_moment(EVENING) == "20-Nov-2026, 20:30"
        assert zone_word() == "Central"
    assert zone_word(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"


def test_patient_dates() -> None:
    visit = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
    assert patient_moment(visit, today=TODAY, zone=CHICAGO) == "Wed, Nov 25 at 9:30 am"
    assert patient_day(date(2027, 3, 14), today=TODAY) == "Sun, Mar 14, 2027"
    assert [clock(datetime(2026, 1, 1, hour, tzinfo=CHICAGO), CHICAGO) for hour in (0, 9, 12, 13)] == ["12 am", "9 am", "12 pm", "1 pm"]


def test_patient_dates_in_spanish() -> None:
    with translation.override("es"):
        assert patient_moment(datetime(2026, 11, 25, 15, 30, tzinfo=UTC), today=TODAY, zone=CHICAGO) == "mié 25 de nov a las 9:30 am"
        assert patient_moment(datetime(2026, 11, 25, 19, 0, tzinfo=UTC), today=TODAY, zone=CHICAGO) == "mié 25 de nov a la 1 pm"
        assert patient_day(date(2027, 3, 14), today=TODAY) == "dom 14 de mar de 2027"


def test_thanksgiving_is_no_working_day() -> None:
    assert not is_working_day(date(2026, 11, 26))
    assert working_days(date(2026, 11, 24), date(2026, 11, 30)) == 3  # Wed, Fri, Mon


@given(st.dates(date(2024, 1, 1), date(2030, 12, 1)), st.integers(0, 60))
def test_working_days_are_the_days_counted_one_by_one(start: date, length: int) -> None:
    end = start + timedelta(length)
    assert working_days(start, end) == sum(is_working_day(start + timedelta(step)) for step in range(1, length + 1))


NOW = datetime(2026, 11, 23, 18, 4, tzinfo=UTC)  # Monday, 12:04 in Chicago


@pytest.mark.parametrize(
    ("at", "when", "words"),
    [
        (datetime(2026, 11, 19, 23, 0, tzinfo=UTC), When.LATE, "2 working days late"),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), When.LATE, "1 working day late"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), When.LATE, "1 working day late"),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), When.LATE, "Late since 09:00"),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), When.TODAY, "Today by 17:00"),
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), When.TODAY, "Today by 22:00"),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), When.SOON, "in 1 working day"),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), When.SOON, "in 4 working days"),
        (datetime(2026, 11, 28, 23, 0, tzinfo=UTC), When.SOON, "on Sat 28-Nov"),
        (date(2026, 11, 23), When.TODAY, "Today"),
        (date(2026, 11, 20), When.LATE, "1 working day late"),
    ],
)
def test_due_words(at: datetime | date, when: When, words: str) -> None:
    label = due_label(at, now=NOW, zone=CHICAGO)
    assert (label.when, label.words) == (when, words)


def test_late_over_a_weekend_without_a_working_day() -> None:
    sunday = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert due_label(datetime(2026, 11, 20, 23, 0, tzinfo=UTC), now=sunday, zone=CHICAGO).words == "Late since Fri 20-Nov"


def test_done_is_done_however_late() -> None:
    assert due_label(date(2026, 1, 1), now=NOW, done_at=date(2026, 11, 18)).words == "Done 18-Nov-2026"
