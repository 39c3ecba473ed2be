"""A machine client gets a token with its id and secret and calls the API for its organization, until it is stopped."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as IdpClient
from allauth.idp.oidc.models import Token
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from carecoord.access.models import MachineClient
from tests.accounts.hands import client_of, events
from tests.cast import Cast
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.machine_urls")]
TOKEN = "/identity/o/api/token"


def made(organization: str = "Cedar Valley", *scopes: str) -> dict[str, str]:
    out = StringIO()
    asked = [f"--scope={scope}" for scope in scopes or ("patients.read", "referrals.read")]
    call_command("create_client", "Cedar Valley EHR", f"--organization={organization}", *asked, "--json", stdout=out)
    found: dict[str, str] = json.loads(out.getvalue())
    return found


def token_answer(keys: dict[str, str], *, basic: bool = True, **more: str) -> Any:
    data = {"grant_type": "client_credentials", **more}
    if basic:
        pair = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
        return Client().post(TOKEN, data, headers={"Authorization": f"Basic {pair}"})
    return Client().post(TOKEN, {**data, "client_id": keys["client_id"], "client_secret": keys["client_secret"]})


def call(token: str) -> Any:
    return Client().get("/api/whoami/", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("basic", [True, False])
def test_the_whole_way(cast: Cast, basic: bool) -> None:
    keys = made()
    answer = token_answer(keys, basic=basic)
    assert answer.status_code == 200, answer.content
    token = answer.json()
    assert token["token_type"] == "Bearer"
    assert "refresh_token" not in token
    seen = call(token["access_token"]).json()
    assert seen == {
        "client": keys["client_id"],
        "place": cast.organizations["cedar"].pk,
        "scopes": ["patients.read", "referrals.read"],
        "patients": 1,
    }


def test_the_log_names_the_client(cast: Cast) -> None:
    keys = made()
    assert keys["client_id"].startswith("cedar-valley-ehr-")
    call(token_answer(keys).json()["access_token"])
    [event] = events("read whoami")
    assert (event.client_id, event.user_id, event.organization_id) == (keys["client_id"], None, cast.organizations["cedar"].pk)
    assert event.patient_ids == [cast.denise.pk]
    [created] = events("machine_client.create")
    assert created.object_id == keys["client_id"]


def test_the_secret_is_kept_as_a_hash_only(cast: Cast) -> None:
    keys = made()
    with truth():
        kept = IdpClient.objects.get(pk=keys["client_id"])
    assert keys["client_secret"] not in kept.secret
    assert kept.check_secret(keys["client_secret"])


def test_another_organization_sees_nothing(cast: Cast) -> None:
    token = token_answer(made("Hillcrest")).json()["access_token"]
    assert call(token).json()["patients"] == 0


def test_scopes_are_limited_to_those_given(cast: Cast) -> None:
    keys = made("Cedar Valley", "referrals.read")
    assert token_answer(keys, scope="patients.write").status_code == 400
    assert call(token_answer(keys, scope="referrals.read").json()["access_token"]).json()["scopes"] == ["referrals.read"]


def test_a_scope_taken_away_is_gone_from_open_tokens(cast: Cast) -> None:
    keys = made()
    token = token_answer(keys).json()["access_token"]
    with truth():
        IdpClient.objects.update(scopes="referrals.read")
    assert call(token).json()["scopes"] == ["referrals.read"]


def test_stopped_is_refused_at_the_very_next_call(cast: Cast) -> None:
    keys = made()
    token = token_answer(keys).json()["access_token"]
    call_command("revoke_client", keys["client_id"], stdout=StringIO())
    assert call(token).status_code == 401
    assert token_answer(keys).status_code in (400, 401)
    assert len(events("machine_client.revoke")) == 1
    with pytest.raises(CommandError):
        call_command("revoke_client", keys["client_id"])


@pytest.mark.parametrize("how", ["expired", "row inactive", "organization inactive", "made up"])
def test_tokens_that_do_not_hold(cast: Cast, how: str) -> None:
    token = token_answer(made()).json()["access_token"]
    with truth():
        if how == "expired":
            Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif how == "row inactive":
            MachineClient.objects.update(is_active=False)
        elif how == "organization inactive":
            cast.organizations["cedar"].is_active = False
            cast.organizations["cedar"].save()
    answer = call("nonsense" if how == "made up" else token)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("wrong", [{"client_secret": "x"}, {"client_id": "x"}])
def test_wrong_keys(cast: Cast, wrong: dict[str, str]) -> None:
    assert token_answer({**made(), **wrong}).status_code == 401


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token"])
def test_no_other_grant(cast: Cast, grant: str) -> None:
    assert token_answer({**made()}, basic=True, grant_type=grant, username="ana@cedarvalley.example").status_code in (400, 401)


def test_a_client_without_a_secret_is_nobody(cast: Cast) -> None:
    keys = made()
    with truth():
        IdpClient.objects.update(type=IdpClient.Type.PUBLIC)
    assert Client().post(TOKEN, {"grant_type": "client_credentials", "client_id": keys["client_id"]}).status_code == 401


def test_a_token_opens_no_page(cast: Cast) -> None:
    token = token_answer(made()).json()["access_token"]
    assert Client().get("/account/", headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_the_server_tells_what_it_does(cast: Cast) -> None:
    said = Client().get("/.well-known/openid-configuration").json()
    assert said["grant_types_supported"] == ["client_credentials"]
    assert said["token_endpoint"].endswith(TOKEN)
    assert "none" not in said["token_endpoint_auth_methods_supported"]


@pytest.mark.parametrize(("name", "scope"), [("Nowhere", "patients.read"), ("Cedar Valley", "everything")])
def test_the_command_refuses_with_a_sentence(cast: Cast, name: str, scope: str) -> None:
    with pytest.raises(CommandError, match=r"called|Known:"):
        made(name, scope)
    with truth():
        assert not MachineClient.objects.exists()


def test_a_browser_session_still_needs_its_csrf_token(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    assert rae.get("/api/whoami/").json()["client"] == ""
