"""The statements of the worklist: the page on the referral's own columns, then the people, then capped counts in one statement.

Page first, people second: joined behind two walls the planner sorts everything (docs/adr/0003 has the measurements). A row whose
patient does not come back through the strict wall is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from carecoord.access.actor import Actor, Place
from carecoord.accounts.models import OrganizationKind
from patients.models import Identifier, Patient
from referrals.models import Referral
from referrals.models.referral import ReferralQuerySet
from referrals.states import Side, Stage
from referrals.worklist.filters import Cursor, Filter, Sort, Tab

PAGE = 50
CAP = 100  # counts beyond this read "99+"
CLOSED_FOR = timedelta(days=90)
COLUMNS = (
    "id",
    "patient_id",
    "stage",
    "stage_since",
    "ball",
    "due_at",
    "kind",
    "urgency",
    "ended_at",
    "created_at",
    "version",
    "items_needed",
    "items_present",
    "from_org_id",
    "to_org_id",
)


def base(actor: Actor, at: datetime, tab: Tab) -> ReferralQuerySet:
    """The rows of one tab, for the acting organization, each on an index of its own."""
    rows = Referral.objects.of_place(actor)
    side = Side.RECEIVER if actor.is_center else Side.SENDER
    other = Side.SENDER if actor.is_center else Side.RECEIVER
    if tab == Tab.NEEDS_ME:
        return rows.filter(is_open=True, ball=side)
    if tab == Tab.UNACKNOWLEDGED:
        return rows.filter(is_open=True, stage=Stage.SUBMITTED)
    if tab == Tab.WAITING:
        return rows.filter(is_open=True, ball=other)
    if tab == Tab.OVERDUE:
        return rows.overdue(at)
    if tab == Tab.UNASSIGNED:
        return rows.filter(is_open=True, **{owner_field(actor): None})
    if tab == Tab.DRAFTS:
        return Referral.objects.sent_by(actor).filter(stage=Stage.DRAFT)  # a center has none, and the index says so
    if tab == Tab.CLOSED:
        return rows.filter(ended_at__gte=at - CLOSED_FOR).exclude(stage=Stage.ENTERED_IN_ERROR)
    return rows.filter(is_open=True)


def owner_field(actor: Actor) -> str:
    return "to_owner" if actor.is_center else "from_owner"


def other_field(actor: Actor) -> str:
    return "from_org" if actor.is_center else "to_org"


def narrowed(actor: Actor, chosen: Filter, at: datetime) -> ReferralQuerySet:
    rows = base(actor, at, chosen.tab)
    if chosen.mine:
        rows = rows.filter(**{owner_field(actor): actor.user_id})
    if chosen.stage:
        rows = rows.filter(stage=chosen.stage)
    if chosen.other:
        rows = rows.filter(**{f"{other_field(actor)}_id": chosen.other})
    if chosen.product:
        rows = rows.filter(products__contains=[chosen.product])
    if chosen.urgency:
        rows = rows.filter(urgency=chosen.urgency)
    return rows


def sort_column(chosen: Filter) -> tuple[str, bool]:
    """(column, descending): closed rows by their end, drafts by their start, the rest as chosen."""
    if chosen.tab == Tab.CLOSED:
        return "ended_at", True
    if chosen.tab == Tab.DRAFTS:
        return "stage_since", True
    if chosen.tab == Tab.UNACKNOWLEDGED and chosen.sort == Sort.DUE:
        return "stage_since", False  # one stage has one service level: who was sent first is due first
    if chosen.sort == Sort.DUE:
        return "due_at", False
    return "stage_since", chosen.sort == Sort.NEWEST


def ordered(rows: ReferralQuerySet, chosen: Filter) -> ReferralQuerySet:
    """Keyset order; the redundant comparison on the first column is what the index can use."""
    column, down = sort_column(chosen)
    if chosen.after:
        mark, beyond = chosen.after, "lt" if down else "gt"
        equal = Q(**{f"{column}__{beyond}": mark.at}) | Q(**{column: mark.at, f"id__{beyond}": mark.id})
        rows = rows.filter(equal, **{f"{column}__{'lte' if down else 'gte'}": mark.at})
    return rows.order_by(f"-{column}", "-id") if down else rows.order_by(column, "id")


@dataclass(frozen=True)
class Page:
    rows: list[dict[str, Any]]
    people: dict[UUID, dict[str, Any]]
    next: Cursor | None


def page(actor: Actor, chosen: Filter, at: datetime | None = None, *, size: int = PAGE) -> Page:
    """One page of rows and the people on it; the cursor of the next page, if there is one."""
    now = at or timezone.now()
    rows = list(with_names(ordered(narrowed(actor, chosen, now), chosen))[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    last = rows[-1] if more else None
    cursor = Cursor(last[sort_column(chosen)[0]], last["id"]) if last else None
    people = people_of(actor, {row["patient_id"] for row in rows})
    return Page([row for row in rows if row["patient_id"] in people], people, cursor)


def with_names(rows: ReferralQuerySet) -> Any:
    return rows.values(
        *COLUMNS,
        from_name=F("from_org__short_name"),
        to_name=F("to_org__short_name"),
        from_owner_name=F("from_owner__name"),
        to_owner_name=F("to_owner__name"),
        decider_name=F("decider__name"),
    )


def people_of(actor: Actor, patient_ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """Names for at most a page of ids, through the strict wall, with the number of the reader's own organization."""
    mine = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=actor.place_id, system="mrn").order_by("value")
    rows = Patient.objects.visible_to(actor).filter(pk__in=patient_ids)
    fields = ("id", "family_name", "given_name", "birth_on", "sex", "deceased_at")
    return {row["id"]: row for row in rows.values(*fields, mrn=Subquery(mine.values("value")[:1]))}


def counts(actor: Actor, at: datetime | None = None) -> dict[Tab, int]:
    """Rows on each tab, at most CAP each, in one statement: never a count over the whole set."""
    now = at or timezone.now()
    sql, params = counting(is_center=actor.is_center)
    values: dict[Any, Any] = {ANY_PLACE: actor.place_id, ANY_TIME: now, ANY_TIME - CLOSED_FOR: now - CLOSED_FOR}
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(value, value) for value in params])  # SQL of our own querysets
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))


COUNTED = tuple(tab for tab in Tab if tab != Tab.ALL)
ANY_PLACE, ANY_TIME = -1, datetime(1900, 1, 1, tzinfo=UTC)  # stand in the statement below for the reader's own


@cache
def counting(*, is_center: bool) -> tuple[str, tuple[Any, ...]]:
    """The statement of all counts: putting it together from querysets costs more than running it, so that is done once a process."""
    kind = OrganizationKind.CENTER if is_center else OrganizationKind.PRACTICE
    actor = Actor(place=Place(ANY_PLACE, "", "", kind, "UTC", None))
    parts: list[str] = []
    params: list[Any] = []
    for tab in COUNTED:
        rows = ordered(base(actor, ANY_TIME, tab), Filter(tab=tab))  # in the order of an index, so that the walk ends at CAP
        sql, values = rows.values_list("pk")[:CAP].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) as capped)")  # noqa: S608  # SQL of our own querysets
        params += values
    return f"select {', '.join(parts)}", tuple(params)
