"""Theme, language, staying signed in, and what is said when something breaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from carecoord.ui import views


@pytest.mark.django_db
def test_the_theme_is_kept_in_a_cookie_and_rendered_by_the_server(client: Client) -> None:
    answer = client.post(reverse("ui:theme"), {"theme": "dark", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.post(reverse("ui:theme"), {"theme": "auto"})
    assert "data-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_a_theme_nobody_offers_is_ignored(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_the_language_is_kept_and_told(client: Client) -> None:
    heard: list[str] = []

    def hear(language: str, **_: Any) -> None:
        heard.append(language)

    views.language_chosen.connect(hear)
    client.post(reverse("ui:language"), {"language": "es", "next": "/accounts/login/"})
    client.post(reverse("ui:language"), {"language": "xx"})
    views.language_chosen.disconnect(hear)
    assert heard == ["es"]
    assert '<html lang="es"' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_host(client: Client, place: str) -> None:
    assert client.post(reverse("ui:theme"), {"theme": "dark", "next": place})["Location"] == "/"


@pytest.mark.django_db
def test_switches_are_posts(client: Client) -> None:
    assert client.get(reverse("ui:theme")).status_code == 405
    assert client.get(reverse("ui:language")).status_code == 405


@pytest.mark.django_db
def test_alive_says_whether_somebody_is_signed_in(client: Client) -> None:
    assert client.get(reverse("ui:alive")).status_code == 401


def test_the_page_of_a_fault_asks_nothing_of_the_database() -> None:
    """No database is open to this test: a query would fail it."""
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_the_page_of_a_fault_comes_even_when_the_frame_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(views, "build", broken)
    assert views.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.django_db
def test_a_missing_page_says_nothing_of_its_address(client: Client) -> None:
    one, other = (client.get(path) for path in ("/referrals/0b9b3b1e/", "/anything/else/"))
    assert one.status_code == other.status_code == 404
    assert one.content == other.content


@pytest.mark.django_db
def test_a_form_open_too_long_is_told_so() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("ui:theme"), {"theme": "dark"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
