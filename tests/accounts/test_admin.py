"""The administration: same door, no patient, no delete, no password by hand, CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from carecoord.accounts.admin.kept import Kept
from carecoord.accounts.administration import holds_patient, is_ours
from carecoord.accounts.models import Invitation, Membership, OpeningHours, Organization, User
from patients.models import Patient
from tests.accounts.hands import client_of, code_now, events, link_in_last_letter, sign_in
from tests.cast import PASSWORD, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
REASON = "Called back on the number in her file, she named her manager."


def act(cast: Cast, model: str, action: str, *rows: Any, **more: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client_of(cast, "ida").post(f"/admin/{model}/", data)


def test_no_model_with_a_patient_and_nothing_of_others() -> None:
    assert [m._meta.label for m, shown in admin.site._registry.items() if holds_patient(m) or not is_ours(type(shown))] == []
    with pytest.raises(ImproperlyConfigured):
        admin.site.register(Patient, Kept)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_nothing_is_deleted(cast: Cast, rf: RequestFactory, model: Any) -> None:
    request = rf.get("/admin/")
    request.user = cast.ida
    shown = admin.site._registry[model]
    assert not shown.has_delete_permission(request)
    assert "delete_selected" not in shown.get_actions(request)
    for inline in shown.get_inline_instances(request):
        assert not inline.has_delete_permission(request) or inline.model is OpeningHours  # a weekday without hours is closed


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_list_and_search_opens(cast: Cast, model: Any) -> None:
    ida = client_of(cast, "ida")
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert ida.get(address).status_code == 200
    assert ida.get(address + "?q=cedar").status_code in (200, 302)


@pytest.mark.parametrize("model", ["user", "organization", "site", "contactperson", "membership", "partnership", "invitation"])
def test_lists_are_what_administrators_expect(model: str) -> None:
    shown = next(a for m, a in admin.site._registry.items() if m._meta.label_lower == f"accounts.{model}")
    assert len(shown.list_display) > 3
    assert shown.list_filter
    assert shown.search_fields


def test_the_door_is_the_houses_own(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("who", ["ana", "uma", "pat"])
def test_nobody_else_gets_in(cast: Cast, who: str) -> None:
    assert client_of(cast, who).get("/admin/", follow=True).status_code == 403


def test_not_without_a_second_factor(cast: Cast, client: Client) -> None:
    with truth():
        Authenticator.objects.filter(user=cast.ida).delete()
    client.force_login(cast.ida)
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/"


def test_the_environment_stands_in_the_header(cast: Cast) -> None:
    assert b"cc-environment" in client_of(cast, "ida").get("/admin/").content


def test_an_account_is_made_without_a_password_and_a_letter_goes_out(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    fields = {"email": "New@Home.example", "name": "Nora New", "language": "en", "time_zone": "America/Chicago"}
    fields |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(cast, "ida").post("/admin/accounts/user/add/", fields).status_code == 302
    with truth():
        user = User.objects.get(email="new@home.example")
    assert not user.has_usable_password()
    assert "/accounts/password/reset/key/" in link_in_last_letter()


def test_no_password_field_anywhere(cast: Cast) -> None:
    page = client_of(cast, "ida").get(f"/admin/accounts/user/{cast.ana.pk}/change/").content
    assert b'type="password"' not in page
    assert b"md5$" not in page


def test_deactivated_is_refused_at_the_very_next_request(cast: Cast) -> None:
    ana = Client()
    sign_in(ana, cast.ana.email, PASSWORD, code_now())
    assert ana.get("/account/").status_code == 200
    act(cast, "accounts/user", "deactivate", cast.ana)
    assert ana.get("/account/").headers["Location"].startswith("/accounts/login/")
    with truth():
        assert not UserSession.objects.filter(user=cast.ana).exists()
    [event] = events("user.deactivate")
    assert (event.user_id, event.object_id) == (cast.ida.pk, str(cast.ana.pk))
    sign_in(ana, cast.ana.email, PASSWORD, code_now())
    assert "_auth_user_id" not in ana.session


def test_nobody_deactivates_themselves(cast: Cast) -> None:
    act(cast, "accounts/user", "deactivate", cast.ida)
    with truth():
        assert User.objects.get(pk=cast.ida.pk).is_active


def test_a_second_factor_is_reset_with_a_reason_after_signing_in_again(cast: Cast) -> None:
    address, ida = f"/admin/accounts/user/{cast.ana.pk}/reset-second-factor/", client_of(cast, "ida")
    assert "reauthenticate" in ida.get(address).headers["Location"]
    ida.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert ida.post(address, {"reason": "lost"}).status_code == 200
    with truth():
        assert Authenticator.objects.filter(user=cast.ana).exists()
    assert ida.post(address, {"reason": REASON}).status_code == 302
    with truth():
        assert not Authenticator.objects.filter(user=cast.ana).exists()
    [event] = events("user.reset_second_factor")
    assert (event.reason, event.object_id) == (REASON, str(cast.ana.pk))


def test_who_works_somewhere_is_no_administrator(cast: Cast) -> None:
    page = client_of(cast, "ida").post(
        f"/admin/accounts/user/{cast.ana.pk}/change/",
        {
            "name": "Ana",
            "language": "en",
            "time_zone": "America/Chicago",
            "is_staff": "on",
            "memberships-TOTAL_FORMS": "0",
            "memberships-INITIAL_FORMS": "0",
        },
    )
    assert b"administrators see no patient" in page.content
    with truth():
        assert not User.objects.get(pk=cast.ana.pk).is_superuser


def test_csv_is_text_for_every_spreadsheet(cast: Cast) -> None:
    with truth():
        User.objects.filter(pk=cast.ana.pk).update(name='=HYPERLINK("http://evil.example","x")')
    response = act(cast, "accounts/user", "export_csv", cast.ana, cast.bo)
    rows = list(csv.reader(response.content.decode().splitlines()))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(rows) == 3
    assert sorted(row[0] for row in rows[1:])[0].startswith("'=HYPERLINK")
    [event] = events("administration.export")
    assert event.reason == "accounts.user, 2 rows"


def test_an_invitation_is_made_and_sent(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    fields = {"organization": cast.organizations["summit"].pk, "email": "x@summit.example", "role": "nurse", "language": "en"}
    for _ in range(2):  # again renews the one open row
        with django_capture_on_commit_callbacks(execute=True):
            assert client_of(cast, "ida").post("/admin/accounts/invitation/add/", fields).status_code == 302
    with truth():
        assert Invitation.objects.get().invited_by == cast.ida
    assert len(mail.outbox) == 2


def test_a_membership_is_ended_but_never_typed_in(cast: Cast) -> None:
    with truth():
        row = Membership.objects.get(user=cast.ana)
    assert client_of(cast, "ida").get("/admin/accounts/membership/add/").status_code == 403
    act(cast, "accounts/membership", "end", row)
    with truth():
        assert Membership.objects.get(pk=row.pk).until is not None


def test_an_organization_is_deactivated_and_its_people_act_for_nobody(cast: Cast) -> None:
    act(cast, "accounts/organization", "deactivate", cast.organizations["cedar"])
    with truth():
        assert not Organization.objects.get(pk=cast.organizations["cedar"].pk).is_active
    assert client_of(cast, "ana").get("/account/").headers["Location"].startswith("/accounts/login/")
