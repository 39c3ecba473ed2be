"""Every table of the record stands behind both walls, each sufficient alone, and nobody writes through them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from patients.models import (
    Allergy,
    Caregiver,
    Change,
    Comorbidity,
    Coverage,
    Diagnosis,
    Document,
    Fact,
    Identifier,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    PersonalInvitation,
    Procedure,
    Result,
    TherapyLine,
)
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
ROWS: dict[type[models.Model], dict[str, Any]] = {
    Allergy: {"substance": "Latex"},
    Caregiver: {"name": "Lee"},
    Change: {"about": "patients.allergy", "row_id": "00000000-0000-0000-0000-000000000001", "version": 1, "deed": "added"},
    Comorbidity: {"name": "Atrial fibrillation"},
    Coverage: {"payer": "Example Health"},
    Diagnosis: {"display": "Myeloma"},
    Document: {"title": "Scan"},
    LineDrug: {"name": "Lenalidomide"},
    Medication: {"name": "Apixaban"},
    PerformanceStatus: {"ecog": 1, "assessed_on": DAY},
    PersonalInvitation: {"source": "self", "email": "a@home.example", "token_hash": "x"},
    Procedure: {"name": "Biopsy"},
    Result: {"name": "Hgb", "taken_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
    TherapyLine: {"number": 1, "regimen": "VRd", "started_on": DAY},
}
each = pytest.mark.parametrize("model", ROWS, ids=[model.__name__ for model in ROWS])


def values_of(cast: Cast, model: type[models.Model]) -> dict[str, Any]:
    values = {"patient": cast.denise, **ROWS[model]}
    if model is Document:
        values["organization"] = cast.organizations["cedar"]
    if model is LineDrug:
        values["line"] = TherapyLine.objects.create(patient=cast.denise, **ROWS[TherapyLine])
    if model is PersonalInvitation:
        values["expires_at"] = timezone.now()
    return values


def make(cast: Cast, model: type[models.Model]) -> models.Model:
    with truth():
        return model._default_manager.create(**values_of(cast, model))


@each
def test_the_lower_wall_alone(cast: Cast, model: type[models.Model]) -> None:
    make(cast, model)
    assert model._default_manager.count() == 0
    for who in ("cy", "bo", "dee", "uma", "ida"):
        with acting(cast.actor(who)):
            assert model._default_manager.count() == 0, who
    with acting(cast.actor("ana")):
        assert model._default_manager.count() == 1


@each
def test_strangers_write_nothing(cast: Cast, model: type[models.Model]) -> None:
    row = make(cast, model)
    with truth():
        values = values_of(cast, model) if model is not LineDrug else {}
    for who in ("cy", "bo", "ida"):
        with acting(cast.actor(who)):
            if values:
                with pytest.raises(DatabaseError), transaction.atomic():
                    model(**{**values, "token_hash": "y"} if model is PersonalInvitation else values).save(force_insert=True)
            if model is not Change:
                assert model._default_manager.filter(pk=row.pk).update(patient_id=cast.denise.pk) == 0


@each
def test_nobody_deletes(cast: Cast, model: type[models.Model]) -> None:
    row = make(cast, model)
    with acting(cast.actor("ana")), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(f"delete from {model._meta.db_table} where id = %s", [row.pk])


@pytest.mark.parametrize("model", [model for model in ROWS if issubclass(model, Fact)])  # the others are reached through these
def test_the_upper_wall_alone(cast: Cast, model: type[models.Model]) -> None:
    make(cast, model)
    tables = ("patients_patient", model._meta.db_table, "access_grant", "access_personalgrant", "access_restriction", "access_careteam")
    with connection.cursor() as cursor, truth():
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f"alter table {table} disable row level security")
    for who, sees in (("ana", 1), ("cy", 0), ("bo", 0), ("uma", 0), ("ida", 0), ("pat", 1)):
        with acting(cast.actor(who)) as actor:
            assert model._default_manager.all().visible_to(actor).count() == sees, who  # type: ignore[attr-defined]  # facts have it


def test_history_cannot_be_rewritten(cast: Cast) -> None:
    make(cast, Change)
    with acting(cast.actor("ana")), pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.update(by_name="Somebody else")


def test_identifiers_of_another_organization_stay_closed(cast: Cast) -> None:
    with acting(cast.actor("cy")):
        assert Identifier.objects.count() == 0
        assert Patient.objects.count() == 0
