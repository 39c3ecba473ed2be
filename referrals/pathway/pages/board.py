"""The board: everybody under way by phase, with how long they have been there, what is next and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.board import Board, Card, Column
from carecoord.ui.due import due_label
from carecoord.ui.parts import Age, Ball, Side, Tag
from referrals.pathway.stages import SHOWN, Found, Stage
from referrals.pathway.states import JourneyState
from referrals.pathway.wording import inside


@dataclass(frozen=True)
class Screen:
    """`alone` is the title of the one phase that is shown, if it is one; `next` leads to its next page."""

    board: Board
    alone: str = ""
    next: str = ""


@dataclass(frozen=True)
class Eye:
    """Who looks, and when."""

    place: int
    is_center: bool
    zone: ZoneInfo
    today: date


def build(actor: Actor, found: Found, *, alone: bool) -> Screen:
    zone = ZoneInfo(actor.place.time_zone if actor.place else "UTC")
    eye = Eye(actor.place_id, actor.is_center, zone, timezone.localdate(timezone=zone))
    columns = tuple(column(stage, found, eye, alone=alone) for stage in found.stages)
    more = f"?phase={found.stages[0].code}&after={found.next}" if found.next else ""
    return Screen(Board("Everybody under way, by phase", columns), found.stages[0].title if alone else "", more)


def column(stage: Stage, found: Found, eye: Eye, *, alone: bool) -> Column:
    shown = tuple(cards(stage, found, eye))
    if alone:
        return Column(stage.code, stage.title, shown, late=stage.late)
    href = f"{reverse('pathway:board')}?phase={stage.code}" if stage.count > SHOWN else ""
    return Column(stage.code, stage.title, shown, count=stage.count, late=stage.late, href=href, is_more=stage.has_more)


def cards(stage: Stage, found: Found, eye: Eye) -> Iterator[Card]:
    """People who do not come back through the strict wall are left out."""
    for row in stage.rows:
        if person := found.people.get(row["patient_id"]):
            yield card(row, person, eye)


def card(row: dict[str, Any], person: dict[str, Any], eye: Eye) -> Card:
    due = row["next_due_at"]
    other = row["practice_name"] if eye.is_center else row["center_name"]
    lines = f"{row['product'] or row['therapy']}, {other}"
    return Card(
        name=f"{person['family_name'].upper()}, {person['given_name']}",
        href=reverse("pathway:journey", args=[row["id"]]),
        about=f"{lines}. Next: {inside(row['next_step'])}" if row["next_step"] else lines,
        age=Age(max((eye.today - row["phase_since_on"]).days, 0)),
        ball=ball(row, eye),
        due=due_label(due, zone=eye.zone) if due else None,
        tag=Tag("Paused") if row["state"] == JourneyState.PAUSED else None,
    )


def ball(row: dict[str, Any], eye: Eye) -> Ball | None:
    """The side that sees to the next step; home and manufacturer answer to the center, but they hold it."""
    if not row["next_side"]:
        return None
    side = Side(row["next_side"])
    who = {Side.PRACTICE: row["practice_name"], Side.HOME: "Patient", Side.MAKER: "Manufacturer"}.get(side, row["center_name"])
    mine = side == (Side.CENTER if eye.is_center else Side.PRACTICE)
    return Ball(side, "You" if mine else who, mine=mine)
