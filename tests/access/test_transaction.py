"""The request's one transaction: what is rolled back, what is told, and what happens when it cannot be told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from carecoord.audit.models import Event, Outcome
from tests.cast import Cast
from tests.house.world import client_of
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access.doors")]


def told() -> list[Event]:
    with truth():
        return list(Event.objects.order_by("at"))


def phone(cast: Cast) -> str:
    with truth():
        cast.denise.refresh_from_db()
    return cast.denise.phone


def test_a_page_that_shows_somebody_leaves_one_row(cast: Cast) -> None:
    assert client_of(cast, "rae").get("/read/").content == b"Okafor"
    (event,) = told()
    assert (event.action, event.patient_ids, event.user_id) == ("read read", [cast.denise.pk], cast.rae.pk)
    assert event.organization_id == cast.organizations["cedar"].pk


def test_a_stranger_sees_and_leaves_nothing(cast: Cast) -> None:
    assert client_of(cast, "cy").get("/read/").content == b""
    assert told() == []


def test_nobody_sees_and_leaves_nothing(cast: Cast) -> None:
    assert client_of(cast, "nobody").get("/read/").content == b""
    assert client_of(cast, "nobody").get("/missing/").status_code == 404
    assert told() == []


@pytest.mark.parametrize(("door", "status"), [("broken", 500), ("refused", 409), ("missing", 404)])
def test_a_status_of_400_or_more_writes_nothing(cast: Cast, door: str, status: int) -> None:
    before = phone(cast)
    assert client_of(cast, "rae").get(f"/{door}/").status_code == status
    assert phone(cast) == before


def test_a_denial_is_told_although_everything_else_is_undone(cast: Cast) -> None:
    client = client_of(cast, "rae")
    assert client.get("/missing/").status_code == 404
    assert client.get("/forbidden/").status_code == 403
    assert [(e.action, e.outcome) for e in told()] == [
        ("denied missing", Outcome.DENIED),
        ("denied forbidden", Outcome.DENIED),
    ]


def test_a_form_shown_again_after_a_conflict_was_still_shown(cast: Cast) -> None:
    response = client_of(cast, "rae").get("/again/")
    assert (response.status_code, response.content) == (409, b"Okafor")
    (event,) = told()
    assert (event.action, event.patient_ids, event.reason) == ("read again", [cast.denise.pk], "status 409")


@pytest.mark.parametrize("door", ["read", "verb", "missing", "export", "again", "fault"])
def test_without_a_log_nothing_is_shown_and_nothing_is_written(cast: Cast, door: str) -> None:
    before = phone(cast)
    with truth(), connection.cursor() as cursor:
        cursor.execute("revoke insert on audit_event from carecoord_app")
    response = client_of(cast, "rae").get(f"/{door}/")
    assert response.status_code == 503
    assert b"Okafor" not in response.content
    assert phone(cast) == before


def test_a_stream_sees_what_its_actor_sees_and_is_told_before_its_first_byte(cast: Cast) -> None:
    response = client_of(cast, "rae").get("/export/")
    assert [e.patient_ids for e in told()] == [[cast.denise.pk]]
    assert b"".join(response.streaming_content) == b"Okafor\n"  # type: ignore[attr-defined]  # a streaming answer
    stranger = client_of(cast, "cy").get("/export/")
    assert b"".join(stranger.streaming_content) == b""  # type: ignore[attr-defined]  # a streaming answer


def test_an_actor_inside_an_actor_gives_the_place_back(cast: Cast) -> None:
    assert client_of(cast, "rae").get("/nested/").content == b"0 1"


def test_a_bearer_token_counts_for_the_api_only(cast: Cast) -> None:
    client = Client(headers={"authorization": "Bearer nonsense"})
    client.force_login(cast.rae)
    session = client.session
    session.update({"organization_id": cast.organizations["cedar"].pk, "has_factor": True})
    session.save()
    assert client.get("/read/").content == b"Okafor"
