"""The list for programs: page first, people second, built from values.

Room: patients.api. By id, which nothing moves, or by name as the pages have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from carecoord.access.actor import Actor
from patients.api.doors import SIZE, cursor_fault
from patients.models import Identifier, Patient
from patients.pages.finding import LostPlace, by_id, found

COLUMNS = ("id", "family_name", "given_name", "birth_on", "sex", "custodian_id", "deceased_at", "updated_at", "version")
LIMITS = frozenset(str(number) for number in range(1, SIZE + 1))
PARAMETERS = {"after", "limit", "order", "updated_since"}


class Order(StrEnum):
    ID = "id"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page is asked for. `asked` comes in a body, never in an address."""

    after: UUID | None = None
    limit: int = SIZE
    order: Order = Order.ID
    updated_since: datetime | None = None
    asked: str = ""


def chosen_in(request: Request) -> Chosen:
    given = request.query_params
    limit = given.get("limit", str(SIZE))
    if limit not in LIMITS:
        raise exceptions.ParseError(f"limit is a number from 1 to {SIZE}.")
    if given.get("order", Order.ID) not in set(Order):
        raise exceptions.ParseError("order is id or name.")
    return Chosen(after_in(given.get("after", "")), int(limit), Order(given.get("order", Order.ID)), since_in(given.get("updated_since")))


def after_in(raw: str) -> UUID | None:
    try:
        return UUID(raw) if raw else None
    except ValueError as fault:
        raise cursor_fault() from fault


def since_in(raw: str | None) -> datetime | None:
    if not raw:
        return None
    try:
        return serializers.DateTimeField().to_internal_value(raw)
    except exceptions.ValidationError as fault:
        raise exceptions.ParseError("updated_since is an instant such as 2026-11-20T08:00:00Z.") from fault


def page(actor: Actor, chosen: Chosen) -> tuple[list[dict[str, Any]], UUID | None]:
    """The rows, and the id that the next page follows."""
    try:
        if chosen.order is Order.ID:
            shown = by_id(actor, chosen.after, limit=chosen.limit, since=chosen.updated_since)
        else:
            shown = found(actor, chosen.asked, chosen.after, limit=chosen.limit, since=chosen.updated_since)
    except LostPlace as fault:
        raise cursor_fault() from fault
    return people_of(actor, shown.ids), shown.after


def people_of(actor: Actor, shown: Sequence[UUID]) -> list[dict[str, Any]]:
    """In the order of the ids; who does not come back through the strict wall is left out."""
    mrn = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").values("value")[:1]
    rows = Patient.objects.visible_to(actor).filter(pk__in=shown).annotate(mrn=Subquery(mrn)).values(*COLUMNS, "mrn")
    people = {row["id"]: row for row in rows}
    return [people[pk] for pk in shown if pk in people]
