"""Steps as lines: repetitions in one line, whose it is, when it is due, and the rule with its source beside the date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.ui.dates import staff_day
from carecoord.ui.due import due_label
from carecoord.ui.parts import Due, Side, Tag, Tone
from referrals.models import JourneyStep
from referrals.pathway.hearers import Hearers
from referrals.pathway.pages import words
from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Owner, Unit
from referrals.pathway.road import Road
from referrals.pathway.states import SETTLED, StepState

SOON = timedelta(days=7)
MOST = 12  # of what is due now; the rest is under its phase
TAGS = {
    StepState.BLOCKED: Tag("Not yet", Tone.PLAIN, "hourglass_empty"),
    StepState.READY: Tag("Ready", Tone.PLAIN, "check_box_outline_blank"),
    StepState.IN_PROGRESS: Tag("Being done", Tone.PLAIN, "autorenew"),
    StepState.DONE: Tag("Done", Tone.MET, "done"),
    StepState.SKIPPED: Tag("Skipped", Tone.PLAIN, "remove"),
    StepState.FAILED: Tag("Failed", Tone.LATE, "late"),
    StepState.CANCELLED: Tag("Cancelled", Tone.PLAIN, "close"),
}
EVERY = {Unit.DAY: "daily", Unit.WEEK: "weekly", Unit.MONTH: "monthly", Unit.YEAR: "yearly"}


@dataclass(frozen=True)
class Line:
    """One step, or a repetition of it, as a row."""

    href: str
    title: str
    side: Side
    who: str
    due: Due | None
    tag: Tag
    rule: str
    source: str
    more: str = ""  # of a repetition: "weekly, 8 left, next 12-Jan-2027"


@dataclass(frozen=True)
class Phase:
    code: str
    title: str
    lines: tuple[Line, ...]
    done: int
    total: int
    is_open: bool


@dataclass(frozen=True)
class Desk:
    """What turns rows into lines."""

    road: Road
    people: Hearers
    zone: ZoneInfo
    today: date

    def line(self, row: JourneyStep, more: str = "") -> Line:
        step, protocol = self.road.rules[row.code], self.road.protocol
        return Line(
            href=reverse("pathway:step", args=[row.journey_id, row.pk]),
            title=step.title,
            side=Side(row.site),
            who=self.who(row),
            due=self.due(row),
            tag=TAGS[StepState(row.state)],
            rule=words.rule_of(step, row.series, protocol),
            source=words.source_of(step, protocol),
            more=more,
        )

    def due(self, row: JourneyStep) -> Due | None:
        if row.done_on:
            return due_label(row.due_at or row.done_on, done_at=row.done_on, zone=self.zone)
        return due_label(row.due_at, zone=self.zone) if row.due_at and row.is_open else None

    def who(self, row: JourneyStep) -> str:
        """The person who has it, else the one the role falls to, with the role."""
        role = Owner(row.owner_role)
        given = self.people.given.get(row.code, {}).get(row.assignee_id or 0)
        if given:
            return f"{given}, {words.OWNERS[role]}"
        names = list(self.people.roles.get(role, {}).values())
        return f"{names[0]}, {words.OWNERS[role]}" if len(names) == 1 else words.OWNERS[role].capitalize()


def due_now(desk: Desk) -> list[Line]:
    """What is late or due within a week and can be done, the earliest first; of a repetition the first."""
    rows = [row for row in desk.road.live if row.state in (StepState.READY, StepState.IN_PROGRESS, StepState.FAILED)]
    near = [row for row in rows if row.state == StepState.FAILED or is_near(row, desk.today)]
    first: dict[tuple[str, int], list[JourneyStep]] = {}
    for row in sorted(near, key=lambda row: row.due_on or date.min):
        first.setdefault((row.code, row.series), []).append(row)
    return [desk.line(same[0], f"and {len(same) - 1} more of it" if len(same) > 1 else "") for same in first.values()][:MOST]


def is_near(row: JourneyStep, today: date) -> bool:
    return row.due_on is not None and row.due_on <= today + SOON


def phases(desk: Desk) -> Iterator[Phase]:
    """The phase the journey is in stands open; a fold for each other one."""
    rows = [row for row in desk.road.live if row.state != StepState.CANCELLED]
    for code, title in desk.road.protocol.phases:
        mine = [row for row in rows if row.phase == code]
        if mine:
            done = sum(row.state in SETTLED for row in mine)
            is_open = code == desk.road.journey.phase or (code == BRANCH and done < len(mine))
            yield Phase(code, title, tuple(lines(desk, mine)), done, len(mine), is_open)


def lines(desk: Desk, rows: Iterable[JourneyStep]) -> Iterator[Line]:
    groups: dict[tuple[str, int], list[JourneyStep]] = {}
    for row in rows:
        key = (row.code, -row.occurrence if row.phase == BRANCH else row.series)
        groups.setdefault(key, []).append(row)
    for same in groups.values():
        yield desk.line(same[0]) if len(same) == 1 else repetition(desk, same)


def repetition(desk: Desk, rows: list[JourneyStep]) -> Line:
    """One line for all occurrences: it stands for the first that is open."""
    left = [row for row in rows if row.is_open or row.state == StepState.FAILED]
    if not left:
        return desk.line(rows[-1], f"{len(rows)} times, all settled")
    following = next((row.due_on for row in left[1:] if row.due_on), None)
    then = f", then {staff_day(following)}" if following else ""
    return desk.line(left[0], f"{rhythm(desk, rows[0])}{len(left)} of {len(rows)} left{then}")


def rhythm(desk: Desk, row: JourneyStep) -> str:
    rule = desk.road.rules[row.code].due
    repeat = rule[row.series].repeat if row.series < len(rule) else None
    if repeat is None:
        return ""
    often = "weekly" if (repeat.every, repeat.unit) == (7, Unit.DAY) else EVERY.get(repeat.unit, "") if repeat.every == 1 else ""
    return f"{often or f'every {repeat.every} {repeat.unit}'}, "


def today_at(zone: ZoneInfo) -> date:
    return timezone.localdate(timezone=zone)
