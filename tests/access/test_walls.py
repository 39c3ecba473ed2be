"""Two walls, each sufficient alone."""

from __future__ import annotations

import pytest
from django.db import connection

from carecoord.access.actor import NOBODY, acting
from carecoord.access.models import Grant, Scope, Source
from patients.models import Patient
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_without_context_every_table_is_empty(cast: Cast) -> None:
    assert Patient.objects.count() == 0
    with truth():
        assert Patient.objects.count() == 1
    assert Patient.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "sees"),
    [("ana", 1), ("rae", 1), ("pia", 1), ("uma", 0), ("cy", 0), ("bo", 0), ("chen", 0), ("pat", 1), ("sam", 1), ("ida", 0)],
)
def test_the_lower_wall_alone(cast: Cast, who: str, sees: int) -> None:
    with acting(cast.actor(who)):
        assert Patient.objects.count() == sees


@pytest.mark.parametrize(("who", "sees"), [("ana", 1), ("uma", 0), ("cy", 0), ("bo", 0), ("pat", 1), ("sam", 1), ("ida", 0)])
def test_the_upper_wall_alone(cast: Cast, who: str, sees: int) -> None:
    with connection.cursor() as cursor, truth():
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table patients_patient disable row level security")
        cursor.execute("alter table access_grant disable row level security")
        cursor.execute("alter table access_personalgrant disable row level security")
        cursor.execute("alter table access_restriction disable row level security")
    with acting(cast.actor(who)) as actor:
        assert Patient.objects.count() == 1
        assert Patient.objects.visible_to(actor).count() == sees


def test_nobody_sees_nothing(cast: Cast) -> None:
    with acting(NOBODY):
        assert Patient.objects.count() == 0


def test_a_grant_opens_and_its_end_closes_at_once(cast: Cast) -> None:
    with acting(cast.actor("rae")):
        grant = Grant.objects.create(
            patient_id=cast.denise.pk, organization=cast.organizations["lakeside"], scope=Scope.INTAKE, source=Source.REFERRAL
        )
    with acting(cast.actor("bo")) as bo:
        assert Patient.objects.visible_to(bo).count() == 1
        assert Patient.objects.chart_of(bo).count() == 0
    with acting(cast.actor("rae")):
        from carecoord.access.models import ClockNow

        Grant.objects.filter(pk=grant.pk).update(ends_at=ClockNow())
    with acting(cast.actor("bo")) as bo:
        assert Patient.objects.count() == 0
        assert Patient.objects.visible_to(bo).count() == 0
