"""What the worklist shows: one frozen row a referral, values ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui import dates, due, parts
from carecoord.ui.parts import Age, Ball, Due, Pick, Tone, When
from referrals.acts import next_act
from referrals.models import SavedView
from referrals.states import SERVICE_LEVELS, STAGES, Side, Stage
from referrals.worklist.filters import Filter, Tab
from referrals.worklist.query import CAP, Page

TAB_WORDS = {
    Tab.NEEDS_ME: "Needs me",
    Tab.UNACKNOWLEDGED: "Unacknowledged",
    Tab.WAITING: "Waiting on them",
    Tab.OVERDUE: "Overdue",
    Tab.UNASSIGNED: "Unassigned",
    Tab.DRAFTS: "Drafts",
    Tab.CLOSED: "Closed",
}
TAB_TONES = {Tab.NEEDS_ME: Tone.YOU, Tab.OVERDUE: Tone.LATE}


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


def tabs(chosen: Filter, counts: dict[Tab, int], *, is_center: bool) -> tuple[parts.Tab, ...]:
    shown = [tab for tab in TAB_WORDS if not (is_center and tab == Tab.DRAFTS)]
    return tuple(_tab(tab, chosen, counts[tab]) for tab in shown)


def _tab(tab: Tab, chosen: Filter, count: int) -> parts.Tab:
    tone = TAB_TONES.get(tab, Tone.NEUTRAL) if count else Tone.NEUTRAL
    return parts.Tab(
        TAB_WORDS[tab], chosen.href(tab=tab, stage=None), count=f"{CAP - 1}+" if count >= CAP else count, tone=tone, current=tab == chosen.tab
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
    href = reverse("referrals:referral", args=[row["id"]])
    return Row(
        id=row["id"],
        href=href,
        name=f"{person['family_name'].upper()}, {person['given_name']}",
        about=about(person, at.date()),
        stage=stage.label,
        age=Age((at - row["stage_since"]).days, target_of(stage, row["urgency"] == "urgent")),
        ball=_ball(row, ball, mine=mine, at=at),
        next=act.words,
        why=act.why,
        due=due.due_label(row["due_at"], now=at, zone=actor.place.time_zone if actor.place else "UTC") if row["due_at"] and row["ended_at"] is None else None,
        do=act.button,
        do_href=reverse("referrals:do", args=[row["id"], act.verb]) if act.verb else href,
        owner=(row["to_owner_name"] if actor.is_center else row["from_owner_name"]) or "",
        is_urgent=row["urgency"] == "urgent",
        stage_code=str(stage),
    )


def about(person: dict[str, Any], today: date) -> str:
    """Birth date, age, sex and number, as the second line of a row."""
    born = person["birth_on"]
    age = f"{today.year - born.year - ((today.month, today.day) < (born.month, born.day))} " if born else ""
    bits = [dates.staff_day(born) if born else "birth date not known", f"{age}{person['sex'][:1].upper()}", person["mrn"] or ""]
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
