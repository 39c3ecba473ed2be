"""An account that somebody makes: its address counts as verified, its owner signs in and stands at their place."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from carecoord.accounts.models import Membership, Role, User
from tests.cast import PASSWORD, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_the_address_is_verified(cast: Cast) -> None:
    with truth():
        user = User.objects.create_user("New@Home.example", PASSWORD, name="New Person")
        address = EmailAddress.objects.get(user=user)
    assert (address.email, address.primary, address.verified) == ("new@home.example", True, True)


def test_the_only_membership_is_chosen_at_sign_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.rae)
    assert client.session["organization_id"] == cast.organizations["cedar"].pk


def test_with_two_memberships_none_is_chosen(cast: Cast, client: Client) -> None:
    with truth():
        Membership.objects.create(user=cast.rae, organization=cast.organizations["hillcrest"], role=Role.COORDINATOR)
    client.force_login(cast.rae)
    assert "organization_id" not in client.session


def test_a_patient_acts_for_no_organization(cast: Cast, client: Client) -> None:
    client.force_login(cast.pat)
    assert "organization_id" not in client.session
