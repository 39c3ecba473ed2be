"""The treatment calendar: what stands on it for whom; feeds that open what their owner sees, in no clinical word, until taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import Grant, PersonalGrant
from carecoord.audit.models import Event as AuditEvent
from carecoord.logs import RequestLog
from referrals.calendars import verbs
from referrals.models import CalendarFeed, Journey
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.referrals.pathway import trip
from tests.truth import truth

pytestmark = pytest.mark.django_db
MINE = "/my/calendar/"
CLINICAL = re.compile(r"cell|CAR-T|cilta|apher|infus|lympho|myeloma|tumor|blood|okafor|denise|lakeside|drug|chemo", re.IGNORECASE)


def page_of(journey: Journey) -> str:
    return f"/journeys/{journey.pk}/calendar/"


def address(client: Client, path: str) -> str:
    """Makes a feed and returns its path."""
    answer = client.post(f"{path}feed/")
    assert answer.status_code == 200
    found = re.search(r"/calendar/[\w-]+\.ics", answer.content.decode())
    assert found
    assert answer.headers["Cache-Control"] == "no-store"
    return found.group(0)


def events(path: str) -> list[Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_both_sides_and_the_patient_see_it(cast: Cast) -> None:
    journey = trip.started(cast)
    month = f"?month={trip.days(journey)['APH']:%Y-%m}"
    for who in ("bo", "rae"):
        assert "Apheresis" in window(cast, who).get(page_of(journey) + month).content.decode()
    pat = window(cast, "pat").get(MINE + month).content.decode()
    assert "Apheresis" not in pat
    assert "cc-slot__what" in pat
    for who in ("cy", "dee", "pat", "ida"):
        assert window(cast, who).get(page_of(journey)).status_code == 404


def test_without_a_journey_it_says_so(cast: Cast) -> None:
    assert "no plan with dates" in window(cast, "pat").get(MINE).content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "9999-01", ""])
def test_a_month_that_is_none_is_this_one(cast: Cast, month: str) -> None:
    journey = trip.started(cast)
    assert window(cast, "bo").get(f"{page_of(journey)}?month={month}").status_code == 200


@pytest.mark.parametrize("who", ["bo", "rae", "pat"])
def test_a_feed_without_a_clinical_word(cast: Cast, who: str) -> None:
    journey = trip.started(cast)
    path = address(window(cast, who), MINE if who == "pat" else page_of(journey))
    found = events(path)
    assert found
    assert {str(event["SUMMARY"]) for event in found} <= {"Visit", "Call", "See your road"}
    assert not CLINICAL.search(Client().get(path).content.decode())
    if who != "rae":
        assert trip.days(journey)["D0"] in {event["DTSTART"].dt for event in found}
    with truth():
        assert AuditEvent.objects.filter(
            action="calendar.read", user_id=cast.users[who].pk, patient_ids__contains=[journey.patient_id]
        ).exists()


def test_a_moved_date_moves_in_the_feed(cast: Cast) -> None:
    journey = trip.started(cast)
    path = address(window(cast, "bo"), page_of(journey))
    old = trip.days(journey)["D0"]
    trip.do(cast, "bo", "move_anchor", journey, code="D0", on=old + timedelta(days=7))
    assert old + timedelta(days=7) in {event["DTSTART"].dt for event in events(path)}


def test_only_the_hash_is_kept_and_no_log_has_the_secret(cast: Cast) -> None:
    journey = trip.started(cast)
    path = address(window(cast, "bo"), page_of(journey))
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    with truth():
        row = CalendarFeed.objects.get()
    assert row.token_hash == verbs.hashed(token) != token
    request = Client().get(path).wsgi_request
    assert token not in RequestLog.format_request(request)


def test_taken_back_by_its_owner_the_patient_or_the_team(cast: Cast) -> None:
    journey = trip.started(cast)
    for who, by, may in (("pat", "pat", True), ("pat", "bo", True), ("pat", "rae", True), ("bo", "pat", False), ("pat", "cy", False)):
        path = address(window(cast, who), MINE if who == "pat" else page_of(journey))
        with truth():
            feed = CalendarFeed.objects.get(revoked_at__isnull=True, user=cast.users[who])
        answer = window(cast, by).post(f"/calendar/feeds/{feed.pk}/revoke/")
        assert (answer.status_code == 302) == may, (who, by)
        assert Client().get(path).status_code == (404 if may else 200), (who, by)


def test_a_new_one_ends_the_old_one(cast: Cast) -> None:
    journey, bo = trip.started(cast), window(cast, "bo")
    first, second = address(bo, page_of(journey)), address(bo, page_of(journey))
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_who_lost_access_gets_nothing(cast: Cast) -> None:
    journey = trip.started(cast)
    staff, person = address(window(cast, "bo"), page_of(journey)), address(window(cast, "pat"), MINE)
    with truth():
        Grant.objects.filter(organization=journey.center).update(ends_at=timezone.now() - timedelta(minutes=1))
        PersonalGrant.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(staff).status_code == 404
    assert Client().get(person).status_code == 404


def test_who_left_the_team_gets_nothing(cast: Cast) -> None:
    journey = trip.started(cast)
    path = address(window(cast, "bo"), page_of(journey))
    with truth():
        cast.bo.memberships.update(since=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1))
    assert Client().get(path).status_code == 404


def test_no_secret_and_too_many(cast: Cast, settings: object) -> None:
    assert Client().get("/calendar/nothing.ics").status_code == 404
    settings.SEARCHES_A_MINUTE = 2  # type: ignore[attr-defined]  # pytest-django's
    codes = [Client().get("/calendar/nothing.ics").status_code for _ in range(4)]
    assert codes[-1] == 429


def test_walls(cast: Cast) -> None:
    journey = trip.started(cast)
    address(window(cast, "pat"), MINE)
    for who, sees in {"pat": 1, "bo": 1, "rae": 1, "sam": 0, "cy": 0, "dee": 0, "ida": 0}.items():
        with acting(cast.actor(who)):
            assert CalendarFeed.objects.filter(journey=journey).count() == sees, who


def test_what_it_costs(cast: Cast) -> None:
    journey = trip.started(cast)
    for who, path, most in (("bo", page_of(journey), 14), ("pat", MINE, 16)):
        client = window(cast, who)
        client.get(path)
        with statements() as sent:
            client.get(path)
        assert len(sent) <= most, "\n".join(sent)
