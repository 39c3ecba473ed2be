"""Who comes in, what is asked of every call, and where a page of rows ends.

Room: patients.api.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request

from carecoord.access.api import KeyReused, actor_of
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from patients.models import Change, Deed, Fact, Patient
from patients.pages import header
from patients.permissions import Permission
from patients.verbs import rows

SIZE = 50
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you have, in quotes: "7".')
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="8 to 80 characters; a repeat adds once."
)
AFTER = OpenApiParameter("after", str, description="Where the page before ended; taken from `next`.")


def opened(request: Request, patient_id: UUID, permission: StrEnum = Permission.VIEW_RECORD, *, chart: bool = True) -> Patient:
    """The patient of a call, looked at and said so in the audit log. Without the chart, facts are 404."""
    actor = actor_of(request)
    require(actor, permission)
    patient = header.find(actor, patient_id)
    if chart and not getattr(patient, "opens_chart", False):
        raise Http404
    saw(actor, [patient.pk])
    return patient


def check_replay(key: UUID, blank: Patient | Fact, values: dict[str, Any], **also: str) -> None:
    """A key that made a row may only be sent again with what it made. `also` are values that the history keeps beside the fields."""
    added = Change.objects.filter(row_id=key, deed=Deed.ADDED).only("values").first()
    if added is None:
        return
    differing = rows.put(blank, values) | {name: ["", text] for name, text in also.items() if text}
    if added.values != differing:
        raise KeyReused


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page: rows are listed newest first, and new ones never move those that follow."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"


def mark_in(request: Request) -> Mark | None:
    raw = request.query_params.get("after", "")
    if not raw:
        return None
    at, _, pk = raw.partition("~")
    try:
        mark = Mark(datetime.fromisoformat(at), UUID(pk))
    except ValueError as fault:
        raise cursor_fault() from fault
    if mark.at.tzinfo is None:
        raise cursor_fault()
    return mark


def cursor_fault() -> exceptions.ParseError:
    return exceptions.ParseError("This cursor is none of ours; start again without it.")


def page_of(facts: QuerySet[Any], mark: Mark | None) -> tuple[list[Any], Mark | None]:
    """A page of facts, and where it ends if more follow."""
    if mark is not None:
        beyond = Q(recorded_at__lt=mark.at) | Q(recorded_at=mark.at, pk__lt=mark.id)
        facts = facts.filter(beyond, recorded_at__lte=mark.at)
    found = list(facts.order_by("-recorded_at", "-pk")[: SIZE + 1])
    shown = found[:SIZE]
    return shown, Mark(shown[-1].recorded_at, shown[-1].pk) if len(found) > SIZE else None
