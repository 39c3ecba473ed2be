"""The list of steps of an organization: what is late, due today and this week, what is mine, and what the other side has missed.

Page first, people second, keyset pages: a step whose patient does not come back through the strict wall is not shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.due import due_label
from carecoord.ui.parts import Due, Side, Tag, Tone, When
from carecoord.ui.pieces import Tab as TabLink
from referrals.clock import day_end
from referrals.models import Journey, JourneyStep
from referrals.pathway import climbed as climb
from referrals.pathway.compiled import compiled
from referrals.pathway.pages import words
from referrals.pathway.pages.frame import zone_of
from referrals.pathway.pages.steps import TAGS
from referrals.pathway.protocol import Owner
from referrals.pathway.states import StepState
from referrals.pathway.tasks import title_of
from referrals.worklist.filters import Cursor
from referrals.worklist.pages import about
from referrals.worklist.query import people_of

PAGE, CAP = 50, 100
WEEK = timedelta(days=7)
COLUMNS = (
    *("id", "journey_id", "patient_id", "code", "state", "due_at", "site", "owner_role", "assignee__name"),
    *("journey__protocol_id", "journey__protocol__sha256"),
)


class Tab(StrEnum):
    WEEK = "week"
    OVERDUE = "overdue"
    TODAY = "today"
    ESCALATED = "escalated"
    MINE = "mine"
    THEIRS = "theirs"
    ALL = "all"


TAB_WORDS = {
    Tab.WEEK: "This week",
    Tab.OVERDUE: "Overdue",
    Tab.TODAY: "Due today",
    Tab.ESCALATED: "Escalated to me",
    Tab.MINE: "Mine",
    Tab.THEIRS: "Late on the other side",
    Tab.ALL: "All",
}
TONES = {Tab.WEEK: Tone.YOU, Tab.OVERDUE: Tone.LATE, Tab.ESCALATED: Tone.LATE}


@dataclass(frozen=True)
class Row:
    href: str
    name: str
    about: str
    title: str
    side: Side
    who: str
    tag: Tag
    due: Due


@dataclass(frozen=True)
class Group:
    due: Due | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Screen:
    tabs: tuple[TabLink, ...]
    groups: tuple[Group, ...]
    next_href: str
    first_href: str
    patients: frozenset[UUID]


def build(actor: Actor, chosen: Tab, after: Cursor | None) -> Screen:
    now = timezone.now()
    climbed = climb.to(actor, now)
    found = list(page(actor, chosen, after, now, climbed)[: PAGE + 1].values(*COLUMNS))
    more, found = len(found) > PAGE, found[:PAGE]
    people = people_of(actor, {row["patient_id"] for row in found})
    rows = [row_of(actor, row, people[row["patient_id"]], now) for row in found if row["patient_id"] in people]
    last = Cursor(found[-1]["due_at"], found[-1]["id"]) if more else None
    return Screen(
        tabs=tuple(tab_link(tab, chosen, count(actor, tab, now, climbed)) for tab in TAB_WORDS),
        groups=tuple(grouped(rows)),
        next_href=f"?tab={chosen}&after={last}" if last else "",
        first_href=f"?tab={chosen}" if after else "",
        patients=frozenset(people),
    )


def page(actor: Actor, chosen: Tab, after: Cursor | None, now: datetime, climbed: Collection[UUID] = ()) -> QuerySet[JourneyStep]:
    rows = of_tab(actor, chosen, now, climbed)
    if after:
        rows = rows.filter(Q(due_at__gt=after.at) | Q(due_at=after.at, id__gt=after.id), due_at__gte=after.at)
    return rows.order_by("due_at", "id")


def of_tab(actor: Actor, chosen: Tab, now: datetime, climbed: Collection[UUID] = ()) -> QuerySet[JourneyStep]:
    """What can be done now; blocked steps wait for somebody else. Late is what the sweep calls late."""
    every = JourneyStep.objects.doable()
    if chosen is Tab.THEIRS:
        return every.overdue(now).filter(journey__in=Journey.objects.of_place(actor).running()).exclude(owner_org_id=actor.place_id)
    if chosen is Tab.ESCALATED:
        return every.filter(pk__in=climbed)
    rows = every.filter(owner_org_id=actor.place_id)
    narrower = {
        Tab.MINE: rows.filter(assignee_id=actor.user_id),
        Tab.WEEK: rows.filter(due_at__lte=now + WEEK),
        Tab.OVERDUE: rows.overdue(now),
        Tab.TODAY: rows.due_today(now, day_end(now, zone_of(actor).key)),
    }
    return narrower.get(chosen, rows)


def count(actor: Actor, tab: Tab, now: datetime, climbed: Collection[UUID] = ()) -> int:
    """Never more than CAP are counted."""
    if tab is Tab.ESCALATED:
        return min(CAP, len(climbed))
    return of_tab(actor, tab, now).order_by()[:CAP].count() if tab is not Tab.ALL else 0


def tab_link(tab: Tab, chosen: Tab, number: int) -> TabLink:
    shown = None if tab is Tab.ALL else f"{CAP - 1}+" if number >= CAP else number
    tone = TONES.get(tab, Tone.NEUTRAL) if number else Tone.NEUTRAL
    return TabLink(TAB_WORDS[tab], f"?tab={tab}", count=shown, tone=tone, current=tab is chosen)


def row_of(actor: Actor, row: dict[str, Any], person: dict[str, Any], now: datetime) -> Row:
    protocol = compiled(row["journey__protocol_id"], row["journey__protocol__sha256"])
    title = title_of(protocol, row["code"])
    return Row(
        href=reverse("pathway:step", args=[row["journey_id"], row["id"]]),
        name=f"{person['family_name'].upper()}, {person['given_name']}",
        about=about(person, timezone.localdate(now)),
        title=title,
        side=Side(row["site"]),
        who=row["assignee__name"] or words.OWNERS[Owner(row["owner_role"])].capitalize(),
        tag=TAGS[StepState(row["state"])],
        due=due_label(row["due_at"], now=now, zone=zone_of(actor)),
    )


HEADS = {When.LATE: "Overdue", When.TODAY: "Today", When.SOON: "Later"}


def grouped(rows: Iterable[Row]) -> Iterator[Group]:
    found: dict[When, list[Row]] = {}
    for row in rows:
        found.setdefault(row.due.when, []).append(row)
    for when, same in found.items():
        yield Group(Due(when, HEADS[when]), tuple(same))
