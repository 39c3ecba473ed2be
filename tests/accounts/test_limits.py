"""Limits the server keeps: idle, absolute, the second factor; and how pages, parts of pages and the API are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.utils import timezone

from tests.accounts.hands import client_of, events
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
PAGE = "/account/"


def later(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


@pytest.mark.parametrize(
    ("who", "minutes", "status"), [("rae", 14, 200), ("rae", 16, 302), ("pat", 29, 200), ("pat", 31, 302), ("ida", 16, 302)]
)
def test_idle(cast: Cast, who: str, minutes: int, status: int) -> None:
    client = client_of(cast, who)
    client.get(PAGE)
    with later(minutes):
        assert client.get(PAGE).status_code == status


def test_who_works_on_stays_but_not_past_twelve_hours(cast: Cast) -> None:
    client = client_of(cast, "rae")
    began = timezone.now()
    for minutes in range(0, 12 * 60, 10):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            assert client.get(PAGE).status_code == 200
    with time_machine.travel(began + timedelta(hours=12, minutes=1)):
        assert client.get(PAGE).status_code == 302


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(cast: Cast) -> None:
    client = client_of(cast, "rae")
    client.get(PAGE)
    with later(10):
        assert client.get(PAGE, headers={"X-Background": "yes"}).status_code == 200
    with later(16):
        assert client.get(PAGE).status_code == 302


def test_the_end_is_written_on_the_server(cast: Cast) -> None:
    client = client_of(cast, "rae")
    client.get(PAGE)
    key = str(client.session.session_key)
    with later(16):
        response = client.get(PAGE + "?a=1&b=%2F%2Fevil.example")
    assert response.headers["Location"] == "/accounts/login/?next=%2Faccount%2F%3Fa%3D1%26b%3D%252F%252Fevil.example"
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert not client.session.exists(key)
    [event] = events("account.sign_out")
    assert (event.user_id, event.reason) == (cast.rae.pk, "time")


def test_a_form_comes_back_to_the_start(cast: Cast) -> None:
    client = client_of(cast, "rae")
    client.get(PAGE)
    with later(16):
        assert client.post(PAGE).headers["Location"] == "/accounts/login/"


def test_a_part_of_a_page_moves_the_whole_page(cast: Cast) -> None:
    client = client_of(cast, "rae")
    client.get(PAGE)
    with later(16):
        response = client.get("/team/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?x=1"})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Faccount%2F%3Fx%3D1"


def test_the_api_says_so_in_its_own_words(cast: Cast) -> None:
    client = client_of(cast, "rae")
    client.get(PAGE)
    with later(16):
        response = client.get("/api/v1/notices/")
    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("who", "to"), [("rae", "/accounts/2fa/"), ("uma", "/accounts/2fa/"), ("ida", "/accounts/2fa/"), ("pat", None)])
def test_staff_without_a_second_factor(cast: Cast, client: Client, who: str, to: str | None) -> None:
    with truth():
        Authenticator.objects.all().delete()
    client.force_login(cast.users[who])
    response = client.get(PAGE)
    assert response.headers.get("Location") == to
    assert client.get("/accounts/2fa/").status_code == 200
    if to:
        assert client.get("/api/v1/notices/").json()["code"] == "second_factor_required"
        assert client.get("/patients/").headers["Location"] == to


def test_recovery_codes_alone_are_no_second_factor(cast: Cast, client: Client) -> None:
    with truth():
        Authenticator.objects.filter(user=cast.rae).update(type=Authenticator.Type.RECOVERY_CODES)
    client.force_login(cast.rae)
    assert client.get(PAGE).headers["Location"] == "/accounts/2fa/"


@override_settings(DEMO=True)
def test_a_demonstration_does_without(cast: Cast, client: Client) -> None:
    with truth():
        Authenticator.objects.all().delete()
    client.force_login(cast.rae)
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("path", [PAGE, "/accounts/login/", "/accounts/2fa/"])
def test_no_page_of_a_person_is_kept_by_a_cache(cast: Cast, path: str) -> None:
    assert "no-store" in client_of(cast, "pat").get(path).headers["Cache-Control"]


def test_pages_speak_the_readers_language_and_clock(cast: Cast) -> None:
    with truth():
        cast.pat.language, cast.pat.time_zone = "es", "America/Denver"
        cast.pat.save()
    pat = client_of(cast, "pat")
    assert "Su cuenta" in pat.get(PAGE).content.decode()
    assert "Your account" in client_of(cast, "sam").get(PAGE).content.decode()
    pat.cookies["django_language"] = "en"
    assert "Your account" in pat.get(PAGE).content.decode()
