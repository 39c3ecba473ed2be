"""Many people from a few: rows copied inside the database, each with keys, numbers and instants of its own. For load alone.

A key is the hash of the first one's and the number of the copy, so that rows of several tables still belong together. Every trigger
and constraint works as it does for the first.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, models, transaction

from carecoord.access.models import Grant
from patients.models import (
    Allergy,
    Caregiver,
    Coverage,
    Diagnosis,
    Identifier,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from referrals.models import Event, Referral

FACTS = (Identifier, Diagnosis, PerformanceStatus, Coverage, Caregiver, Medication, Allergy, TherapyLine, LineDrug, Result)
AT_ONCE = 10  # copies in one transaction
MINUTES = 7  # between the same step of one copy and the next


def spread(people: list[Patient], wanted: int, progress: Callable[[int], None]) -> None:
    """Copy the records and referrals of `people` until there are `wanted` more patients."""
    sources = keep(people)
    whole, rest = divmod(wanted, len(people))
    for first in range(1, whole + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, whole)
        copy(sources, first, last, len(people))
        progress((last - first + 1) * len(people))
    if rest:
        copy(sources, whole + 1, whole + 1, rest)
        progress(rest)


def keep(people: list[Patient]) -> list[type[models.Model]]:
    """What is copied, in tables of this session: `turn` counts the people, so that a part of them can be taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table demo_people as select p.id, p.turn from unnest(%s::uuid[]) with ordinality as p (id, turn)",
            [[one.pk for one in people]],
        )
        for model in (Patient, *FACTS, Referral, Grant):
            take(cursor, model, f"demo_people d on d.id = t.{'id' if model is Patient else 'patient_id'}")
        take(cursor, Event, "kept_referrals_referral d on d.id = t.referral_id")
        cursor.execute("delete from kept_access_grant where source = 'custody'")  # the database writes these itself
    return [Patient, *FACTS, Referral, Event, Grant]


def take(cursor: object, model: type[models.Model], joined: str) -> None:
    table = model._meta.db_table
    cursor.execute(f"create temporary table kept_{table} as select t.*, d.turn from {table} t join {joined}")  # type: ignore[attr-defined]  # noqa: S608  # our own names


def copy(sources: list[type[models.Model]], first: int, last: int, people: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for model in sources:
            fields = model._meta.concrete_fields
            columns = ", ".join(f'"{field.column}"' for field in fields)
            values = ", ".join(value(model, field) for field in fields)
            table = model._meta.db_table
            cursor.execute(
                f"insert into {table} ({columns}) select {values} from kept_{table}, generate_series(%s, %s) as n where turn <= %s",  # noqa: S608  # our own names
                [first, last, people],
            )


def value(model: type[models.Model], field: models.Field[object, object]) -> str:
    """The SQL of one column of a copy."""
    column = f'"{field.column}"'
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField):
        return f"md5({column}::text || n)::uuid"
    if isinstance(kind, models.DateTimeField):
        return f"{column} - n * interval '{MINUTES} minutes'"
    if model is Identifier and field.name == "value":
        return f"({column}::bigint + n * 10000)::text"
    return column
