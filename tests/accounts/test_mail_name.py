"""The name in an organization's e-mails: its admin gives it, and it may reveal nothing."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from carecoord.accounts import verbs
from carecoord.accounts.models import Organization
from carecoord.audit.models import Event
from tests.accounts.hands import client_of
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def name_of(cast: Cast) -> str:
    return Organization.objects.get(pk=cast.organizations["cedar"].pk).sender_name


def test_an_admin_gives_a_name_and_takes_it_back(cast: Cast) -> None:
    uma = client_of(cast, "uma")
    for name in ("Cedar Valley", ""):
        assert uma.post(reverse("accounts:mail_name"), {"sender_name": name}).status_code == 302
        assert name_of(cast) == name
    with truth():
        assert Event.objects.filter(action="organization.name_mail", user_id=cast.uma.pk).count() == 2


def test_a_name_that_reveals_is_shown_again_with_the_reason(cast: Cast) -> None:
    answer = client_of(cast, "uma").post(reverse("accounts:mail_name"), {"sender_name": "Cedar Valley Oncology"})
    assert b"says what people are treated for" in answer.content
    assert name_of(cast) == ""


def test_nobody_else_and_no_other_way_in(cast: Cast) -> None:
    assert client_of(cast, "rae").post(reverse("accounts:mail_name"), {"sender_name": "Cedar"}).status_code == 403
    with pytest.raises(PermissionDenied):
        verbs.name_mail(cast.rae, cast.organizations["cedar"], name="Cedar")
    with pytest.raises(ValidationError):
        verbs.name_mail(cast.uma, cast.organizations["cedar"], name="Myeloma Group")
