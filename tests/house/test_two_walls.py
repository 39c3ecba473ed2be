"""Two walls, each sufficient alone: one is taken down, and strangers still see nothing of Denise on any page."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from carecoord.access import privileges
from carecoord.access.actor import acting
from patients.models.facts import FactQuerySet
from patients.models.person import PatientQuerySet
from referrals.models.referral import ReferralQuerySet
from tests.cast import Cast
from tests.house.stroll import open_all
from tests.house.world import CANARY, samples
from tests.truth import truth

__all__ = ["samples"]
pytestmark = pytest.mark.django_db
STRANGERS = ("cy", "dee", "ida", "uma")
MRN = "0083317"


def clinical_tables() -> list[str]:
    return sorted(privileges.patient_tables() | {"patients_patient"} | privileges.CLINICAL | privileges.HISTORY)


def walled_tables() -> list[str]:
    return sorted(privileges.patient_tables() | {"patients_patient"})


def leaks(cast: Cast, who: str, samples: dict[str, Any]) -> list[str]:
    return [f"{seen.key} ({seen.status})" for seen in open_all(cast, who, samples) if CANARY in seen.text or MRN in seen.text]


def unfiltered(rows: QuerySet[Any], actor: object) -> QuerySet[Any]:
    return rows.all()


@pytest.mark.parametrize("who", STRANGERS)
def test_row_level_security_alone(cast: Cast, samples: dict[str, Any], who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for manager in (PatientQuerySet, FactQuerySet, ReferralQuerySet):
        for name in ("visible_to", "chart_of", "received_by", "sent_by"):
            if hasattr(manager, name):
                monkeypatch.setattr(manager, name, unfiltered)
    assert leaks(cast, who, samples) == []


@pytest.mark.parametrize("who", STRANGERS)
def test_the_application_alone(cast: Cast, samples: dict[str, Any], who: str) -> None:
    with truth(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in walled_tables():
            cursor.execute(f"alter table {table} disable row level security")
    assert leaks(cast, who, samples) == []


def test_a_colleague_sees_denise_so_that_the_two_above_mean_something(cast: Cast, samples: dict[str, Any]) -> None:
    assert len(leaks(cast, "rae", samples)) >= 5


def test_without_context_every_table_with_a_patient_is_empty(cast: Cast, samples: dict[str, Any]) -> None:
    full = []
    with connection.cursor() as cursor:
        for table in walled_tables():
            cursor.execute(f"select count(*) from {table}")
            if cursor.fetchone()[0]:
                full.append(table)
    assert full == []


def test_every_table_with_a_patient_is_walled_and_has_its_rights() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'"
            " where c.relrowsecurity and c.relforcerowsecurity"
        )
        walled = {row[0] for row in cursor.fetchall()}
    named = privileges.CLINICAL | privileges.HISTORY | privileges.DERIVED | privileges.WRITE_ONLY | privileges.CLOSED
    assert sorted(set(walled_tables()) - walled) == []
    assert sorted(set(walled_tables()) - named) == []


def test_nobody_who_serves_may_delete_what_is_clinical() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select grantee, table_name, privilege_type from information_schema.role_table_grants"
            " where grantee in ('carecoord_app', 'carecoord_worker') and privilege_type in ('DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES')"
            " and table_name = any (%s)",
            [clinical_tables()],
        )
        assert cursor.fetchall() == []


def test_every_list_of_patients_is_empty_for_a_stranger_at_model_level(cast: Cast, samples: dict[str, Any]) -> None:
    with acting(cast.actor("cy")):
        full = [m._meta.label for m in apps.get_models() if m._meta.db_table in walled_tables() and m._default_manager.exists()]
    assert full == []
