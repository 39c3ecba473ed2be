"""Caregivers: named, invited, confirmed by taking up the link, their scopes changed, ended, over by time."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.accounts.models import User
from patients import verbs
from patients.models import Caregiver, CaregiverState, Patient, PersonalInvitation, Result
from tests.cast import Cast
from tests.patients.rows import audited, become, fresh, history
from tests.truth import truth

pytestmark = pytest.mark.django_db
EMAIL = "lee@home.example"


@pytest.fixture
def lee(cast: Cast) -> User:
    """Denise's sister, who has an account and no access."""
    with truth():
        return User.objects.create_user(EMAIL, name="Lee Okafor")


def person(user: User) -> Actor:
    return Actor(user_id=user.pk, name=user.name)


def invited(cast: Cast, scopes: tuple[str, ...] = ("full",), ends: datetime.datetime | None = None) -> tuple[Caregiver, str]:
    with acting(cast.actor("rae")) as rae:
        row = verbs.name_caregiver(rae, cast.denise.pk, name="Lee Okafor", relationship="Sister", phone="555-0102")
        assert row.state == CaregiverState.NAMED
        return verbs.invite_proxy(rae, row.pk, version=1, email=EMAIL.upper(), scopes=scopes, has_patient_agreed=True, access_ends_at=ends)


def confirmed(cast: Cast, lee: User, **more: object) -> Caregiver:
    row, token = invited(cast, **more)  # type: ignore[arg-type]  # values of several types
    with acting(person(lee)) as actor:
        assert verbs.take_up_invitation(actor, token=token) == cast.denise.pk
    return fresh(row)  # type: ignore[no-any-return]  # `fresh` gives back what it was given


def test_named_then_invited_then_confirmed(cast: Cast, lee: User) -> None:
    row, token = invited(cast)
    with acting(person(lee)) as actor:
        assert not Patient.objects.exists()
        verbs.take_up_invitation(actor, token=token)
    with acting(person(lee)) as actor:
        assert Patient.objects.chart_of(actor).count() == 1
    stored = fresh(row)
    assert (stored.state, stored.user_id, stored.version) == (CaregiverState.CONFIRMED, lee.pk, 3)
    with truth():
        asked = PersonalInvitation.objects.get()
        assert token not in (asked.token_hash, asked.email)
        assert PersonalGrant.objects.get(pk=stored.grant_id).source == PersonalSource.PROXY
    assert len(audited("caregiver.invite")) == len(audited("invitation.take_up")) == 1


def test_a_link_works_once_for_one_address(cast: Cast, lee: User) -> None:
    _, token = invited(cast)
    with acting(cast.actor("sam")) as sam, pytest.raises(Refused):
        verbs.take_up_invitation(sam, token=token)
    with acting(person(lee)) as actor:
        verbs.take_up_invitation(actor, token=token)
        with pytest.raises(Refused):
            verbs.take_up_invitation(actor, token=token)
    with acting(Actor()) as nobody, pytest.raises(NotAllowed):
        verbs.take_up_invitation(nobody, token=token)


