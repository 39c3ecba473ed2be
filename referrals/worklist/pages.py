"""What the worklist shows: one frozen row a referral, values ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui import dates, due, parts, pieces
from carecoord.ui.parts import Age, Ball, Button, Due, Tone, When
from carecoord.ui.pieces import BulkAct, Empty, Pick
from patients.clinical.age import age_on
from referrals.acts import next_act
from referrals.models import SavedView, Urgency
from referrals.states import OPEN, SERVICE_LEVELS, STAGES, Side, Stage
from referrals.worklist.filters import Filter, Sort, Tab, View
from referrals.worklist.query import CAP, LATE_TABS, Page

TAB_WORDS = {
    Tab.NEEDS_ME: "Needs me",
    Tab.UNACKNOWLEDGED: "Unacknowledged",
    Tab.WAITING: "Waiting on them",
    Tab.OVERDUE: "Overdue",
    Tab.TODAY: "Due today",
    Tab.ESCALATED: "Escalated to me",
    Tab.UNASSIGNED: "Unassigned",
    Tab.DRAFTS: "Drafts",
    Tab.CLOSED: "Closed",
}
TAB_TONES = {Tab.NEEDS_ME: Tone.YOU, Tab.OVERDUE: Tone.LATE, Tab.ESCALATED: Tone.LATE}


@dataclass(frozen=True, slots=True)
class Row:
    id: UUID
    href: str
    name: str
    about: str
    stage: str
    age: Age
    ball: Ball | None
    next: str
    why: str
    due: Due | None
    do: str
    do_href: str
    owner: str
    is_urgent: bool
    stage_code: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; without a heading on tabs that are not about time."""

    due: Due | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board."""

    words: str
    rows: tuple[Row, ...]


def tabs(chosen: Filter, counts: dict[Tab, int], *, is_center: bool) -> tuple[pieces.Tab, ...]:
    shown = [tab for tab in TAB_WORDS if not (is_center and tab == Tab.DRAFTS)]
    return tuple(_tab(tab, chosen, counts[tab]) for tab in shown)


def _tab(tab: Tab, chosen: Filter, count: int) -> pieces.Tab:
    tone = TAB_TONES.get(tab, Tone.NEUTRAL) if count else Tone.NEUTRAL
    shown = f"{CAP - 1}+" if count >= CAP else count
    return pieces.Tab(
        TAB_WORDS[tab],
        chosen.href(tab=tab, stage=None),
        count=shown,
        tone=tone,
        current=tab == chosen.tab,
    )


def picks(chosen: Filter, saved: list[SavedView]) -> tuple[Pick, ...]:
    own = (Pick("Team", chosen.href(mine=False), current=not chosen.mine), Pick("Mine", chosen.href(mine=True), current=chosen.mine))
    return own + tuple(Pick(view.name, "?" + view.query, current=view.query == chosen.query) for view in saved)


def rows(actor: Actor, page: Page, now: datetime | None = None) -> tuple[Row, ...]:
    at = now or timezone.now()
    return tuple(_row(actor, row, page.people[row["patient_id"]], at) for row in page.rows)


def _row(actor: Actor, row: dict[str, Any], person: dict[str, Any], at: datetime) -> Row:
    stage, ball = Stage(row["stage"]), Side(row["ball"])
    mine = (ball == Side.RECEIVER) == actor.is_center and ball != Side.NOBODY
    act = next_act(stage, ball, is_mine=mine)
    href = address(row["id"])
    return Row(
        id=row["id"],
        href=href,
        name=f"{person['family_name'].upper()}, {person['given_name']}",
        about=about(person, timezone.localdate(at)),
        stage=stage.label,
        age=Age((at - row["stage_since"]).days, target_of(stage, row["urgency"] == "urgent")),
        ball=_ball(row, ball, mine=mine, at=at),
        next=act.words,
        why=act.why,
        due=_due(actor, row, at),
        do=act.button,
        do_href=do_href(href, act.verb),
        owner=(row["to_owner_name"] if actor.is_center else row["from_owner_name"]) or "",
        is_urgent=row["urgency"] == "urgent",
        stage_code=str(stage),
    )


NOWHERE = UUID(int=0)


@cache
def address_pattern() -> str:
    return reverse("referrals:referral", args=[NOWHERE])


def address(referral_id: UUID) -> str:
    """The address of a referral; resolved once, since a list asks fifty times."""
    return address_pattern().replace(str(NOWHERE), str(referral_id))


def do_href(href: str, verb: str) -> str:
    """Straight to the form of the next act; answering begins at the questions, triage at the packet."""
    if verb == "answer":
        return f"{href}#questions"
    return f"{href}do/{verb}/" if verb and verb != "accept" else href


def _due(actor: Actor, row: dict[str, Any], at: datetime) -> Due | None:
    if row["due_at"] is None or row["ended_at"] is not None or actor.place is None:
        return None
    return due.due_label(row["due_at"], now=at, zone=ZoneInfo(actor.place.time_zone))


def about(person: dict[str, Any], today: date) -> str:
    """Birth date, age, sex and number, as the second line of a row."""
    born, died = person["birth_on"], person["deceased_at"]
    age = age_on(today, born_on=born, died_on=died.date() if died else None)
    sex = person["sex"][:1].upper()
    bits = [dates.staff_day(born) if born else "birth date not known", sex if age is None else f"{age} {sex}", person["mrn"] or ""]
    return " · ".join(bit for bit in bits if bit)


def target_of(stage: Stage, is_urgent: bool) -> int | None:
    """The stage's service level in working days, for the age bar."""
    ladder = STAGES[stage].ladder
    return SERVICE_LEVELS[ladder][1 if is_urgent else 0] if ladder else None


