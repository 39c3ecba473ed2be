"""Two records side by side: the warning over a record, who may judge, twice, meanwhile, at the same moment, what was written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from carecoord.access.actor import acting
from carecoord.access.errors import Refused
from carecoord.access.models import Grant, Restriction, RestrictionKind, Scope, Source
from carecoord.accounts.models import Membership, Role
from patients import verbs
from patients.models import DuplicateLink, Identifier, Patient, Sex
from patients.verbs import Judged
from tests.cast import Cast, assemble
from tests.house.world import client_of
from tests.patients.rows import audited
from tests.truth import truth

pytestmark = pytest.mark.django_db
OUTSIDE = [("ana", 403), ("pia", 403), *[(who, 404) for who in ("cy", "bo", "pat", "uma", "ida")]]
WARNING, SAME = "may be the same person", "has another record here"


def second(cast: Cast, key: str = "cedar", **values: Any) -> Patient:
    described: dict[str, Any] = {"given_name": "Denise", "family_name": "Okafor", "birth_on": date(1961, 6, 2), "sex": Sex.FEMALE}
    with truth():
        twin = Patient.objects.create(custodian=cast.organizations[key], **(described | values))
        Identifier.objects.create(patient=twin, organization=cast.organizations[key], value=f"22-{twin.family_name}")
    return twin


@pytest.fixture
def twin(cast: Cast) -> Patient:
    return second(cast)


def compare(cast: Cast, twin: Patient) -> str:
    return reverse("patients:compare", kwargs={"patient_id": cast.denise.pk, "other_id": twin.pk})


def record(cast: Cast, who: str = "rae") -> str:
    return client_of(cast, who).get(reverse("patients:record", args=[cast.denise.pk])).content.decode()


def becomes(cast: Cast, who: str, role: Role) -> None:
    with truth():
        Membership.objects.filter(user=cast.users[who]).update(role=role)


def test_the_record_warns_and_leads_to_the_comparison(cast: Cast, twin: Patient) -> None:
    page = record(cast)
    assert WARNING in page
    assert f'href="{compare(cast, twin)}"' in page
    assert "MRN 22-Okafor" in page
    assert audited("read patients:record")[-1].patient_ids == sorted([cast.denise.pk, twin.pk], key=str)


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ({"family_name": "Denise", "given_name": "Okafor", "birth_on": None}, False),  # the same words alone are not enough
        ({"family_name": "Denise", "given_name": "Okafor"}, True),
        ({"family_name": "Okafer"}, True),
        ({"birth_on": date(1961, 2, 6)}, True),  # day and month changed places
        ({"family_name": "Marsh", "given_name": "Lena", "sex": Sex.MALE}, False),
    ],
)
def test_what_warns(cast: Cast, values: dict[str, Any], warned: bool) -> None:
    second(cast, **values)
    assert (WARNING in record(cast)) is warned


def test_no_hint_of_another_organizations_record(cast: Cast) -> None:
    theirs = second(cast, "hillcrest")
    with truth():
        Grant.objects.create(patient_id=theirs.pk, organization=cast.organizations["cedar"], scope=Scope.PATHWAY, source=Source.TRANSFER)
    assert WARNING not in record(cast)
    assert client_of(cast, "rae").get(compare(cast, theirs)).status_code == 404


def test_who_does_not_judge_is_not_asked_and_sees_what_was_said(cast: Cast, twin: Patient) -> None:
    becomes(cast, "ana", Role.PHARMACIST)
    assert WARNING not in record(cast, "ana")
    client_of(cast, "rae").post(compare(cast, twin), {"judged": "same", "was": "not_yet"})
    assert SAME in record(cast, "ana")


def test_side_by_side(cast: Cast, twin: Patient) -> None:
    page = client_of(cast, "rae").get(compare(cast, twin)).content.decode()
    assert page.count("02-Jun-1961") >= 2
    assert "0083317" in page
    assert "22-Okafor" in page
    assert "same name" in page
    (event,) = audited("patient.compare")
    assert event.patient_ids == sorted([cast.denise.pk, twin.pk], key=str)


def test_one_person_and_both_records_say_so(cast: Cast, twin: Patient) -> None:
    rae = client_of(cast, "rae")
    assert rae.post(compare(cast, twin), {"judged": "same", "was": "not_yet"}).status_code == 302
    assert SAME in record(cast)
    assert WARNING not in record(cast)
    assert SAME in rae.get(reverse("patients:record", args=[twin.pk])).content.decode()
    assert len(audited("patient.judged_same")) == 1


def test_one_person_stays_one_whatever_is_corrected_later(cast: Cast, twin: Patient) -> None:
    client_of(cast, "rae").post(compare(cast, twin), {"judged": "same", "was": "not_yet"})
    with truth():
        twin.family_name, twin.given_name, twin.birth_on = "Santos", "Maria", date(1950, 1, 1)
        twin.save()
    assert SAME in record(cast)
    assert "SANTOS, Maria" in record(cast)


def test_two_people_and_nobody_is_asked_again(cast: Cast, twin: Patient) -> None:
    client_of(cast, "rae").post(compare(cast, twin), {"judged": "different", "was": "not_yet"})
    assert WARNING not in record(cast)
    assert SAME not in record(cast)
    assert len(audited("patient.judged_different")) == 1


def test_a_data_manager_may(cast: Cast, twin: Patient) -> None:
    becomes(cast, "ana", Role.DATA_MANAGER)
    ana = client_of(cast, "ana")
    assert ana.get(compare(cast, twin)).status_code == 200
    assert ana.post(compare(cast, twin), {"judged": "different", "was": "not_yet"}).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("pia", 403), ("cy", 404), ("bo", 404), ("pat", 404), ("uma", 404), ("ida", 404)]
)
def test_who_may_not(cast: Cast, twin: Patient, who: str, status: int) -> None:
    becomes(cast, "ana", Role.PHARMACIST)
    client = client_of(cast, who)
    assert client.get(compare(cast, twin)).status_code == status
    assert client.post(compare(cast, twin), {"judged": "same", "was": "not_yet"}).status_code == status
    with truth():
        assert not DuplicateLink.objects.exists()


def test_a_restricted_record_is_neither_named_nor_compared(cast: Cast, twin: Patient) -> None:
    with truth():
        Restriction.objects.create(patient_id=twin.pk, kind=RestrictionKind.VIP, reason="Colleague")
    assert WARNING not in record(cast)
    assert client_of(cast, "rae").get(compare(cast, twin)).status_code == 404


def test_one_record_is_not_compared_with_itself(cast: Cast) -> None:
    assert client_of(cast, "rae").get(compare(cast, cast.denise)).status_code == 404


def test_twice_is_once(cast: Cast, twin: Patient) -> None:
    rae = client_of(cast, "rae")
    answers = {rae.post(compare(cast, twin), {"judged": "same", "was": "not_yet"}).status_code for _ in range(2)}
    assert answers == {302}
    assert len(audited("patient.judged_same")) == 1


def test_what_somebody_said_meanwhile_is_not_overruled_unseen(cast: Cast, twin: Patient) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.judge_duplicates(rae, cast.denise.pk, other_id=twin.pk, is_same=False)
        with pytest.raises(Refused, match="Rae Martin said meanwhile that this is two people"):
            verbs.judge_duplicates(rae, cast.denise.pk, other_id=twin.pk, is_same=True, was=Judged.NOT_YET)
    answer = client_of(cast, "rae").post(compare(cast, twin), {"judged": "same", "was": "not_yet"})
    assert answer.status_code == 409
    assert "Nothing was saved." in answer.content.decode()
    assert client_of(cast, "rae").post(compare(cast, twin), {"judged": "same", "was": "different"}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"judged": "perhaps", "was": "not_yet"}, {"judged": "same", "was": "x"}])
def test_an_answer_that_is_none_saves_nothing(cast: Cast, twin: Patient, sent: dict[str, str]) -> None:
    assert client_of(cast, "rae").post(compare(cast, twin), sent).status_code == 409
    with truth():
        assert not DuplicateLink.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_answer_holds() -> None:
    with truth():
        cast = assemble()
    twin = second(cast)

    def one(is_same: bool) -> bool:
        try:
            with acting(cast.actor("rae")) as rae:
                verbs.judge_duplicates(rae, cast.denise.pk, other_id=twin.pk, is_same=is_same, was=Judged.NOT_YET)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(one, [True, False] * 6))
    with truth():
        (link,) = DuplicateLink.objects.all()
    assert sum(done) == 6, "all that said what the first one said"
    assert len(audited("patient.judged_same")) + len(audited("patient.judged_different")) == 1
    assert bool(audited("patient.judged_same")) is link.is_same
