"""Somebody accepts an invitation: GET shows, POST consumes, once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from carecoord.accounts.models import Invitation, Membership, Role, User
from tests.accounts.hands import client_of, events, invited
from tests.cast import PASSWORD, Cast
from tests.truth import truth

NEW = "new@cedarvalley.example"
JOIN = {"name": "Nora New", "password": PASSWORD, "again": PASSWORD}


def memberships(email: str) -> list[tuple[str, int]]:
    with truth():
        return [(m.role, m.organization_id) for m in Membership.objects.active().filter(user__email=email).order_by("organization_id")]


@pytest.mark.django_db
def test_a_new_colleague_sets_name_and_password_and_is_signed_in(cast: Cast, client: Client) -> None:
    token = invited(cast, NEW)
    page = client.get(f"/invitations/{token}/")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert b"Cedar Valley Oncology" in page.content
    response = client.post(f"/invitations/{token}/", JOIN)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert memberships(NEW) == [(Role.NURSE, cast.organizations["cedar"].pk)]
    assert client.session["organization_id"] == cast.organizations["cedar"].pk
    [event] = events("invitation.accept")
    with truth():
        assert event.user_id == User.objects.get(email=NEW).pk


@pytest.mark.django_db
def test_the_new_colleague_sees_nothing_before_a_second_factor(cast: Cast, client: Client) -> None:
    client.post(f"/invitations/{invited(cast, NEW)}/", JOIN)
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.django_db
def test_showing_it_consumes_nothing(cast: Cast, client: Client) -> None:
    token = invited(cast, NEW)
    for _ in range(3):
        assert client.get(f"/invitations/{token}/").status_code == 200
    with truth():
        assert Invitation.objects.get().accepted_at is None
    assert memberships(NEW) == []


@pytest.mark.django_db
def test_once(cast: Cast) -> None:
    token = invited(cast, NEW)
    assert Client().post(f"/invitations/{token}/", JOIN).status_code == 302
    assert Client().post(f"/invitations/{token}/", JOIN).status_code == 404
    assert len(memberships(NEW)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["revoked_at", "expires_at", "accepted_at"])
def test_not_when_gone_and_always_the_same_page(cast: Cast, client: Client, field: str) -> None:
    token = invited(cast, NEW)
    with truth():
        Invitation.objects.update(**{field: timezone.now()})
    gone, never = client.get(f"/invitations/{token}/"), client.get("/invitations/no-such-token/")
    assert gone.status_code == never.status_code == 404
    assert gone.content.replace(token.encode(), b"") == never.content.replace(b"no-such-token", b"")
    assert client.post(f"/invitations/{token}/", JOIN).status_code == 404


@pytest.mark.django_db
def test_not_for_an_organization_that_was_deactivated(cast: Cast, client: Client) -> None:
    token = invited(cast, NEW)
    with truth():
        cast.organizations["cedar"].is_active = False
        cast.organizations["cedar"].save()
    assert client.get(f"/invitations/{token}/").status_code == 404


@pytest.mark.django_db
def test_somebody_with_an_account_must_be_signed_in_as_that_address(cast: Cast) -> None:
    token = invited(cast, cast.bo.email, role=Role.COORDINATOR)
    stranger = Client()
    assert b"Sign in with it to join" in stranger.get(f"/invitations/{token}/").content
    stranger.post(f"/invitations/{token}/", JOIN)
    client_of(cast, "cy").post(f"/invitations/{token}/")
    assert memberships(cast.bo.email) == [(Role.COORDINATOR, cast.organizations["lakeside"].pk)]
    bo = client_of(cast, "bo")
    assert bo.post(f"/invitations/{token}/").status_code == 302
    assert len(memberships(cast.bo.email)) == 2
    assert bo.session["organization_id"] == cast.organizations["cedar"].pk


@pytest.mark.django_db
def test_an_administrator_joins_no_organization(cast: Cast) -> None:
    token = invited(cast, cast.ida.email)
    response = client_of(cast, "ida").post(f"/invitations/{token}/")
    assert response.status_code == 404
    assert b"administrators see no patient" in response.content
    assert memberships(cast.ida.email) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "at least 12"), ("carecoord123", "easy to guess"), ("new@cedarvalley.example", "too similar"), ("qwertyuiop123", "")],
)
def test_a_poor_password_is_refused(cast: Cast, client: Client, password: str, why: str) -> None:
    token = invited(cast, NEW)
    response = client.post(f"/invitations/{token}/", {"name": "Nora New", "password": password, "again": password})
    assert response.status_code == 200
    assert why in response.content.decode()
    assert password not in response.content.decode().replace(NEW, "")
    with truth():
        assert not User.objects.filter(email=NEW).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["new", "bo"])
def test_two_at_the_same_moment_make_one_membership(cast: Cast, who: str) -> None:
    email = NEW if who == "new" else cast.bo.email
    token = invited(cast, email)
    clients = [Client() if who == "new" else client_of(cast, who) for _ in range(4)]
    start, statuses = threading.Barrier(4), []

    def post(client: Client) -> None:
        start.wait()
        statuses.append(client.post(f"/invitations/{token}/", JOIN).status_code)
        connection.close()

    threads: list[Any] = [threading.Thread(target=post, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses)[0] == 302
    assert len([m for m in memberships(email) if m[1] == cast.organizations["cedar"].pk]) == 1
    assert len(events("invitation.accept")) == 1
