"""What tests of the record look at: the last audit row, the history of a row, a record opened to a center."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from carecoord.access.models import Grant, Scope, Source
from carecoord.audit.models import Event
from patients.models import Change
from tests.cast import Cast
from tests.truth import truth


def audited(action: str) -> list[Event]:
    with truth():
        return list(Event.objects.filter(action=action))


def history(row_id: UUID) -> list[Change]:
    with truth():
        return list(Change.objects.filter(row_id=row_id).order_by("version", "at"))


def fresh(row: Any) -> Any:
    """The row as it is in the database, past every wall."""
    with truth():
        return type(row)._base_manager.get(pk=row.pk)


def share(cast: Cast, scope: Scope, key: str = "lakeside") -> Grant:
    with truth():
        return Grant.objects.create(patient_id=cast.denise.pk, organization=cast.organizations[key], scope=scope, source=Source.REFERRAL)


def become(role: str) -> None:
    """The rest of the test's transaction runs as another database role."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {role}")
