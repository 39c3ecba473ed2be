"""The count that pages ask for again and again, and the counts that clear when the page they are about is opened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, notice, now
from tests.referrals.desk import referrals, statements

pytestmark = pytest.mark.django_db
LIVE = "/notices/live/"
BACKGROUND = {"X-Background": "live"}


def inapp(cast: Cast, who: str = "bo", **values: object) -> Notification:
    return notice(cast.users[who], channel=Channel.INAPP, **values)


def test_it_counts_mine_and_only_what_is_due(cast: Cast) -> None:
    inapp(cast, is_urgent=True, due_at=ago(minutes=3))
    newest = inapp(cast, due_at=ago(minutes=2))
    inapp(cast, read_at=ago(minutes=1))
    inapp(cast, due_at=timezone.now() + timedelta(hours=1))
    inapp(cast, "cy")
    answer = client_of(cast, "bo").get(LIVE, headers=BACKGROUND)
    assert answer.json() == {"unread": 2, "urgent": 1, "newest": newest.due_at.isoformat()}
    assert client_of(cast, "ana").get(LIVE, headers=BACKGROUND).json() == {"unread": 0, "urgent": 0, "newest": ""}


def test_nothing_new_is_said_in_no_words(cast: Cast) -> None:
    inapp(cast)
    bo = client_of(cast, "bo")
    mark = bo.get(LIVE, headers=BACKGROUND).headers["ETag"]
    again = bo.get(LIVE, headers={**BACKGROUND, "If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    inapp(cast)
    assert bo.get(LIVE, headers={**BACKGROUND, "If-None-Match": mark}).status_code == 200


def test_one_statement_more_than_an_empty_view(cast: Cast) -> None:
    for _ in range(3):
        inapp(cast)
    bo = client_of(cast, "bo")
    bo.get(LIVE, headers=BACKGROUND)
    with statements() as empty:
        bo.get(reverse("ui:alive"), headers=BACKGROUND)
    with statements() as asked:
        bo.get(LIVE, headers=BACKGROUND)
    assert len(asked) == len(empty) + 1


def test_it_keeps_nobody_signed_in_and_sends_nobody_to_a_form(cast: Cast) -> None:
    assert Client().get(LIVE).status_code == 401
    bo = client_of(cast, "bo")
    session = bo.session
    session["seen_at"] = seen = timezone.now().timestamp() - 120
    session.save()
    assert bo.get(LIVE, headers=BACKGROUND).status_code == 200
    assert bo.session["seen_at"] == seen


def test_it_never_says_about_whom(cast: Cast) -> None:
    inapp(cast, about=cast.denise.pk, patient_id=cast.denise.pk, kind=Kind.CHECK_NEEDS_EYES)
    text = client_of(cast, "bo").get(LIVE, headers=BACKGROUND).content.decode()
    assert set(client_of(cast, "bo").get(LIVE).json()) == {"unread", "urgent", "newest"}
    assert str(cast.denise.pk) not in text


class TestClearing:
    def test_opening_the_page_clears_what_is_about_it(self, cast: Cast) -> None:
        one, other = referrals(cast, 2)
        mine = inapp(cast, "bo", about=one.pk, patient_id=one.patient_id, kind=Kind.REFERRAL_ASSIGNED)
        elsewhere = inapp(cast, "bo", about=other.pk, patient_id=other.patient_id, kind=Kind.REFERRAL_ASSIGNED)
        raes = inapp(cast, "rae", about=one.pk, patient_id=one.patient_id, kind=Kind.REFERRAL_ASSIGNED)
        bo = client_of(cast, "bo")
        page = bo.get(reverse("referrals:referral", args=[one.pk]))
        assert page.status_code == 200
        assert '<span class="cc-place__count">1</span>' in page.content.decode()  # already without the one just opened
        assert now(mine).read_at is not None
        assert now(elsewhere).read_at is None
        assert now(raes).read_at is None

    def test_a_refused_page_and_a_background_one_clear_nothing(self, cast: Cast) -> None:
        (one,) = referrals(cast, 1)
        cys = inapp(cast, "cy", about=one.pk, patient_id=one.patient_id)
        bos = inapp(cast, "bo", about=one.pk, patient_id=one.patient_id)
        assert client_of(cast, "cy").get(reverse("referrals:referral", args=[one.pk])).status_code == 404
        client_of(cast, "bo").get(reverse("referrals:referral", args=[one.pk]), headers=BACKGROUND)
        assert now(cys).read_at is None
        assert now(bos).read_at is None

    def test_a_page_without_an_id_clears_its_kinds(self, cast: Cast) -> None:
        looked = inapp(cast, "pat", kind=Kind.RECORD_OPENED, patient_id=cast.denise.pk)
        reading = inapp(cast, "pat", kind=Kind.READING_ASSIGNED, patient_id=cast.denise.pk)
        client_of(cast, "pat").get("/learn/")
        assert now(reading).read_at is not None
        assert now(looked).read_at is None

    def test_the_road_clears_the_news_of_the_one_it_shows(self, cast: Cast) -> None:
        mine = inapp(cast, "pat", kind=Kind.ROAD_NEWS, patient_id=cast.denise.pk)
        anothers = inapp(cast, "pat", kind=Kind.ROAD_NEWS, patient_id=mine.pk)  # somebody else Pat cares for
        assert client_of(cast, "pat").get("/my/").status_code == 200
        assert now(mine).read_at is not None
        assert now(anothers).read_at is None

    def test_without_anything_unread_it_asks_nothing(self, cast: Cast) -> None:
        (one,) = referrals(cast, 1)
        bo, path = client_of(cast, "bo"), reverse("referrals:referral", args=[one.pk])
        bo.get(path)
        with statements() as sent:
            bo.get(path)
        assert not [sql for sql in sent if "read_at" in sql and sql.startswith("UPDATE")]


class TestFilters:
    def test_each_narrows(self, cast: Cast) -> None:
        (one,) = referrals(cast, 1)
        inapp(cast, kind=Kind.TRIAGE_LATE, is_urgent=True)
        inapp(cast, kind=Kind.MENTIONED, about=one.pk, patient_id=one.patient_id)
        inapp(cast, kind=Kind.REFERRAL_SENT, read_at=ago(minutes=1))
        bo = client_of(cast, "bo")

        def titles(**query: str) -> list[str]:
            return [row["title"] for row in bo.get("/api/v1/notices/", query).json()["results"]]

        assert len(titles()) == 3
        assert titles(show="urgent") == ["Triage of a referral is late"]
        assert len(titles(show="unread")) == 2
        assert titles(topic=Kind.MENTIONED.form.topic) == ["Somebody mentioned you in a note"]
        assert titles(about=str(one.pk)) == titles(patient=str(one.patient_id)) == ["Somebody mentioned you in a note"]
        page = bo.get("/notices/", {"show": "urgent"}).content.decode()
        assert "Triage of a referral is late" in page
        assert "Somebody mentioned you in a note" not in page

    @pytest.mark.parametrize("query", [{"show": "x"}, {"topic": "reading"}, {"topic": "x"}, {"about": "x"}, {"patient": "1"}])
    def test_what_is_no_filter_is_not_found(self, cast: Cast, query: dict[str, str]) -> None:
        assert client_of(cast, "bo").get("/notices/", query).status_code == 404
        assert client_of(cast, "bo").get("/api/v1/notices/", query).status_code == 400

    def test_older_keeps_the_filter(self, cast: Cast) -> None:
        for _ in range(30):
            inapp(cast, kind=Kind.MENTIONED)
        inapp(cast, kind=Kind.REFERRAL_SENT, due_at=ago(days=1))
        bo = client_of(cast, "bo")
        topic = Kind.MENTIONED.form.topic
        page = bo.get("/notices/", {"topic": topic}).content.decode()
        assert f"topic={topic}&amp;before=" in page
        older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        assert bo.get(older).content.decode().count('id="n-') == 5