def _ball(row: dict[str, Any], side: Side, *, mine: bool, at: datetime) -> Ball | None:
    if side == Side.NOBODY:
        return None
    sign = parts.Side.CENTER if side == Side.RECEIVER else parts.Side.PRACTICE
    who = row["to_name"] if side == Side.RECEIVER else row["from_name"]
    return Ball(sign, "You" if mine else who or "Nobody", days=(at - row["stage_since"]).days, mine=mine)


def groups(chosen: Filter, shown: tuple[Row, ...], zone: str, now: datetime | None = None) -> tuple[Group, ...]:
    """Overdue, Today, This week, Later; one group without a heading where time is not the order."""
    if chosen.tab in (Tab.CLOSED, Tab.DRAFTS):
        return (Group(None, shown),)
    week = (now or timezone.now()).astimezone(ZoneInfo(zone)).date() + timedelta(days=7)
    buckets: dict[str, list[Row]] = {"Overdue": [], "Today": [], "This week": [], "Later": []}
    for row in shown:
        buckets[_bucket(row.due, week, zone)].append(row)
    return tuple(Group(Due(WHEN[name], name), tuple(rows)) for name, rows in buckets.items() if rows)


WHEN = {"Overdue": When.LATE, "Today": When.TODAY, "This week": When.SOON, "Later": When.SOON}


def _bucket(label: Due | None, week: date, zone: str) -> str:
    if label is None:
        return "Later"
    if label.when == When.LATE:
        return "Overdue"
    if label.when == When.TODAY:
        return "Today"
    day = label.at.astimezone(ZoneInfo(zone)).date() if isinstance(label.at, datetime) else label.at
    return "This week" if day and day <= week else "Later"


def columns(shown: tuple[Row, ...]) -> tuple[Column, ...]:
    """The board: the page's rows by stage, in the order of the road."""
    found = {stage: tuple(row for row in shown if row.stage_code == stage) for stage in Stage}
    return tuple(Column(str(stage.label), rows) for stage, rows in found.items() if rows)


