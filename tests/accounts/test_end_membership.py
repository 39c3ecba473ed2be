"""A colleague leaves: refused at the very next request, signed out everywhere."""

from __future__ import annotations

import pytest
from django.test import Client

from carecoord.accounts.models import Membership, Role
from tests.accounts.hands import client_of, code_now, events, sign_in
from tests.cast import PASSWORD, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def membership(cast: Cast, who: str) -> Membership:
    with truth():
        return Membership.objects.get(user=cast.users[who])


def end(cast: Cast, who: str, *, by: str = "uma") -> int:
    return client_of(cast, by).post(f"/team/members/{membership(cast, who).pk}/end/").status_code


def test_the_next_request_is_refused_and_the_session_is_gone(cast: Cast) -> None:
    rae = Client()
    sign_in(rae, cast.rae.email, PASSWORD, code_now())
    assert rae.get("/account/").status_code == 200
    key = str(rae.session.session_key)
    assert end(cast, "rae") == 302
    response = rae.get("/account/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/account/")
    assert not rae.session.exists(key)


def test_also_where_the_session_was_never_listed(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    end(cast, "rae")
    assert rae.get("/account/").headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in rae.session


def test_it_is_written_down(cast: Cast) -> None:
    end(cast, "rae")
    [event] = events("membership.end")
    assert (event.user_id, event.object_id) == (cast.uma.pk, str(membership(cast, "rae").pk))


@pytest.mark.parametrize("by", ["ana", "pia", "cy", "pat", "ida"])
def test_nobody_else_may(cast: Cast, by: str) -> None:
    assert end(cast, "rae", by=by) == 403
    assert membership(cast, "rae").until is None


def test_not_at_another_organization(cast: Cast) -> None:
    end(cast, "bo")
    assert membership(cast, "bo").until is None


def test_the_last_admin_stays(cast: Cast) -> None:
    assert end(cast, "uma") == 302
    assert membership(cast, "uma").until is None


def test_twice_changes_nothing(cast: Cast) -> None:
    end(cast, "rae")
    first = membership(cast, "rae").until
    end(cast, "rae")
    assert membership(cast, "rae").until == first
    assert len(events("membership.end")) == 1


def test_another_role_holds_at_the_next_request(cast: Cast) -> None:
    uma = client_of(cast, "uma")
    uma.post(f"/team/members/{membership(cast, 'rae').pk}/role/", {"role": Role.ORGANIZATION_ADMIN})
    assert client_of(cast, "rae").get("/team/").status_code == 200
    [event] = events("membership.give_role")
    assert event.reason == "coordinator to organization_admin"
    uma.post(f"/team/members/{membership(cast, 'rae').pk}/role/", {"role": "superhero"})
    assert membership(cast, "rae").role == Role.ORGANIZATION_ADMIN
