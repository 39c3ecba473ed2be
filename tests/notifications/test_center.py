"""The in-app center: whose rows, in which order, read by POST alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.accounts.models import Language
from carecoord.audit.models import Event
from carecoord.notifications import Channel, Kind, center, subjects
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import ago, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db


def inapp(cast: Cast, who: str = "bo", **values: object) -> Notification:
    return notice(cast.users[who], channel=Channel.INAPP, **values)


def seen_by(cast: Cast, who: str) -> list[UUID]:
    with acting(cast.actor(who)) as actor:
        return [row.pk for row in center.page(actor).rows]


def test_only_what_is_due_open_and_mine(cast: Cast) -> None:
    row = inapp(cast)
    later = timezone.now() + timedelta(hours=1)
    inapp(cast, due_at=later)
    inapp(cast, expires_at=ago(minutes=1))
    inapp(cast, state=State.CANCELLED)
    notice(cast.bo)  # the e-mail
    inapp(cast, "cy")
    assert seen_by(cast, "bo") == [row.pk]
    assert seen_by(cast, "ana") == []


def test_pages_hold_every_row_once_in_order(cast: Cast) -> None:
    same = ago(hours=1)
    made = [inapp(cast, due_at=same if n % 3 else ago(minutes=n)).pk for n in range(60)]
    with acting(cast.actor("bo")) as actor:
        got, before = [], ""
        while True:
            page = center.page(actor, before=before)
            got += [(row.due_at, row.pk) for row in page.rows]
            before = page.older
            if not before:
                break
    assert {pk for _, pk in got} == set(made)
    assert got == sorted(got, reverse=True)
    assert len(got) == 60


@pytest.mark.parametrize("mark", ["x", "%00", "YWJj", "MjAyNi0xMS0yMiB4", "2026 " * 40])
def test_a_mark_that_is_none_of_ours_is_not_found(cast: Cast, mark: str) -> None:
    assert client_of(cast, "bo").get(reverse("notices:list"), {"before": mark}).status_code == 404


def test_the_same_statements_at_one_and_at_fifty_rows(cast: Cast) -> None:
    counts = []
    for rows in (1, 50):
        for _ in range(rows):
            inapp(cast)
        client = client_of(cast, "bo")
        client.get(reverse("notices:list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("notices:list")).status_code == 200
        counts.append(len([q for q in asked if not q["sql"].upper().startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts[0] == counts[1]
    assert counts[0] <= 5, counts


def test_the_list_says_what_happened_and_how_many_are_unread(cast: Cast) -> None:
    inapp(cast, kind=Kind.TRIAGE_LATE, is_urgent=True)
    inapp(cast, read_at=ago(minutes=2))
    page = client_of(cast, "bo").get(reverse("notices:list")).content.decode()
    assert "Triage of a referral is late" in page
    assert "Needs you today" in page
    assert page.count(">Mark as read") == 1


def test_opening_marks_as_read_and_leads_on(cast: Cast) -> None:
    row = inapp(cast, about=uuid4(), patient_id=cast.denise.pk)
    client = client_of(cast, "bo")
    assert client.get(reverse("notices:open", args=[row.pk])).status_code == 405
    response = client.post(reverse("notices:open", args=[row.pk]))
    assert response.status_code == 302
    assert now(row).read_at is not None


def test_the_link_of_an_e_mail_changes_nothing_and_leads_on(cast: Cast) -> None:
    key = "one"
    mail, row = notice(cast.bo, key=key), inapp(cast, key=key)
    client = client_of(cast, "bo")
    assert client.get(reverse("notices:notice", args=[mail.pk])).status_code == 302
    assert now(row).read_at is None
    client.post(reverse("notices:open", args=[mail.pk]))
    assert now(row).read_at is not None


@pytest.mark.parametrize("name", ["open", "read"])
def test_nobody_elses_notice(cast: Cast, name: str) -> None:
    row = inapp(cast, about=uuid4(), patient_id=cast.denise.pk)  # Rae sees the patient, yet the notice is Bo's
    for who in ("rae", "cy", "pat", "ida"):
        assert client_of(cast, who).post(reverse(f"notices:{name}", args=[row.pk])).status_code == 404
        assert client_of(cast, who).get(reverse("notices:notice", args=[row.pk])).status_code == 404
    assert now(row).read_at is None


def test_read_all_leaves_what_came_in_meanwhile(cast: Cast) -> None:
    old, new = inapp(cast, due_at=ago(minutes=5)), inapp(cast, due_at=ago(seconds=1))
    client_of(cast, "bo").post(reverse("notices:read_all"), {"until": ago(minutes=1).isoformat()})
    assert now(old).read_at is not None
    assert now(new).read_at is None
    client_of(cast, "bo").post(reverse("notices:read_all"), {"until": "yesterday"})
    assert now(new).read_at is None


def test_a_notice_of_another_place_asks_to_switch(cast: Cast) -> None:
    row = inapp(cast, organization=cast.organizations["summit"], about=uuid4(), patient_id=cast.denise.pk)
    response = client_of(cast, "bo").post(reverse("notices:open", args=[row.pk]), follow=True)
    assert "your work at Summit" in response.content.decode()


def test_who_it_is_about_is_told_in_the_center_and_audited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    about = uuid4()
    inapp(cast, "rae", about=about, patient_id=cast.denise.pk)

    def tell(actor: Actor, ids: object) -> dict[UUID, subjects.Subject]:
        return {about: subjects.Subject("OKAFOR, Denise", cast.denise.pk)}

    monkeypatch.setattr(subjects, "TELLERS", [tell])
    assert "OKAFOR, Denise" in client_of(cast, "rae").get(reverse("notices:list")).content.decode()
    with truth():
        assert Event.objects.filter(action="read notices:list", patient_ids=[cast.denise.pk]).count() == 1


def test_patients_read_theirs_in_their_language(cast: Cast) -> None:
    inapp(cast, "pat", kind=Kind.MESSAGE_RECEIVED, patient_id=cast.denise.pk)
    client = client_of(cast, "pat")
    assert "You have a new message" in client.get(reverse("notices:list")).content.decode()
    with truth():
        type(cast.pat).objects.filter(pk=cast.pat.pk).update(language=Language.SPANISH)
    spanish = client_of(cast, "pat").get(reverse("notices:list"), headers={"accept-language": "es"}).content.decode()
    assert "Tiene un mensaje nuevo" in spanish


def test_unread_is_a_value_inside_another_statement(cast: Cast) -> None:
    for n in range(3):
        inapp(cast, read_at=ago(minutes=1) if n == 0 else None)
    from carecoord.accounts.models import Organization

    with acting(cast.actor("bo")):
        assert Organization.objects.annotate(unread=center.Unread()).values_list("unread", flat=True)[0] == 2
    with acting(cast.actor("cy")):
        assert Organization.objects.annotate(unread=center.Unread()).values_list("unread", flat=True)[0] == 0


class TestApi:
    def test_list_and_read(self, cast: Cast) -> None:
        row = inapp(cast, kind=Kind.REFERRAL_ASSIGNED)
        client = client_of(cast, "bo")
        body = client.get("/api/v1/notices/?unread=true").json()
        assert [r["id"] for r in body["results"]] == [str(row.pk)]
        assert body["results"][0]["title"] == "A referral was given to you"
        assert client.post(f"/api/v1/notices/{row.pk}/read/").status_code == 204
        assert client.get("/api/v1/notices/?unread=true").json() == {"results": [], "next": None}

    def test_pages_by_cursor(self, cast: Cast) -> None:
        for _ in range(30):
            inapp(cast)
        client = client_of(cast, "bo")
        first = client.get("/api/v1/notices/").json()
        second = client.get(first["next"]).json()
        assert len(first["results"]) == 25
        assert len(second["results"]) == 5
        assert second["next"] is None

    @pytest.mark.parametrize("query", ["?order=x", "?unread=1", "?cursor=zzz"])
    def test_what_it_does_not_know_is_an_error(self, cast: Cast, query: str) -> None:
        assert client_of(cast, "bo").get(f"/api/v1/notices/{query}").status_code == 400

    def test_strangers(self, cast: Cast) -> None:
        row = inapp(cast)
        assert client_of(cast, "cy").post(f"/api/v1/notices/{row.pk}/read/").status_code == 404
        assert Client().get("/api/v1/notices/").status_code == 401


def test_a_kind_that_nobody_knows_breaks_no_page(cast: Cast) -> None:
    """Written by a newer program, or by an older one: the list says that there is something, and leads to no page of its own."""
    row = inapp(cast, kind="no.such_kind", about=uuid4(), patient_id=cast.denise.pk)
    client = client_of(cast, "bo")
    assert "There is an update for you" in client.get(reverse("notices:list")).content.decode()
    (told,) = client.get("/api/v1/notices/").json()["results"]
    assert (told["kind"], told["title"], told["stands_for"]) == ("no.such_kind", "There is an update for you", None)
    answer = client.post(reverse("notices:open", args=[row.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("notices:list"))


def test_a_deputys_copy_says_whom_it_stands_for(cast: Cast) -> None:
    inapp(cast, "nan", stands_for=cast.bo)
    client = client_of(cast, "nan")
    assert "for Bo Larsen, who is away" in client.get(reverse("notices:list")).content.decode()
    assert client.get("/api/v1/notices/").json()["results"][0]["stands_for"] == "Bo Larsen"
