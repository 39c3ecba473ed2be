"""add_fact, correct_fact and mark_entered_in_error, for every kind of fact."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import Scope
from patients import verbs
from patients.models import Allergy, Comorbidity, Coverage, Diagnosis, Fact, Flag, Medication, Patient, PerformanceStatus, Result
from tests.cast import Cast
from tests.patients.rows import audited, fresh, history, share

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
TAKEN = datetime.datetime(2026, 11, 1, 8, 30, tzinfo=datetime.UTC)

KINDS: list[tuple[type[Fact], dict[str, Any], dict[str, Any]]] = [
    (Diagnosis, {"display": "Multiple myeloma", "icd10": "C90.00", "diagnosed_on": DAY}, {"icd10": "C90.02"}),
    (
        Result,
        {"name": "Hemoglobin", "value": Decimal("9.4"), "unit": "g/dL", "taken_at": TAKEN, "low": Decimal(12)},
        {"value": Decimal("12.5")},
    ),
    (PerformanceStatus, {"ecog": 1, "assessed_on": DAY}, {"ecog": 2}),
    (Comorbidity, {"name": "Atrial fibrillation"}, {"icd10": "I48.91"}),
    (Medication, {"name": "Apixaban", "dose": "5 mg twice a day"}, {"is_alert": True}),
    (Allergy, {"substance": "Sulfa drugs"}, {"reaction": "Rash"}),
    (Coverage, {"payer": "Example Health"}, {"plan_type": "PPO"}),
]
each_kind = pytest.mark.parametrize(("kind", "values", "better"), KINDS, ids=[kind.__name__ for kind, *_ in KINDS])


@each_kind
def test_added_corrected_marked(cast: Cast, kind: type[Any], values: dict[str, Any], better: dict[str, Any]) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, kind, **values)
        row = verbs.correct_fact(rae, kind, row.pk, version=1, **better)
        assert row.version == 2
        verbs.mark_entered_in_error(rae, kind, row.pk, version=2, reason="Another patient's paper")
    stored = fresh(row)
    assert stored.is_entered_in_error
    assert stored.recorded_by_id == cast.rae.pk
    assert [change.deed for change in history(row.pk)] == ["added", "corrected", "entered_in_error"]
    assert set(history(row.pk)[1].values) == set(better)
    name = kind._meta.model_name
    for action in ("added", "corrected", "entered_in_error"):
        (event,) = audited(f"{name}.{action}")
        assert event.patient_ids == [cast.denise.pk]
        assert event.object_id == str(row.pk)


@each_kind
@pytest.mark.parametrize("who", ["cy", "bo", "uma", "ida"])
def test_outsiders_find_nothing(cast: Cast, kind: type[Any], values: dict[str, Any], better: dict[str, Any], who: str) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, kind, **values)
    with acting(cast.actor(who)) as actor:
        with pytest.raises(Patient.DoesNotExist):
            verbs.add_fact(actor, cast.denise.pk, kind, **values)
        with pytest.raises(kind.DoesNotExist):
            verbs.correct_fact(actor, kind, row.pk, version=1, **better)
        with pytest.raises(kind.DoesNotExist):
            verbs.mark_entered_in_error(actor, kind, row.pk, version=1, reason="Another patient's paper")
    assert fresh(row).version == 1


@pytest.mark.parametrize("who", ["pia", "pat", "sam"])
def test_readers_may_not_write(cast: Cast, who: str) -> None:
    with acting(cast.actor(who)) as actor, pytest.raises(NotAllowed):
        verbs.add_fact(actor, cast.denise.pk, Allergy, substance="Latex")


def test_a_center_on_the_pathway_may_write_one_with_a_packet_may_not(cast: Cast) -> None:
    share(cast, Scope.INTAKE)
    with acting(cast.actor("bo")) as bo, pytest.raises(NotAllowed):
        verbs.add_fact(bo, cast.denise.pk, Allergy, substance="Latex")
    share(cast, Scope.PATHWAY)
    with acting(cast.actor("bo")) as bo:
        assert verbs.add_fact(bo, cast.denise.pk, Allergy, substance="Latex").version == 1


def test_emergency_access_reads_only(cast: Cast) -> None:
    with acting(cast.actor("chen")) as chen, connection.cursor() as cursor:
        cursor.execute("select access.break_glass(%s, 'emergency', 'Seen in the emergency room, septic')", [cast.denise.pk])
        assert Patient.objects.chart_of(chen).count() == 1
        with pytest.raises(NotAllowed):
            verbs.add_fact(chen, cast.denise.pk, Allergy, substance="Latex")


def test_a_stale_form_is_told_who_changed_what(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, Allergy, substance="Sulfa drugs")
        verbs.correct_fact(rae, Allergy, row.pk, version=1, reaction="Rash")
    with acting(cast.actor("ana")) as ana, pytest.raises(Stale) as stale:
        verbs.correct_fact(ana, Allergy, row.pk, version=1, substance="Sulfonamides")
    assert stale.value.version == 2
    assert stale.value.changes[0].startswith("Rae Martin changed this at ")
    assert stale.value.changes[0].endswith("reaction from empty to Rash.")
    assert fresh(row).substance == "Sulfa drugs"


def test_one_key_adds_once(cast: Cast) -> None:
    key = uuid4()
    with acting(cast.actor("rae")) as rae:
        first = verbs.add_fact(rae, cast.denise.pk, Allergy, key=key, substance="Latex")
        assert verbs.add_fact(rae, cast.denise.pk, Allergy, key=key, substance="Latex").pk == first.pk
    assert len(audited("allergy.added")) == 1


def test_a_correction_that_changes_nothing_writes_nothing(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, Allergy, substance="Latex")
        assert verbs.correct_fact(rae, Allergy, row.pk, version=1, substance="Latex").version == 1
    assert audited("allergy.corrected") == []


def test_an_error_is_final(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, Allergy, substance="Latex")
        with pytest.raises(Refused, match="what was wrong"):
            verbs.mark_entered_in_error(rae, Allergy, row.pk, version=1, reason=" ")
        verbs.mark_entered_in_error(rae, Allergy, row.pk, version=1, reason="Another patient's paper")
        with pytest.raises(Refused, match="entered in error"):
            verbs.correct_fact(rae, Allergy, row.pk, version=2, substance="x")


TOMORROW_NEXT_WEEK = timezone.localdate() + datetime.timedelta(days=7)
NONSENSE: list[tuple[type[Fact], dict[str, Any], str]] = [
    (Allergy, {"substance": ""}, "substance"),
    (Diagnosis, {"display": "Myeloma", "diagnosed_on": TOMORROW_NEXT_WEEK}, "diagnosed_on"),
    (Diagnosis, {"display": "Myeloma", "diagnosed_on": datetime.date(1950, 1, 1)}, "diagnosed_on"),
    (Diagnosis, {"display": "Myeloma", "diagnosed_on": DAY, "ended_on": datetime.date(2026, 1, 1)}, "ended_on"),
    (Result, {"name": "Hemoglobin", "taken_at": TAKEN}, "value"),
    (Result, {"name": "Hemoglobin", "value": Decimal(9), "taken_at": TAKEN, "low": Decimal(5), "high": Decimal(4)}, "low"),
    (Result, {"name": "Hemoglobin", "value": Decimal(9), "taken_at": timezone.now() + datetime.timedelta(days=2)}, "taken_at"),
    (PerformanceStatus, {"ecog": 6, "assessed_on": DAY}, "ecog"),
    (PerformanceStatus, {"karnofsky": 85, "assessed_on": DAY}, "karnofsky"),
    (PerformanceStatus, {"assessed_on": DAY}, "ecog"),
    (Medication, {"name": "Dara", "started_on": DAY, "last_dose_on": datetime.date(2026, 1, 1)}, "last_dose_on"),
]


@pytest.mark.parametrize(("kind", "values", "field"), NONSENSE)
def test_nonsense_is_refused_with_the_field(cast: Cast, kind: type[Any], values: dict[str, Any], field: str) -> None:
    with acting(cast.actor("rae")) as rae, pytest.raises(Refused) as refused:
        verbs.add_fact(rae, cast.denise.pk, kind, **values)
    assert refused.value.field == field
    assert refused.value.sentence.endswith(".")


def test_the_flag_follows_from_the_range(cast: Cast) -> None:
    with acting(cast.actor("rae")) as rae:
        row = verbs.add_fact(rae, cast.denise.pk, Result, name="Hgb", value=Decimal("9.4"), low=Decimal(12), taken_at=TAKEN)
        assert row.flag == Flag.LOW
        assert verbs.correct_fact(rae, Result, row.pk, version=1, value=Decimal(13)).flag == Flag.NORMAL
    assert fresh(row).flag == Flag.NORMAL
