"""Signing in through the pages: password and code, refusals that tell nothing, limits that hold, what is written down."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from carecoord.accounts.adapter import Factors
from carecoord.accounts.models import User
from tests.accounts.hands import client_of, code_now, events, link_in_last_letter, path_of, sign_in
from tests.cast import PASSWORD, TOTP_SECRET, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_and_code(cast: Cast, client: Client) -> None:
    response = client.post(LOGIN, {"login": cast.ana.email, "password": PASSWORD})
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_in(client)
    assert client.session["organization_id"] == cast.organizations["cedar"].pk
    [event] = events("account.sign_in")
    assert (event.user_id, event.reason) == (cast.ana.pk, "password, totp")


def test_a_wrong_code_opens_nothing_and_is_written_down(cast: Cast, client: Client) -> None:
    sign_in(client, cast.ana.email, PASSWORD, "000000" if code_now() != "000000" else "111111")
    assert not is_in(client)
    [event] = events("account.sign_in_failed")
    assert (event.user_id, event.object_id, event.reason) == (None, str(cast.ana.pk), "second factor")


def test_a_code_works_once(cast: Cast) -> None:
    code = code_now()
    sign_in(Client(), cast.ana.email, PASSWORD, code)
    second = Client()
    sign_in(second, cast.ana.email, PASSWORD, code)
    assert not is_in(second)


def test_a_patient_signs_in_without_one(cast: Cast, client: Client) -> None:
    sign_in(client, cast.pat.email.upper(), PASSWORD)
    assert is_in(client)


def test_the_session_key_changes_at_sign_in(cast: Cast, client: Client) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, cast.pat.email, PASSWORD)
    assert client.session.session_key != before


def test_signing_out_ends_it_on_the_server(cast: Cast, client: Client) -> None:
    sign_in(client, cast.pat.email, PASSWORD)
    key = str(client.session.session_key)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not client.session.exists(key)
    [event] = events("account.sign_out")
    assert event.user_id == cast.pat.pk


def test_nobody_and_somebody_get_the_same_answer_after_the_same_work(cast: Cast) -> None:
    answers = []
    with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        for email in (cast.ana.email, "nobody@home.example"):
            encode.reset_mock()
            response = Client().post(LOGIN, {"login": email, "password": "wrong horse battery staple"})
            answers.append((response.status_code, response.content.decode().replace(email, ""), encode.call_count))
    (known_status, known_page, known_work), (new_status, new_page, new_work) = answers
    assert (known_status, known_work) == (new_status, new_work)
    assert _without_tokens(known_page) == _without_tokens(new_page)


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line and "challenge" not in line)


def test_a_forgotten_password_tells_nobody_who_has_an_account(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    pages = []
    for email in (cast.pat.email, "nobody@home.example"):
        with django_capture_on_commit_callbacks(execute=True):
            response = Client().post("/accounts/password/reset/", {"email": email})
        pages.append((response.status_code, response.headers["Location"]))
    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [[cast.pat.email]]
    assert "Okafor" not in mail.outbox[0].body
    assert "Cedar" not in mail.outbox[0].body


def test_a_new_password_does_not_open_the_second_factor(cast: Cast, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": cast.ana.email})
    form = client.get(path_of(link_in_last_letter()), follow=True).request["PATH_INFO"]
    new = "four quite new words"
    client.post(form, {"password1": new, "password2": new})
    assert not is_in(client)
    sign_in(client, cast.ana.email, new)
    assert not is_in(client)
    assert len(events("account.reset_password")) == 1


def test_five_wrong_tries_close_the_account_for_a_while(cast: Cast) -> None:
    for _ in range(5):
        sign_in(Client(), cast.pat.email, "wrong horse battery staple")
    client = Client()
    sign_in(client, cast.pat.email, PASSWORD)
    assert not is_in(client)
    assert len(events("account.sign_in_failed")) == 5


def test_no_try_is_taken_while_tries_cannot_be_counted(cast: Cast) -> None:
    client, pat = Client(), client_of(cast, "pat")
    with mock.patch("carecoord.ui.cache.is_up", return_value=False):
        for path in (LOGIN, "/accounts/password/reset/", "/invitations/x/", "/accounts/reauthenticate/"):
            response = client.post(path, {"login": cast.pat.email, "password": PASSWORD})
            assert response.status_code == 503
            assert b"closed for a moment" in response.content
        assert client.post("/identity/o/api/token").headers["Content-Type"] == "application/problem+json"
        assert client.get(LOGIN).status_code == 200
        assert pat.get("/account/").status_code == 200
    assert not is_in(client)


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@home.example", "password1": PASSWORD, "password2": PASSWORD})
    with truth():
        assert not User.objects.filter(email="new@home.example").exists()


def test_adding_a_code_app_asks_for_the_password_again_and_is_written_down(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    pat, address = client_of(cast, "pat"), "/accounts/2fa/totp/activate/"
    assert "reauthenticate" in pat.get(address).headers["Location"]
    pat.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = pat.get(address).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        pat.post(address, {"code": code_now(secret)})
    with truth():
        kinds = {a.type: a for a in Authenticator.objects.filter(user=cast.pat)}
    assert set(kinds) == {"totp", "recovery_codes"}
    assert [e.reason for e in events("account.add_factor")] == ["totp", "recovery_codes"]
    assert secret not in str(kinds["totp"].data)
    assert Factors().decrypt(kinds["totp"].data["secret"]) == secret
    assert secret != TOTP_SECRET


def test_removing_the_last_factor_is_noticed_at_the_next_request(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    rae.post("/accounts/reauthenticate/", {"password": PASSWORD})
    rae.post("/accounts/2fa/totp/deactivate/")
    assert rae.get("/account/").headers["Location"] == "/accounts/2fa/"
    assert [e.reason for e in events("account.remove_factor")] == ["totp"]
