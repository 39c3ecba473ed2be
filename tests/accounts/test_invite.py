"""An organization admin invites a colleague."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from carecoord.accounts import verbs
from carecoord.accounts.errors import NotPossible
from carecoord.accounts.models import Invitation, Role
from tests.accounts.hands import client_of, events, invited, link_in_last_letter, path_of
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
NEW = {"email": "New@Cedarvalley.example", "role": Role.NURSE, "language": "en"}


def test_it_works(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(cast, "uma").post("/team/invite/", NEW)
    assert response.status_code == 302
    with truth():
        row = Invitation.objects.get()
    assert (row.email, row.role, row.organization_id) == ("new@cedarvalley.example", Role.NURSE, cast.organizations["cedar"].pk)
    assert mail.outbox[0].to == ["new@cedarvalley.example"]
    assert row.token_hash not in link_in_last_letter()
    assert client_of(cast, "nobody").get(path_of(link_in_last_letter())).status_code == 200


def test_the_letter_names_no_organization_and_no_patient(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast, "uma").post("/team/invite/", {**NEW, "language": "es"})
    text = mail.outbox[0].subject + str(mail.outbox[0].body)
    assert "Le invitan" in text
    for word in ("Cedar", "Okafor", "oncolog", "CAR-T", "nurse", "Uma"):
        assert word.lower() not in text.lower()


def test_it_is_written_down(cast: Cast) -> None:
    client_of(cast, "uma").post("/team/invite/", NEW)
    [event] = events("invitation.send")
    assert (event.user_id, event.organization_id, event.reason) == (cast.uma.pk, cast.organizations["cedar"].pk, Role.NURSE)


def test_inviting_again_replaces_the_link(cast: Cast) -> None:
    old = invited(cast, "new@cedarvalley.example")
    client_of(cast, "uma").post("/team/invite/", NEW)
    with truth():
        assert Invitation.objects.count() == 1
        assert not Invitation.objects.for_token(old).exists()


@pytest.mark.parametrize("who", ["ana", "rae", "pia", "cy", "bo", "pat"])
def test_nobody_else_may(cast: Cast, who: str) -> None:
    assert client_of(cast, who).post("/team/invite/", NEW).status_code == 403
    with truth():
        assert not Invitation.objects.exists()


def test_not_for_another_organization(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        verbs.invite(cast.uma, organization=cast.organizations["lakeside"], email="x@y.example", role=Role.NURSE, language="en")


def test_not_for_somebody_who_works_here(cast: Cast) -> None:
    with pytest.raises(NotPossible) as refusal:
        verbs.invite(cast.uma, organization=cast.organizations["cedar"], email=cast.rae.email, role=Role.NURSE, language="en")
    assert refusal.value.code == "member_already"


@pytest.mark.parametrize("wrong", [{"email": "no address"}, {"role": "patient"}, {"language": "de"}])
def test_what_makes_no_sense_comes_back(cast: Cast, wrong: dict[str, str]) -> None:
    response = client_of(cast, "uma").post("/team/invite/", {**NEW, **wrong})
    assert response.status_code == 200
    assert b"needs a look" in response.content
