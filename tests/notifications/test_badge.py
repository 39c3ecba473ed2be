"""The number of unread notices stands in the frame of every signed-in page, and costs no statement of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, notice
from tests.referrals.desk import statements
from tests.truth import truth

pytestmark = pytest.mark.django_db
PAGES = ("/worklist/", "/patients/", "/directory/", "/account/", "/notices/", "/notices/choices/", "/learn/")


def unread(cast: Cast, who: str, count: int) -> list[Notification]:
    return [
        notice(cast.users[who], channel=Channel.INAPP, kind=Kind.ROAD_NEWS if who == "pat" else Kind.REFERRAL_SENT) for _ in range(count)
    ]


def badge(text: str) -> list[str]:
    """What the place of the notices shows, each time the frame prints it."""
    places = [part.split("</a>")[0] for part in text.split(f'href="{reverse("notices:list")}"')[1:]]
    return [part.split('cc-place__count">')[1].split("<")[0] if "cc-place__count" in part else "" for part in places if "Notices" in part]


@pytest.mark.parametrize("path", PAGES)
def test_on_every_page_of_staff(cast: Cast, path: str) -> None:
    unread(cast, "rae", 3)
    notice(cast.rae, channel=Channel.INAPP, read_at=ago(minutes=1))
    unread(cast, "bo", 1)
    shown = badge(client_of(cast, "rae").get(path).content.decode())
    assert shown
    assert set(shown) == {"3"}


@pytest.mark.parametrize("path", ["/my/", "/my/caregivers/", "/my/who-looked/", "/account/"])
def test_on_every_page_of_patients(cast: Cast, path: str) -> None:
    unread(cast, "pat", 2)
    page = client_of(cast, "pat").get(path).content.decode()
    assert '<span class="cc-place__count">2</span>' in page


def test_nothing_unread_shows_no_number(cast: Cast) -> None:
    assert set(badge(client_of(cast, "rae").get("/patients/").content.decode())) == {""}


def test_many_are_not_counted_to_the_end(cast: Cast) -> None:
    unread(cast, "rae", 101)
    assert set(badge(client_of(cast, "rae").get("/patients/").content.decode())) == {"99+"}


def test_a_form_shown_again_has_it_too(cast: Cast) -> None:
    unread(cast, "rae", 1)
    assert set(badge(client_of(cast, "rae").post("/patients/register/", {}).content.decode())) == {"1"}


def test_reading_one_takes_it_off(cast: Cast) -> None:
    row, _ = unread(cast, "rae", 2)
    rae = client_of(cast, "rae")
    rae.post(reverse("notices:read", args=[row.pk]))
    assert set(badge(rae.get("/patients/").content.decode())) == {"1"}


@pytest.mark.parametrize("path", ["/worklist/", "/patients/", "/account/"])
def test_no_statement_of_its_own(cast: Cast, path: str) -> None:
    rae = client_of(cast, "rae")
    rae.get(path)
    with statements() as before:
        rae.get(path)
    unread(cast, "rae", 5)
    with statements() as after:
        rae.get(path)
    assert len(before) == len(after)
    (counting,) = [sql for sql in after if "unread_notices" in sql]
    assert counting.startswith("/* context */")


def test_programs_and_jobs_count_nothing(cast: Cast) -> None:
    unread(cast, "rae", 5)
    with statements() as sent:
        assert client_of(cast, "rae").get("/api/v1/patients/").status_code == 200
    context = next(sql for sql in sent if sql.startswith("/* context */"))
    assert "case when false" in context.lower()


def test_nobody_counts_for_somebody_else(cast: Cast) -> None:
    """A page that errs, or a nested actor, never shows another person's number."""
    unread(cast, "bo", 4)
    with truth():
        assert Notification.objects.filter(recipient=cast.bo).count() == 4
    assert set(badge(client_of(cast, "rae").get("/notices/").content.decode())) == {""}