@dataclass(frozen=True, slots=True)
class Head:
    """A column head; `href` sorts by it, `order` is what aria-sort says."""

    words: str
    href: str = ""
    order: str = ""


def heads(chosen: Filter) -> tuple[Head, ...]:
    is_today = chosen.tab == Tab.TODAY
    by_due, newest = chosen.sort == Sort.DUE or is_today, chosen.sort == Sort.NEWEST and chosen.tab not in LATE_TABS
    oldest = not by_due and not newest
    age_order = "ascending" if newest else "descending" if oldest else ""
    other = "" if is_today else chosen.href(sort=Sort.NEWEST if oldest and chosen.tab not in LATE_TABS else Sort.OLDEST)
    age = Head("Stage, days in it", other, age_order)
    due_head = Head("Due", chosen.href(sort=Sort.DUE), "ascending" if by_due else "")
    return Head("Patient"), age, Head("Who holds the ball"), Head("Next step"), due_head, Head("Do it")


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter that opens: its name and its choices as links."""

    words: str
    choices: tuple[Pick, ...]
    is_on: bool


def menus(chosen: Filter) -> tuple[Menu, ...]:
    stages = tuple(Pick(str(stage.label), chosen.href(stage=stage), current=chosen.stage == stage) for stage in STAGES if stage in OPEN)
    urgency = tuple(Pick(str(one.label), chosen.href(urgency=one), current=chosen.urgency == one) for one in Urgency)
    views = tuple(Pick(words, chosen.href(view=view), current=chosen.view == view) for view, words in VIEW_WORDS.items())
    return (
        Menu("Stage", (Pick("Every stage", chosen.href(stage=None), current=chosen.stage is None), *stages), chosen.stage is not None),
        Menu("Urgency", (Pick("Any", chosen.href(urgency=None), current=chosen.urgency is None), *urgency), chosen.urgency is not None),
        Menu("Show as", views, False),
    )


VIEW_WORDS = {View.LIST: "List", View.BOARD: "Board by stage"}


def bulk(may_assign: bool, may_export: bool) -> tuple[BulkAct, ...]:
    acts = (BulkAct("Assign", "person", "assign"), BulkAct("Export", "file_download", "export"))
    return tuple(act for act, may in zip(acts, (may_assign, may_export), strict=True) if may)


EMPTY_WORDS = {
    Tab.NEEDS_ME: "Nobody waits for you now",
    Tab.UNACKNOWLEDGED: "Everything sent has been acknowledged",
    Tab.WAITING: "You wait for nobody",
    Tab.OVERDUE: "Nothing is late",
    Tab.TODAY: "Nothing else is due today",
    Tab.ESCALATED: "Nothing has climbed to you",
    Tab.UNASSIGNED: "Every referral has an owner",
    Tab.DRAFTS: "No draft is open",
    Tab.CLOSED: "Nothing ended in the last 90 days",
    Tab.ALL: "No referral is open",
}


def empty(chosen: Filter, counts: dict[Tab, int]) -> Empty:
    """What is next instead of an empty table: a wider filter, or the tab that has something."""
    if chosen.stage or chosen.other or chosen.product or chosen.urgency or chosen.mine:
        plain = Filter(tab=chosen.tab).href()
        return Empty(
            "Nothing matches these filters", "Take the filters away to see the whole tab.", Button("Show all", plain), icon="search"
        )
    waiting = counts[Tab.WAITING]
    more = f"{waiting} wait on the other side." if waiting and chosen.tab == Tab.NEEDS_ME else "New ones show here at once."
    return Empty(EMPTY_WORDS[chosen.tab], more)


def csv_row(row: Row, own_name: str) -> tuple[str, ...]:
    """A file is read by others too: it names the organization where the page says "You"."""
    ball = "" if row.ball is None else own_name if row.ball.mine else str(row.ball.who)
    late = str(row.due.words) if row.due else ""
    return row.name, row.about, row.stage, str(row.age.days), ball, row.next, late, row.owner, str(row.id)
