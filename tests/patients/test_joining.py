"""The link of a personal invitation: with an account, without one, as somebody else, as a colleague; GET shows, POST uses it up once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.accounts.models import User
from patients import verbs
from patients.models import Caregiver, CaregiverState, PersonalInvitation
from tests.cast import PASSWORD, Cast, assemble
from tests.house.world import client_of
from tests.patients.rows import audited
from tests.truth import truth

LEE = "lee@home.example"
WORDS = "four words make one"
JOIN = {"name": "Lee Okafor", "password": WORDS, "again": WORDS}


def invited(cast: Cast, email: str = LEE) -> str:
    """The address of a link for a caregiver, made by Rae."""
    with acting(cast.actor("rae")) as rae:
        row = verbs.name_caregiver(rae, cast.denise.pk, name="Lee Okafor", relationship="Sister", phone="555-0102")
        _, token = verbs.invite_proxy(rae, row.pk, version=1, email=email, scopes=("full",), has_patient_agreed=True, access_ends_at=None)
    return reverse("my_caregivers:take_up", args=[token])


def asked(cast: Cast, email: str) -> str:
    """The address of a link for the patient herself."""
    with acting(cast.actor("rae")) as rae:
        _, token = verbs.invite_patient(rae, cast.denise.pk, email=email)
    return reverse("my_caregivers:take_up", args=[token])


def grants(email: str) -> list[str]:
    with truth():
        return list(PersonalGrant.objects.active().filter(user__email=email).values_list("source", flat=True))


@pytest.mark.django_db
def test_without_an_account_one_signs_up_and_is_in(cast: Cast, client: Client) -> None:
    link = invited(cast)
    page = client.get(link)
    assert LEE in page.content.decode()
    assert "Okafor" not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    answer = client.post(link, JOIN)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert grants(LEE) == [PersonalSource.PROXY]
    road = client.get("/", follow=True)
    assert road.status_code == 200
    assert "Denise" in client.get(reverse("my_caregivers:list")).content.decode()
    (event,) = audited("invitation.take_up")
    with truth():
        assert event.user_id == User.objects.get(email=LEE).pk
        assert Caregiver.objects.get(name="Lee Okafor").state == CaregiverState.CONFIRMED
    assert event.patient_ids == [cast.denise.pk]


@pytest.mark.django_db
def test_the_patient_too(cast: Cast, client: Client) -> None:
    assert client.post(asked(cast, "denise@home.example"), JOIN).status_code == 302
    assert grants("denise@home.example") == [PersonalSource.SELF]


@pytest.mark.django_db
def test_looking_uses_nothing_up(cast: Cast, client: Client) -> None:
    link = invited(cast)
    for _ in range(3):
        assert client.get(link).status_code == 200
    with truth():
        assert PersonalInvitation.objects.get().accepted_at is None
        assert not User.objects.filter(email=LEE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {**JOIN, "again": "other words than those"}, {**JOIN, "password": "short", "again": "short"}])
def test_what_does_not_do_makes_no_account(cast: Cast, client: Client, typed: dict[str, str]) -> None:
    link = invited(cast)
    assert client.post(link, typed).status_code == 200
    with truth():
        assert not User.objects.filter(email=LEE).exists()
        assert PersonalInvitation.objects.get().accepted_at is None


@pytest.mark.django_db
def test_with_an_account_one_signs_in_first(cast: Cast, client: Client) -> None:
    link = invited(cast, "pat@home.example")
    page = client.get(link).content.decode()
    assert f"/accounts/login/?next={link}" in page
    assert client.post(link, JOIN).status_code == 200
    answer = client.post("/accounts/login/", {"login": "pat@home.example", "password": PASSWORD, "next": link})
    assert answer["Location"] == link
    assert "Press the button" in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/"
    assert PersonalSource.PROXY in grants("pat@home.example")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["sam", "rae"])
def test_as_somebody_else_nothing_is_used_up(cast: Cast, who: str) -> None:
    link = invited(cast)
    client = client_of(cast, who)
    page = client.post(link)
    assert page.status_code == 200
    assert "Sign out" in page.content.decode()
    with truth():
        assert PersonalInvitation.objects.get().accepted_at is None


@pytest.mark.django_db
def test_a_colleague_goes_on_as_herself(cast: Cast) -> None:
    """Rae helps somebody at home: her job opens nothing of it, and the switch is written down."""
    rae = client_of(cast, "rae")
    assert rae.post(invited(cast, cast.rae.email)).status_code == 302
    assert rae.session.get("organization_id") is None
    assert rae.get(reverse("my_caregivers:list")).status_code == 200
    assert rae.get(reverse("patients:record", args=[cast.denise.pk])).status_code == 404
    assert len(audited("account.switch_to_oneself")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["withdrawn_at", "accepted_at", "expires_at"])
def test_gone_is_gone_and_always_the_same_page(cast: Cast, client: Client, field: str) -> None:
    link = invited(cast)
    with truth():
        PersonalInvitation.objects.update(**{field: timezone.now() - timedelta(seconds=1)})
    gone, never = client.get(link), client.get(reverse("my_caregivers:take_up", args=["no-such-token"]))
    assert gone.status_code == never.status_code == 404
    assert gone.content.split(b"<main")[1] == never.content.split(b"<main")[1]
    assert client.post(link, JOIN).status_code == 404
    with truth():
        assert not User.objects.filter(email=LEE).exists()


@pytest.mark.django_db
def test_once(cast: Cast) -> None:
    link = invited(cast)
    assert Client().post(link, JOIN).status_code == 302
    assert Client().post(link, JOIN).status_code == 404
    assert grants(LEE) == [PersonalSource.PROXY]


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_account_and_one_grant() -> None:
    with truth():
        cast = assemble()
    link, answers = invited(cast), []

    def join() -> None:
        answers.append(Client(raise_request_exception=False).post(link, JOIN).status_code)
        connection.close()

    threads = [threading.Thread(target=join) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(302) == 1
    assert set(answers) <= {200, 302, 404}
    assert grants(LEE) == [PersonalSource.PROXY]
