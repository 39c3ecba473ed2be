"""Exports: whatever takes many rows, or a whole chart, out of the house in one file. A few an hour, each a row in the log.

The rows of the log are the counter, so the limit holds when the cache is away. A new export asks here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import ceil
from uuid import UUID

from django.conf import settings
from django.db import connection

from carecoord.access.actor import Actor
from carecoord.access.errors import TooMany
from carecoord.audit.models import Event
from carecoord.audit.trail import record


class Export(StrEnum):
    """What the log calls it; `audit.export_wait` counts every action that begins with "export "."""

    WORKLIST = "export worklist"
    REPORT = "export audit report"
    CHART = "export chart"


def begin(actor: Actor, what: Export, *, patients: Iterable[UUID], fields: Iterable[str] = ()) -> Event:
    """Write the row of an export before its first byte; raises `TooMany` when the hour's are used up."""
    with connection.cursor() as cursor:
        cursor.execute("select audit.export_wait(%s)", [settings.EXPORTS_AN_HOUR])
        wait = int(cursor.fetchone()[0])
    if wait:
        minutes = ceil(wait / 60)
        spoken = "1 minute" if minutes == 1 else f"{minutes} minutes"
        raise TooMany(f"You have made {settings.EXPORTS_AN_HOUR} exports within an hour. The next is possible in {spoken}.", after=wait)
    return record(actor, what, patients=patients, fields=fields)
