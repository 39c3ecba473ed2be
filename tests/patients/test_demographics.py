"""update_demographics, record_death and withdraw_death."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import PersonalGrant, PersonalSource
from patients import verbs
from patients.models import Identifier, Patient
from patients.verbs import demographics
from tests.cast import Cast
from tests.patients.rows import audited, fresh, history
from tests.truth import truth

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_names_and_contact_change_with_the_search_key(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.update_demographics(rae, cast.denise.pk, version=1, family_name="Okáfor-Lee", phone="555-0190", mrn="900")
    stored = fresh(cast.denise)
    assert (stored.name_key, stored.phone, stored.version) == ("okafor-lee denise", "555-0190", 2)
    assert history(stored.pk)[0].values == {
        "family_name": ["Okafor", "Okáfor-Lee"],
        "phone": ["555-0188", "555-0190"],
        "mrn": ["0083317", "900"],
    }
    (event,) = audited("patient.update")
    assert event.fields == ["family_name", "mrn", "phone"]


def test_a_number_of_another_patient_is_refused(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.register(rae, given_name="New", family_name="Person", mrn="77")
        with pytest.raises(Refused):
            verbs.update_demographics(rae, cast.denise.pk, version=1, mrn="77")
        with pytest.raises(Refused):
            verbs.update_demographics(rae, cast.denise.pk, version=1, mrn="")
    with truth():
        assert Identifier.objects.get(patient=cast.denise).value == "0083317"


@pytest.mark.parametrize("who", ["pia", "pat", "sam"])
def test_readers_may_not(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises(NotAllowed):
        verbs.update_demographics(actor, cast.denise.pk, version=1, phone="1")


@pytest.mark.parametrize("who", ["cy", "bo", "uma", "ida"])
def test_outsiders_find_nothing(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as actor:
        with pytest.raises(Patient.DoesNotExist):
            verbs.update_demographics(actor, cast.denise.pk, version=1, phone="1")
        with pytest.raises(Patient.DoesNotExist):
            verbs.record_death(actor, cast.denise.pk, version=1, died_at=NOW)


def test_the_second_of_two_is_told(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.update_demographics(rae, cast.denise.pk, version=1, phone="555-0190")
        with pytest.raises(Stale) as stale:
            verbs.update_demographics(rae, cast.denise.pk, version=1, phone="555-0199")
    assert "phone from 555-0188 to 555-0190" in stale.value.changes[0]


def test_death_and_custody_have_verbs_of_their_own(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(TypeError):
        verbs.update_demographics(rae, cast.denise.pk, version=1, deceased_at=NOW)


def test_a_death_ends_proxies_and_calls_who_must_know(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Patient] = []
    monkeypatch.setattr(demographics, "_mourners", [])
    verbs.on_death(lambda actor, patient: told.append(patient))
    with acting(cast.actor("ana")) as ana:
        caregiver = verbs.name_caregiver(ana, cast.denise.pk, name="Sam Okafor")
        verbs.invite_proxy(ana, caregiver.pk, version=1, email="sam@home.example", scopes=["full"], has_patient_agreed=True)
        verbs.record_death(ana, cast.denise.pk, version=1, died_at=NOW)
    assert [patient.pk for patient in told] == [cast.denise.pk]
    assert fresh(cast.denise).deceased_at == NOW
    assert fresh(caregiver).state == "revoked"
    with truth():
        assert not PersonalGrant.objects.active().filter(source=PersonalSource.PROXY).exists()
        assert PersonalGrant.objects.active().filter(source=PersonalSource.SELF).exists()
    with acting(cast.actor("sam")) as sam:
        assert not Patient.objects.visible_to(sam).exists()
        assert not Patient.objects.exists()
    assert len(audited("patient.record_death")) == 1


def test_if_a_callback_fails_the_death_is_not_recorded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(actor: Actor, patient: Patient) -> None:
        raise RuntimeError

    monkeypatch.setattr(demographics, "_mourners", [fails])
    with pytest.raises(RuntimeError), acting(cast.actor("ana")) as ana:
        verbs.record_death(ana, cast.denise.pk, version=1, died_at=NOW)
    assert fresh(cast.denise).deceased_at is None


def test_when_a_death_cannot_be_recorded(cast: Cast) -> None:
    with acting(cast.actor("ana")) as ana:
        with pytest.raises(Refused, match="future"):
            verbs.record_death(ana, cast.denise.pk, version=1, died_at=NOW + datetime.timedelta(days=1))
        with pytest.raises(Refused, match="before the date of birth"):
            verbs.record_death(ana, cast.denise.pk, version=1, died_at=datetime.datetime(1950, 1, 1, tzinfo=datetime.UTC))
        verbs.record_death(ana, cast.denise.pk, version=1, died_at=NOW)
        with pytest.raises(Refused, match="already recorded"):
            verbs.record_death(ana, cast.denise.pk, version=2, died_at=NOW)


def test_a_death_entered_in_error_is_taken_back_with_a_reason(cast: Cast) -> None:
    with acting(cast.actor("ana")) as ana:
        with pytest.raises(Refused, match="No death"):
            verbs.withdraw_death(ana, cast.denise.pk, version=1, reason="Wrong patient")
        verbs.record_death(ana, cast.denise.pk, version=1, died_at=NOW)
        with pytest.raises(Refused):
            verbs.withdraw_death(ana, cast.denise.pk, version=2, reason="")
        verbs.withdraw_death(ana, cast.denise.pk, version=2, reason="Wrong patient")
    assert fresh(cast.denise).deceased_at is None
    assert history(cast.denise.pk)[-1].reason == "Wrong patient"
    with acting(cast.actor("sam")) as sam:
        assert not Patient.objects.visible_to(sam).exists()
