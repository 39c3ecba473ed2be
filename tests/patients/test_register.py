"""register: a warning inside the own organization only, and never a hint across organizations."""

from __future__ import annotations

import datetime
import threading
from uuid import uuid4

import pytest
from django.db import connection

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from patients import verbs
from patients.models import DuplicateLink, Identifier, Patient
from patients.verbs import LooksLikeDuplicate
from tests.cast import Cast
from tests.patients.rows import audited, fresh, history
from tests.truth import truth

pytestmark = pytest.mark.django_db
BORN = datetime.date(1961, 6, 2)
TWIN = {"given_name": "Denise", "family_name": "Okafor", "birth_on": BORN, "sex": "female"}


def test_a_new_patient_is_in_the_care_of_the_organization(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        patient = verbs.register(rae, given_name=" José ", family_name="Muñoz", birth_on=BORN, mrn="77", phone="555-0101")
        assert Patient.objects.chart_of(rae).filter(pk=patient.pk).exists()
    stored = fresh(patient)
    assert (stored.given_name, stored.name_key, stored.custodian_id) == ("José", "munoz jose", cast.organizations["cedar"].pk)
    with truth():
        assert Identifier.objects.get(patient=patient).value == "77"
    assert history(patient.pk)[0].deed == "added"
    assert audited("patient.register")[0].patient_ids == [patient.pk]


@pytest.mark.parametrize("who", ["pia", "uma", "pat", "ida"])
def test_who_may_not(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises(NotAllowed):
        verbs.register(actor, **TWIN)  # type: ignore[arg-type]  # values of several types


def test_the_own_organization_is_warned_and_may_go_on(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(LooksLikeDuplicate) as warned:
            verbs.register(rae, **TWIN)  # type: ignore[arg-type]  # values of several types
        (candidate,) = warned.value.candidates
        assert (candidate.patient_id, candidate.mrn) == (cast.denise.pk, "0083317")
        assert "Same name" in candidate.likeness.reasons
        patient = verbs.register(rae, **TWIN, confirmed_not_duplicate=True)  # type: ignore[arg-type]  # values of several types
    with truth():
        assert not DuplicateLink.objects.get().is_same
    assert patient.pk != cast.denise.pk


@pytest.mark.parametrize(
    "slip",
    [
        {"family_name": "Okafor", "given_name": "Denyse"},
        {"family_name": "Denise", "given_name": "Okafor"},
        {"birth_on": datetime.date(1961, 2, 6)},
        {"family_name": "Okaffor", "birth_on": datetime.date(1961, 6, 12), "zip_code": "52401"},
    ],
)
def test_slips_of_the_pen_are_seen(cast: Cast, slip: dict[str, object]) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(LooksLikeDuplicate):
        verbs.register(rae, **{**TWIN, **slip})  # type: ignore[arg-type]  # values of several types


def test_a_brother_is_somebody_else(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.register(rae, given_name="Emeka", family_name="Okafor", birth_on=datetime.date(1964, 1, 20), sex="male", phone="555-0188")


@pytest.mark.parametrize("who", ["cy", "bo"])
def test_no_hint_across_organizations(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as stranger:
        patient = verbs.register(stranger, **TWIN, mrn="0083317")  # type: ignore[arg-type]  # values of several types
        assert Patient.objects.visible_to(stranger).get().pk == patient.pk


def test_an_mrn_is_given_once(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(Refused) as refused:
        verbs.register(rae, given_name="New", family_name="Person", birth_on=datetime.date(1980, 1, 1), mrn="0083317")
    assert refused.value.field == "mrn"
    assert "Okafor" not in refused.value.sentence


def test_twice_with_one_key(cast: Cast) -> None:
    key = uuid4()
    with acting(cast.actor("rae")) as rae:
        for _ in range(2):
            assert verbs.register(rae, given_name="New", family_name="Person", key=key).pk == key
    assert len(audited("patient.register")) == 1


def test_nonsense(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        for values in ({"family_name": ""}, {"birth_on": datetime.date(2999, 1, 1)}, {"sex": "perhaps"}, {"email": "no"}):
            with pytest.raises(Refused):
                verbs.register(rae, **{"given_name": "A", "family_name": "B", **values})  # type: ignore[arg-type]  # values of several types


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_warned() -> None:
    from tests.cast import assemble

    with truth():
        cast = assemble()
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def go() -> None:
        try:
            together.wait()
            with acting(cast.actor("rae")) as rae:
                verbs.register(rae, given_name="Maria", family_name="Santos", birth_on=BORN, sex="female")
            outcomes.append("registered")
        except LooksLikeDuplicate:
            outcomes.append("warned")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["registered", "warned"]
