"""An organization admin takes an invitation back, or sends it again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from carecoord.accounts.models import Invitation
from tests.accounts.hands import client_of, events, invited
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def only_row() -> Invitation:
    with truth():
        return Invitation.objects.get()


def test_the_link_stops_working(cast: Cast) -> None:
    token = invited(cast, "new@cedarvalley.example")
    client_of(cast, "uma").post(f"/team/invitations/{only_row().pk}/revoke/")
    assert only_row().revoked_at is not None
    assert client_of(cast, "nobody").get(f"/invitations/{token}/").status_code == 404
    assert len(events("invitation.revoke")) == 1


def test_twice_is_told(cast: Cast) -> None:
    invited(cast, "new@cedarvalley.example")
    uma, path = client_of(cast, "uma"), f"/team/invitations/{only_row().pk}/revoke/"
    uma.post(path)
    assert "not open any more" in uma.post(path, follow=True).content.decode()
    assert len(events("invitation.revoke")) == 1


def test_not_that_of_another_organization(cast: Cast) -> None:
    invited(cast, "new@lakeside.example", home="lakeside")
    client_of(cast, "uma").post(f"/team/invitations/{only_row().pk}/revoke/")
    assert only_row().revoked_at is None


def test_sending_again_makes_a_new_link_and_a_new_limit(cast: Cast) -> None:
    old = invited(cast, "new@cedarvalley.example")
    with truth():
        Invitation.objects.update(expires_at=timezone.now())
    client_of(cast, "uma").post(f"/team/invitations/{only_row().pk}/resend/")
    assert only_row().is_open
    assert client_of(cast, "nobody").get(f"/invitations/{old}/").status_code == 404
