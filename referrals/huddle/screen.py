"""The huddle as values ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.notifications.attention import screen as attention
from carecoord.ui.dates import staff_day
from carecoord.ui.due import due_label
from carecoord.ui.parts import Due
from referrals.acts import next_act
from referrals.huddle.found import MOST, Found, Rows, split
from referrals.pathway.compiled import compiled
from referrals.pathway.pages import words
from referrals.pathway.protocol import Owner
from referrals.pathway.tasks import title_of
from referrals.slots.states import BookingState, Purpose
from referrals.states import STAGES, Side, Stage
from referrals.worklist.pages import about


@dataclass(frozen=True)
class Row:
    name: str
    about: str
    what: str
    href: str
    due: Due | None = None
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True)
class Away:
    name: str
    until: str
    deputy: str


@dataclass(frozen=True)
class Section:
    """`more`: there may be more than fit on the sheet."""

    slug: str
    title: str
    rows: tuple[Row, ...]
    nothing: str
    more: bool = False


@dataclass(frozen=True)
class Screen:
    sections: tuple[Section, ...]
    attention: tuple[attention.Row, ...]
    away: tuple[Away, ...]
    is_quiet: bool


def build(actor: Actor, found: Found, now: datetime) -> Screen:
    zone = ZoneInfo(actor.place.time_zone if actor.place else "UTC")
    late, today = split(found.referrals, now)
    late_steps, today_steps = split(found.steps, now)
    full = len(found.referrals) >= MOST or len(found.steps) >= MOST
    look = Look(found, now, zone)
    sections = (
        Section("late", "Overdue", (*look.referrals(late), *look.steps(late_steps)), "Nothing is late.", full),
        Section("today", "Due today", (*look.referrals(today), *look.steps(today_steps)), "Nothing else is due today.", full),
        Section("coming", "Who comes today", look.coming(), "No consult and no slot today."),
        Section("handoffs", "Hand-offs not acknowledged", look.hand_offs(), "Every hand-off was acknowledged."),
    )
    unread = attention.rows(actor)
    away = tuple(Away(row["name"], staff_day(row["away_until"]), row["deputy"] or "nobody") for row in found.away)
    return Screen(sections, unread, away, is_quiet=not (unread or away or any(one.rows for one in sections)))


@dataclass(frozen=True)
class Look:
    """One reader's view of the rows; a row whose patient does not come back through the strict wall is left out."""

    found: Found
    now: datetime
    zone: ZoneInfo

    def seen(self, rows: Rows) -> Rows:
        return [row for row in rows if row["patient_id"] in self.found.people]

    def named(self, row: dict[str, Any], what: str, href: str, **more: Any) -> Row:
        person = self.found.people[row["patient_id"]]
        name = f"{person['family_name'].upper()}, {person['given_name']}"
        return Row(name, about(person, self.now.date()), what, href, who=row.get("owner_name") or "", **more)

    def due(self, at: datetime) -> Due:
        return due_label(at, now=self.now, zone=self.zone)

    def referrals(self, rows: Rows) -> tuple[Row, ...]:
        made = []
        for row in self.seen(rows):
            act = next_act(Stage(row["stage"]), Side(STAGES[Stage(row["stage"])].ball), is_mine=True)
            made.append(self.named(row, act.words, reverse("referrals:referral", args=[row["id"]]), due=self.due(row["due_at"])))
        return tuple(made)

    def steps(self, rows: Rows) -> tuple[Row, ...]:
        return tuple(self.step(row) for row in self.seen(rows))

    def step(self, row: dict[str, Any]) -> Row:
        title = title_of(compiled(row["journey__protocol_id"], row["journey__protocol__sha256"]), row["code"])
        who = row["owner_name"] or words.OWNERS[Owner(row["owner_role"])].capitalize()
        href = reverse("pathway:step", args=[row["journey_id"], row["id"]])
        return self.named({**row, "owner_name": who}, title, href, due=self.due(row["due_at"]))

    def coming(self) -> tuple[Row, ...]:
        found = [self.consult(row) for row in self.seen(self.found.consults)] + [self.slot(row) for row in self.seen(self.found.slots)]
        return tuple(sorted(found, key=lambda one: one.at or self.now))

    def consult(self, row: dict[str, Any]) -> Row:
        what = "Consult by video" if row["is_telehealth"] else "Consult"
        return self.named(row, what, reverse("referrals:referral", args=[row["referral_id"]]), at=row["at"])

    def slot(self, row: dict[str, Any]) -> Row:
        purpose = row["booking__purpose"]
        what = str(Purpose(purpose).label) if purpose else "Slot"
        held = " (held)" if row["booking__state"] == BookingState.HELD else ""
        return self.named(row, f"{what}{held}", reverse("slots:journey", args=[row["journey_id"]]), at=row["booking__starts_at"])

    def hand_offs(self) -> tuple[Row, ...]:
        rows = self.seen(self.found.hand_offs)
        return tuple(
            self.named(row, "Hand-off sent", reverse("handoff:home", args=[row["journey_id"]]), due=self.due(row["ack_due_at"]))
            for row in rows
        )
