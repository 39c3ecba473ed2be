"""Whoever works at several organizations chooses the one they act for; everything is evaluated for that one only."""

from __future__ import annotations

import pytest
from django.test import Client

from carecoord.accounts.models import Membership, Role
from tests.accounts.hands import client_of, code_now, events, sign_in
from tests.cast import PASSWORD, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast: Cast) -> Membership:
    """Rae works at Hillcrest as well."""
    with truth():
        return Membership.objects.create(user=cast.rae, organization=cast.organizations["hillcrest"], role=Role.NURSE)


def test_after_signing_in_one_chooses_first(cast: Cast, second: Membership, client: Client) -> None:
    sign_in(client, cast.rae.email, PASSWORD, code_now())
    assert client.get("/team/?x=1").headers["Location"] == "/choose/?next=%2Fteam%2F%3Fx%3D1"
    page = client.get("/choose/").content.decode()
    assert "Cedar Valley Oncology" in page
    assert "Hillcrest Oncology" in page
    assert "Lakeside" not in page


def test_the_choice_holds_and_is_written_down(cast: Cast, second: Membership) -> None:
    rae = client_of(cast, "rae")
    response = rae.post("/choose/", {"membership": second.pk, "next": "/account/"})
    assert response.headers["Location"] == "/account/"
    assert rae.session["organization_id"] == cast.organizations["hillcrest"].pk
    [event] = events("account.switch_organization")
    assert (event.user_id, event.object_id) == (cast.rae.pk, str(cast.organizations["hillcrest"].pk))


def test_a_target_on_another_site_is_dropped(cast: Cast, second: Membership) -> None:
    response = client_of(cast, "rae").post("/choose/", {"membership": second.pk, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_not_where_one_does_not_work(cast: Cast) -> None:
    with truth():
        other = Membership.objects.get(user=cast.bo)
    rae = client_of(cast, "rae")
    assert rae.post("/choose/", {"membership": other.pk}).status_code == 404
    assert rae.session["organization_id"] == cast.organizations["cedar"].pk


def test_switching_does_not_prolong_the_session(cast: Cast, second: Membership) -> None:
    rae = client_of(cast, "rae")
    rae.get("/account/")
    began = rae.session["signed_in_at"]
    rae.post("/choose/", {"membership": second.pk})
    assert rae.session["signed_in_at"] == began


@pytest.mark.parametrize(("who", "to"), [("uma", "/team/"), ("pia", "/emergency/reviews/"), ("ida", "/admin/")])
def test_home(cast: Cast, who: str, to: str) -> None:
    assert client_of(cast, who).get("/").headers["Location"] == to
