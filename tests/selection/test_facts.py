"""Facts out of rows: only of charts the actor may open, many patients in as many statements as one, the packet says what it froze."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from carecoord.access.actor import acting
from patients.models import Diagnosis, LineDrug, Patient, PerformanceStatus, Result, TherapyLine
from referrals.intake import snapshot
from referrals.models import Referral
from referrals.selection.facts import facts_of
from referrals.selection.packet import facts_in
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
KEYS = ("age", "ecog", "prior_lines", "refractory_lenalidomide", "exposed_pi", "platelets", "high_risk_cytogenetics", "prior_bcma")


def fill(patient: Patient) -> Patient:
    """Two results of one kind, a line, a diagnosis, a performance status."""
    for days, value in ((40, "90"), (2, "62")):
        at = timezone.now() - timedelta(days=days)
        Result.objects.create(patient=patient, loinc="777-3", name="Platelets", value=value, unit="10*3/uL", taken_at=at)
    line = TherapyLine.objects.create(patient=patient, number=1, regimen="VRd", started_on=date(2024, 1, 8))
    for name, kind, refractory in (("bortezomib", "proteasome_inhibitor", "no"), ("lenalidomide", "imid", "yes")):
        LineDrug.objects.create(line=line, patient=patient, name=name, drug_class=kind, refractory=refractory)
    Diagnosis.objects.create(patient=patient, icd10="C90.00", display="Multiple myeloma", cytogenetics=["del(17p)"])
    PerformanceStatus.objects.create(patient=patient, karnofsky=80, assessed_on=timezone.localdate())
    return patient


@pytest.fixture
def denise(cast: Cast) -> Iterator[Patient]:
    with truth():
        yield fill(cast.denise)


def values(facts: object) -> list[object]:
    return [fact.value if (fact := facts[key]) else None for key in KEYS]  # type: ignore[index]  # a mapping


def test_what_the_chart_says(cast: Cast, denise: Patient) -> None:
    with acting(cast.actor("rae")) as rae:
        found = facts_of(rae, [denise.pk])[denise.pk]
        assert values(found)[1:] == [1, 1, True, True, 62, True, False]
        assert found["platelets"] is not None
        assert found["platelets"].on == timezone.localdate() - timedelta(days=2)


def test_whose_chart_is_closed_is_left_out(cast: Cast, denise: Patient) -> None:
    for who in ("cy", "bo", "ida"):
        with acting(cast.actor(who)) as actor:
            assert facts_of(actor, [denise.pk]) == {}


def test_many_patients_take_as_many_statements_as_one(
    cast: Cast, denise: Patient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with truth():
        ids = [denise.pk, *(another(cast) for _ in range(4))]
    with acting(cast.actor("rae")) as rae, django_assert_max_num_queries(11):
        found = facts_of(rae, ids)
        assert [values(found[pk])[5] for pk in ids] == [62] * 5
    with acting(cast.actor("rae")) as rae, django_assert_max_num_queries(4):
        facts_of(rae, ids, keys=["age", "ecog"])


def another(cast: Cast) -> UUID:
    patient = Patient.objects.create(custodian=cast.organizations["cedar"], given_name="A", family_name="B", birth_on=date(1950, 1, 1))
    return fill(patient).pk


def test_a_packet_says_the_same_as_the_chart_on_the_day_it_was_frozen(cast: Cast, denise: Patient) -> None:
    with truth():
        referral = Referral.objects.create(patient=denise, from_org=cast.organizations["cedar"])
    with acting(cast.actor("rae")) as rae:
        content = snapshot(rae, referral)
        chart = facts_of(rae, [denise.pk])[denise.pk]
    packet = facts_in(content, today=timezone.localdate())
    assert values(packet) == values(chart)