def test_a_new_invitation_closes_the_old_link(cast: Cast, lee: User) -> None:
    row, old = invited(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.invite_proxy(rae, row.pk, version=2, email=EMAIL, scopes=["full"], has_patient_agreed=True)
    with acting(person(lee)) as actor, pytest.raises(Refused):
        verbs.take_up_invitation(actor, token=old)


def test_scopes_decide_what_is_open(cast: Cast, lee: User) -> None:
    taken = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    with acting(cast.actor("rae")) as rae:
        verbs.add_fact(rae, cast.denise.pk, Result, name="Hgb", value=9, taken_at=taken)
    row = confirmed(cast, lee, scopes=("logistics",))
    with acting(person(lee)) as actor:
        assert Patient.objects.visible_to(actor).count() == 1
        assert Patient.objects.chart_of(actor).count() == 0
        assert Result.objects.count() == 0
    with acting(cast.actor("rae")) as rae:
        verbs.change_scopes(rae, row.pk, version=row.version, scopes=["full"])
    with acting(person(lee)) as actor:
        assert Result.objects.count() == 1
    assert history(row.pk)[-1].values == {"scopes": ["logistics", "full"]}


@pytest.mark.parametrize("who", ["rae", "pat", "lee"])
def test_staff_patient_and_proxy_may_end_access_at_once(cast: Cast, lee: User, who: str) -> None:
    row = confirmed(cast, lee, scopes=("logistics",))
    actor = person(lee) if who == "lee" else cast.actor(who)
    with acting(actor) as ender:
        verbs.revoke_proxy(ender, row.pk, version=row.version, reason="No longer helps")
    with acting(person(lee)) as gone:
        assert not Patient.objects.exists()
        assert not Patient.objects.visible_to(gone).exists()
    assert fresh(row).state == CaregiverState.REVOKED
    assert history(row.pk)[-1].by_id == actor.user_id
    assert len(audited("caregiver.revoke")) == 1


def test_who_may_not_end_it(cast: Cast, lee: User) -> None:
    row = confirmed(cast, lee)
    for who in ("sam", "cy", "bo", "ida"):
        with acting(cast.actor(who)) as actor, pytest.raises(Caregiver.DoesNotExist):
            verbs.revoke_proxy(actor, row.pk, version=row.version)
    with acting(cast.actor("pia")) as pia, pytest.raises(NotAllowed):
        verbs.revoke_proxy(pia, row.pk, version=row.version)
    assert fresh(row).state == CaregiverState.CONFIRMED


def test_the_database_lets_a_proxy_only_end(cast: Cast, lee: User) -> None:
    row = confirmed(cast, lee, scopes=("logistics",))
    with acting(person(lee)):
        from django.db import DatabaseError, transaction

        with pytest.raises(DatabaseError), transaction.atomic():
            PersonalGrant.objects.filter(pk=row.grant_id or row.pk).update(scopes=["full"])
        with pytest.raises(DatabaseError), transaction.atomic():
            Caregiver.objects.filter(pk=row.pk).update(scopes=["full"])


def test_when_nobody_can_be_invited(cast: Cast, lee: User) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.name_caregiver(rae, cast.denise.pk, name="Lee")
        good = {"email": EMAIL, "scopes": ["full"], "has_patient_agreed": True}
        for wrong, field in (
            ({"email": ""}, "email"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["all"]}, "scopes"),
            ({"has_patient_agreed": False}, "has_patient_agreed"),
            ({"access_ends_at": timezone.now()}, "access_ends_at"),
        ):
            with pytest.raises(Refused) as refused:
                verbs.invite_proxy(rae, row.pk, version=1, **{**good, **wrong})  # type: ignore[arg-type]  # values of several types
            assert refused.value.field == field
        with pytest.raises(Stale):
            verbs.invite_proxy(rae, row.pk, version=7, **good)  # type: ignore[arg-type]  # values of several types
    confirmed_row = confirmed(cast, lee)
    with acting(cast.actor("rae")) as rae, pytest.raises(Refused, match="already signs in"):
        verbs.invite_proxy(rae, confirmed_row.pk, version=confirmed_row.version, **good)  # type: ignore[arg-type]  # values of several types


def test_contact_is_corrected_and_access_is_not_contact(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.name_caregiver(rae, cast.denise.pk, name="Lee")
        verbs.correct_caregiver(rae, row.pk, version=1, drives=True)
        with pytest.raises(TypeError):
            verbs.correct_caregiver(rae, row.pk, version=2, state="confirmed")
    with acting(cast.actor("nan")) as nan, pytest.raises(Patient.DoesNotExist):
        verbs.name_caregiver(nan, cast.denise.pk, name="x")


def test_time_ends_access_to_the_second_and_a_job_says_so(cast: Cast, lee: User) -> None:
    row = confirmed(cast, lee, ends=timezone.now() + datetime.timedelta(days=30))
    with truth():
        past = timezone.now() - datetime.timedelta(minutes=1)
        PersonalGrant.objects.filter(pk=row.grant_id or row.pk).update(ends_at=past)
        Caregiver.objects.filter(pk=row.pk).update(ends_at=past)
    with acting(person(lee)):
        assert not Patient.objects.exists()
    become("carecoord_worker")
    with acting(Actor(job="patients.expire_proxies")) as job:
        assert verbs.expire_proxies(job) == 1
        assert verbs.expire_proxies(job) == 0
    assert fresh(row).state == CaregiverState.EXPIRED
    assert audited("caregiver.expire")[0].job == "patients.expire_proxies"


def test_only_a_job_expires(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(NotAllowed):
        verbs.expire_proxies(rae)


def test_a_patient_takes_up_their_own_record(cast: Cast, lee: User) -> None:
    with acting(cast.actor("rae")) as rae:
        _, token = verbs.invite_patient(rae, cast.denise.pk, email=EMAIL)
        _, newer = verbs.invite_patient(rae, cast.denise.pk, email=EMAIL)
    with acting(person(lee)) as actor:
        with pytest.raises(Refused):
            verbs.take_up_invitation(actor, token=token)
        verbs.take_up_invitation(actor, token=newer)
        assert Patient.objects.chart_of(actor).count() == 1
    with acting(cast.actor("pia")) as pia, pytest.raises(NotAllowed):
        verbs.invite_patient(pia, cast.denise.pk, email=EMAIL)


def test_nobody_is_invited_after_a_death(cast: Cast, lee: User) -> None:
    row, token = invited(cast)
    with acting(cast.actor("rae")) as rae:
        verbs.record_death(rae, cast.denise.pk, version=1, died_at=timezone.now())
        with pytest.raises(Refused):
            verbs.invite_patient(rae, cast.denise.pk, email=EMAIL)
        with pytest.raises(Refused):
            verbs.invite_proxy(rae, row.pk, version=3, email=EMAIL, scopes=["full"], has_patient_agreed=True)
    with acting(person(lee)) as actor, pytest.raises(Refused):
        verbs.take_up_invitation(actor, token=token)
