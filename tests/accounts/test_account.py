"""One's own account page."""

from __future__ import annotations

import pytest

from carecoord.accounts.models import User
from tests.accounts.hands import client_of
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
MINE = {"name": "Rae Martin", "title": "RN", "phone": "319 555 0142", "language": "en", "time_zone": "America/Denver"}


def test_it_is_saved(cast: Cast) -> None:
    assert client_of(cast, "rae").post("/account/", MINE).status_code == 302
    with truth():
        rae = User.objects.get(pk=cast.rae.pk)
    assert (rae.title, rae.phone, rae.time_zone) == ("RN", "(319) 555-0142", "America/Denver")


def test_nothing_else_can_be_set(cast: Cast) -> None:
    client_of(cast, "rae").post("/account/", {**MINE, "is_staff": "on", "is_superuser": "on", "email": "x@y.example", "is_active": ""})
    with truth():
        rae = User.objects.get(pk=cast.rae.pk)
    assert (rae.email, rae.is_staff, rae.is_superuser, rae.is_active) == (cast.rae.email, False, False, True)


@pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("time_zone", "Mars/Olympus"), ("language", "xx"), ("name", "")])
def test_what_makes_no_sense_comes_back(cast: Cast, field: str, value: str) -> None:
    response = client_of(cast, "rae").post("/account/", {**MINE, field: value})
    assert response.status_code == 200
    assert b"needs a look" in response.content


def test_the_language_is_used_at_once(cast: Cast) -> None:
    pat = client_of(cast, "pat")
    page = pat.post("/account/", {**MINE, "name": "Denise Okafor", "language": "es"}, follow=True).content.decode()
    assert "Guardado." in page
    assert "Su cuenta" in page


def test_the_language_switch_of_the_frame_is_kept(cast: Cast) -> None:
    client_of(cast, "pat").post("/ui/language/", {"language": "es"})
    with truth():
        assert User.objects.get(pk=cast.pat.pk).language == "es"
