"""Rows of the log as the database's functions give them out: to the patient, to the custodian's staff, to its privacy officer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

PAGE = 50
EXPORT_PAGE = 1000
SORTS = ("at", "person", "action")


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody and one record."""

    id: UUID
    at: datetime
    user_id: int | None
    person: str
    organization: str
    side: str
    role: str
    action: str
    outcome: str


def of_patient(patient_id: UUID, *, after: UUID | None = None, limit: int = PAGE) -> list[Look]:
    """Who looked, newest first; empty for whoever may not know."""
    with connection.cursor() as cursor:
        cursor.execute("select * from audit.of_patient(%s, %s, %s)", [patient_id, after, limit])
        return [Look(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the report shows; an empty value filters nothing."""

    since: datetime
    until: datetime
    person: int | None = None
    patient: UUID | None = None
    action: str = ""
    outcome: str = ""
    sort: str = "at"
    descending: bool = True
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report."""

    id: UUID
    at: datetime
    user_id: int | None
    person: str
    organization: str
    role: str
    action: str
    outcome: str
    reason: str
    patient_ids: list[UUID]
    request_id: str


def report(wanted: Filter, *, limit: int = PAGE) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from audit.report(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                wanted.since,
                wanted.until,
                wanted.person,
                wanted.patient,
                wanted.action,
                wanted.outcome,
                wanted.sort,
                wanted.descending,
                wanted.after,
                limit,
            ],
        )
        return [Row(*row) for row in cursor.fetchall()]


def every(wanted: Filter, *, at_most: int) -> Iterator[Row]:
    """All rows of a report, page by page, so that memory stays flat."""
    given = 0
    while given < at_most:
        rows = report(wanted, limit=min(EXPORT_PAGE, at_most - given))
        yield from rows
        given += len(rows)
        if len(rows) < EXPORT_PAGE:
            return
        wanted = replace(wanted, after=rows[-1].id)
