"""judge_duplicates: a reversible link inside one organization."""

from __future__ import annotations

import pytest

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import CareTeam, Grant, Restriction, RestrictionKind, Scope, Source
from patients import verbs
from patients.models import DuplicateLink, Patient
from tests.cast import Cast
from tests.patients.rows import audited
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(cast: Cast) -> Patient:
    with truth():
        return Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Denise", family_name="Okafor")


def test_the_same_and_back_again(cast: Cast, twin: Patient) -> None:
    with acting(cast.actor("rae")) as rae:
        verbs.judge_duplicates(rae, cast.denise.pk, other_id=twin.pk, is_same=True)
        verbs.judge_duplicates(rae, twin.pk, other_id=cast.denise.pk, is_same=False)
    with truth():
        assert not DuplicateLink.objects.get().is_same
    assert audited("patient.judged_same")[0].patient_ids == sorted([cast.denise.pk, twin.pk], key=str)
    assert len(audited("patient.judged_different")) == 1


def test_restrictions_are_joined(cast: Cast, twin: Patient) -> None:
    with truth():
        for patient in (cast.denise, twin):
            CareTeam.objects.create(patient_id=patient.pk, organization=cast.organizations["cedar"], user=cast.rae)
        Restriction.objects.create(patient_id=cast.denise.pk, kind=RestrictionKind.VIP, reason="Colleague")
    with acting(cast.actor("rae")) as rae:
        verbs.judge_duplicates(rae, cast.denise.pk, other_id=twin.pk, is_same=True)
    with acting(cast.actor("ana")) as ana:
        assert not Patient.objects.visible_to(ana).exists()


def test_who_may_not(cast: Cast, twin: Patient) -> None:
    with acting(cast.actor("pia")) as pia, pytest.raises(NotAllowed):
        verbs.judge_duplicates(pia, cast.denise.pk, other_id=twin.pk, is_same=True)
    with acting(cast.actor("cy")) as cy, pytest.raises(Patient.DoesNotExist):
        verbs.judge_duplicates(cy, cast.denise.pk, other_id=twin.pk, is_same=True)


def test_records_of_two_organizations_are_not_joined(cast: Cast) -> None:
    with truth():
        theirs = Patient.objects.create(custodian=cast.organizations["hillcrest"], given_name="Denise", family_name="Okafor")
        Grant.objects.create(patient_id=theirs.pk, organization=cast.organizations["cedar"], scope=Scope.PATHWAY, source=Source.TRANSFER)
    with acting(cast.actor("rae")) as rae:
        with pytest.raises(Refused, match="your own organization"):
            verbs.judge_duplicates(rae, cast.denise.pk, other_id=theirs.pk, is_same=True)
        with pytest.raises(Refused, match="one record already"):
            verbs.judge_duplicates(rae, cast.denise.pk, other_id=cast.denise.pk, is_same=True)
