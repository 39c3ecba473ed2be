"""The statements of the worklist: the page on the referral's own columns, then the people, then capped counts in one statement.

Page first, people second: joined behind two walls the planner sorts everything (docs/adr/0003 has the measurements). A row whose
patient does not come back through the strict wall is dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.kept import ANY_IDS, ANY_PLACE, ANY_TIME, Kept, OneOf, Reader, meaning
from carecoord.notifications.models import Attention
from patients.models import Identifier, Patient
from referrals import escalated
from referrals.clock import day_end
from referrals.models import Referral
from referrals.models.referral import ReferralQuerySet, Walls, walls
from referrals.states import Side, Stage
from referrals.worklist.filters import Cursor, Filter, Sort, Tab, View

PAGE = 50
CAP = 100  # counts beyond this read "99+"
ANY_MARK = Cursor(datetime(1900, 1, 2, tzinfo=UTC), UUID(int=2))
CLOSED_FOR = timedelta(days=90)
ANY_DAY = timedelta(days=5)  # a stand-in beside ANY_TIME for the end of the day
LATE_TABS = frozenset({Tab.OVERDUE, Tab.ESCALATED, Tab.TODAY})
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
        return rows.filter(stage=Stage.SUBMITTED)  # all of them are open, and one index has them in order
    if tab == Tab.WAITING:
        return rows.filter(is_open=True, ball=other)
    if tab == Tab.OVERDUE:
        return rows.overdue(at)
    if tab == Tab.TODAY:
        return rows.due_today(at, at + ANY_DAY if at == ANY_TIME else day_end(at, zone_of(actor)))
    if tab == Tab.ESCALATED:
        return climbed(actor, rows, at)
    if tab == Tab.UNASSIGNED:
        return rows.filter(is_open=True, **{owner_field(actor): None})
    if tab == Tab.DRAFTS:
        return Referral.objects.sent_by(actor).filter(stage=Stage.DRAFT)  # a center has none, and the index says so
    if tab == Tab.CLOSED:
        return rows.filter(ended_at__gte=at - CLOSED_FOR).exclude(stage=Stage.ENTERED_IN_ERROR)
    return rows.filter(is_open=True)


def climbed(actor: Actor, rows: ReferralQuerySet, at: datetime) -> ReferralQuerySet:
    """With stand-ins for the instants, or with what they mean at this moment."""
    if at == ANY_TIME:
        found = escalated.ladders(timezone.now())
        return escalated.to(actor, rows, found, escalated.stand_ins(found))
    found = escalated.ladders(at)
    return escalated.to(actor, rows, found, escalated.marks(escalated.hours_here(actor.place_id or 0), at, found))


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
    if chosen.sort == Sort.DUE or chosen.tab == Tab.TODAY:  # early in the day much is due, and by age all of it would be read
        return "due_at", False
    if chosen.tab in LATE_TABS:
        return "stage_since", False  # the newest are seldom late: they would be read for nothing
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
    now, after = at or timezone.now(), chosen.after
    shape = replace(chosen, after=ANY_MARK if after else None, view=View.LIST)
    kept = rows_statement(walls(), Reader.of(actor), shape, size, versions(now))
    mark = {ANY_MARK.at: after.at, ANY_MARK.id: after.id} if after else {}
    rows = kept.rows(meaning(actor, times(actor, now) | mark))
    more, rows = len(rows) > size, rows[:size]
    last = rows[-1] if more else None
    cursor = Cursor(last[sort_column(chosen)[0]], last["id"]) if last else None
    people = people_of(actor, {row["patient_id"] for row in rows})
    return Page([row for row in rows if row["patient_id"] in people], people, cursor)


def times(actor: Actor, now: datetime) -> dict[Any, Any]:
    """What the stand-ins of instants mean at this moment, where the actor works."""
    found = escalated.ladders(now)
    real = {ANY_TIME: now, ANY_TIME - CLOSED_FOR: now - CLOSED_FOR, ANY_TIME + ANY_DAY: day_end(now, zone_of(actor))}
    come = escalated.marks(escalated.hours_here(actor.place_id), now, found) if actor.place_id else {}
    return real | {mark: come.get(wait, now) for wait, mark in escalated.stand_ins(found).items()}


def zone_of(actor: Actor) -> str:
    return actor.place.time_zone if actor.place else "UTC"


def versions(now: datetime) -> tuple[date, ...]:
    """Which versions of the ladders hold: another one makes another statement."""
    return tuple(one.since_on for one in escalated.ladders(now).values())


@lru_cache(maxsize=256)
def rows_statement(walls: Walls, reader: Reader, shape: Filter, size: int, versions: tuple[date, ...]) -> Kept:
    rows = ordered(narrowed(reader.stand_in, shape, ANY_TIME), shape)
    return Kept.of(with_names(rows)[: size + 1])


def with_names(rows: ReferralQuerySet) -> Any:
    return rows.values(
        *COLUMNS,
        from_name=F("from_org__short_name"),
        to_name=F("to_org__short_name"),
        from_owner_name=F("from_owner__name"),
        to_owner_name=F("to_owner__name"),
        decider_name=F("decider__name"),
    )


def people_of(actor: Actor, patient_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Names for at most a page of ids, through the strict wall, with the number of the reader's own organization."""
    kept = people_statement(walls(), Reader.of(actor))
    rows = kept.rows(meaning(actor, {ANY_IDS: tuple(patient_ids)}))
    return {row["id"]: row for row in rows}


@lru_cache(maxsize=64)
def people_statement(walls: Walls, reader: Reader) -> Kept:
    mine = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=ANY_PLACE, system="mrn").order_by("value")
    rows = Patient.objects.visible_to(reader.stand_in).filter(OneOf(F("pk"), ANY_IDS))
    fields = ("id", "family_name", "given_name", "birth_on", "sex", "deceased_at")
    return Kept.of(rows.values(*fields, mrn=Subquery(mine.values("value")[:1])))


def counts(actor: Actor, at: datetime | None = None) -> dict[Tab, int]:
    """Rows on each tab, at most CAP each, in one statement: never a count over the whole set."""
    now = at or timezone.now()
    ((*found, unread),) = counting(walls(), Reader.of(actor), versions(now)).asked(meaning(actor, times(actor, now)))
    counted = dict(zip(COUNTED, found, strict=True))
    return counted | {Tab.ESCALATED: min(CAP, counted[Tab.ESCALATED] + unread)}


COUNTED = tuple(tab for tab in Tab if tab != Tab.ALL)


@lru_cache(maxsize=64)
def counting(walls: Walls, reader: Reader, versions: tuple[date, ...]) -> Kept:
    """Each tab in the order of an index, so that the walk ends at CAP; last the tasks about urgent notices that nobody read."""
    tabs = (ordered(base(reader.stand_in, ANY_TIME, tab), Filter(tab=tab)) for tab in COUNTED)
    unread = Attention.objects.visible_to(reader.stand_in).live().order_by("since", "id")
    kept = [Kept.of(rows.values("pk")[:CAP]) for rows in (*tabs, unread)]
    parts = ", ".join(f"(select count(*) from ({one.sql}) as capped)" for one in kept)  # noqa: S608  # SQL of our own querysets
    return Kept(f"select {parts}", tuple(value for one in kept for value in one.values))
