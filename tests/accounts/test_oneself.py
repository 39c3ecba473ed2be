"""Colleagues who are patients or caregivers too: they choose to act for themselves, see nothing of their work, and go back to it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from carecoord.access.actor import Actor, acting
from carecoord.access.models import PersonalGrant, PersonalSource
from patients.models import Caregiver, CaregiverState
from tests.accounts.hands import client_of, code_now, events, sign_in
from tests.cast import PASSWORD, Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
ONESELF = {"membership": "oneself"}


@pytest.fixture
def own(cast: Cast) -> Cast:
    """Cy Novak, coordinator at Hillcrest, is Denise's proxy at home."""
    with truth():
        values = {"user": cast.users["cy"], "scopes": ["full"]}
        grant = PersonalGrant.objects.create(patient_id=cast.denise.pk, source=PersonalSource.PROXY, **values)
        Caregiver.objects.create(patient=cast.denise, name="Cy Novak", state=CaregiverState.CONFIRMED, grant=grant, **values)
    return cast


def test_the_choice_is_there_for_those_who_have_a_road(own: Cast, client: Client) -> None:
    sign_in(client, own.users["cy"].email, PASSWORD, code_now())
    assert client.session["organization_id"] == own.organizations["hillcrest"].pk
    assert 'value="oneself"' in client.get("/choose/").content.decode()
    assert "/choose/" in client.get("/worklist/").content.decode()


@pytest.mark.parametrize("who", ["rae", "pat", "ida"])
def test_and_for_nobody_else(own: Cast, who: str) -> None:
    client = client_of(own, who)
    assert 'value="oneself"' not in client.get("/choose/").content.decode()
    assert client.post("/choose/", ONESELF).status_code == 404
    assert events("account.switch_to_oneself") == []


def test_as_oneself_the_road_is_open_and_the_work_is_not(own: Cast) -> None:
    cy = client_of(own, "cy")
    assert cy.get("/worklist/").status_code == 200
    assert cy.post("/choose/", {**ONESELF, "next": "/worklist/"})["Location"] == "/"
    assert cy.get("/")["Location"] == reverse("referrals:road")
    page = cy.get(reverse("my_caregivers:list")).content.decode()
    assert "Denise" in page
    assert 'class="pt"' in page or "pt-top" in page
    assert "Back to work" in page
    assert cy.get("/worklist/").status_code == 404
    assert cy.get("/patients/").status_code == 404
    (event,) = events("account.switch_to_oneself")
    assert (event.user_id, event.organization_id) == (own.users["cy"].pk, own.organizations["hillcrest"].pk)


def test_and_back_to_work(own: Cast) -> None:
    cy = client_of(own, "cy")
    cy.post("/choose/", ONESELF)
    page = cy.get("/choose/").content.decode()
    assert page.count("checked") == 1
    row = own.users["cy"].memberships.get()
    assert cy.post("/choose/", {"membership": row.pk}).status_code == 302
    assert cy.get("/worklist/").status_code == 200
    assert cy.get(reverse("my_caregivers:list")).status_code == 404
    assert len(events("account.switch_organization")) == 1


def test_the_second_factor_and_the_short_limit_stay(own: Cast, settings: object) -> None:
    cy = client_of(own, "cy")
    cy.post("/choose/", ONESELF)
    page = cy.get(reverse("my_caregivers:list")).content.decode()
    assert 'data-idle="900"' in page or "900" in page
    session = cy.session
    session["seen_at"] = session["seen_at"] - 16 * 60
    session.save()
    assert "/accounts/login/" in cy.get(reverse("my_caregivers:list")).headers["Location"]


def test_a_new_sign_in_begins_at_work(own: Cast, client: Client) -> None:
    cy = client_of(own, "cy")
    cy.post("/choose/", ONESELF)
    cy.post("/accounts/logout/")
    sign_in(client, own.users["cy"].email, PASSWORD, code_now())
    assert client.get("/worklist/").status_code == 200


def test_whoever_no_longer_helps_has_the_choice_no_more(own: Cast) -> None:
    cy = client_of(own, "cy")
    with truth():
        PersonalGrant.objects.filter(user=own.users["cy"]).update(ends_at="2026-01-01T00:00:00Z", starts_at="2025-01-01T00:00:00Z")
    assert cy.post("/choose/", ONESELF).status_code == 404


def test_nobody_reaches_their_own_record_through_their_job(cast: Cast) -> None:
    with truth():
        PersonalGrant.objects.create(patient_id=cast.denise.pk, user=cast.rae, source=PersonalSource.SELF)
    found = {}
    for place in (cast.organizations["cedar"].pk, None):
        with acting(Actor(user_id=cast.rae.pk, organization_id=place)), connection.cursor() as cursor:
            cursor.execute("select access.my_self()")
            found[place is None] = cursor.fetchone()[0]
    assert found == {False: [], True: [cast.denise.pk]}
