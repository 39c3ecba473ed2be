"""Steps as lines: repetitions in one line, whose it is, when it is due, and beside the date the rule with the number of its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from carecoord.ui.dates import staff_day
from carecoord.ui.due import due_label
from carecoord.ui.parts import Due, Side, Tag, Tone
from referrals.models import JourneyStep
from referrals.pathway.hearers import Hearers
from referrals.pathway.pages import words
from referrals.pathway.plan import BRANCH
from referrals.pathway.protocol import Grade, Owner, Step, Unit
from referrals.pathway.road import Road
from referrals.pathway.states import SETTLED, StepState

SOON = timedelta(days=7)
FAR = timedelta(days=10)  # beyond it a date says more than a count of working days
TAGS = {
    StepState.BLOCKED: Tag("Not yet", Tone.PLAIN, "hourglass_empty"),
    StepState.READY: Tag("Ready", Tone.PLAIN, "check_box_outline_blank"),
    StepState.IN_PROGRESS: Tag("Being done", Tone.PLAIN, "autorenew"),
    StepState.DONE: Tag("Done", Tone.MET, "done"),
    StepState.SKIPPED: Tag("Skipped", Tone.PLAIN, "remove"),
    StepState.FAILED: Tag("Failed", Tone.LATE, "late"),
    StepState.CANCELLED: Tag("Cancelled", Tone.PLAIN, "close"),
}
MARKED = frozenset({StepState.IN_PROGRESS, StepState.FAILED, StepState.SKIPPED})
EVERY = {Unit.DAY: "daily", Unit.WEEK: "weekly", Unit.MONTH: "monthly", Unit.YEAR: "yearly"}


@dataclass(frozen=True)
class Line:
    """One step, or a repetition of it, as a row. What is settled has no rule any more; `when` is a day behind, or far ahead."""

    step: UUID
    href: str
    title: str
    side: Side
    who: str
    due: Due | None
    tag: Tag
    rule: str = ""
    source: str = ""  # "guideline [3]"
    when: str = ""
    is_done: bool = False
    is_marked: bool = False  # says more than its date does: taken, failed, skipped
    more: str = ""  # of a repetition: "weekly, 8 left, next 12-Jan-2027"


@dataclass(frozen=True)
class Phase:
    code: str
    title: str
    lines: tuple[Line, ...]
    done: int
    total: int
    is_here: bool

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Desk:
    """What turns rows into lines. `sources` numbers what the lines cite, in their order."""

    road: Road
    people: Hearers
    zone: ZoneInfo
    today: date
    sources: dict[str, int] = field(default_factory=dict)
    drafts: frozenset[str] = frozenset()  # steps that wait for the approval of the center's medical director

    def line(self, row: JourneyStep, more: str = "") -> Line:
        step, is_open = self.road.rules[row.code], row.state not in SETTLED
        return Line(
            step=row.pk,
            href=reverse("pathway:step", args=[row.journey_id, row.pk]),
            title=step.title,
            side=Side(row.site),
            who=self.who(row),
            due=self.due(row),
            tag=TAGS[StepState(row.state)],
            rule=words.rule_of(step, row.series, self.road.protocol) if is_open else "",
            source=self.cite(step) + (", draft" if row.code in self.drafts else "") if is_open else "",
            when=self.when(row),
            is_done=row.state == StepState.DONE,
            is_marked=row.state in MARKED,
            more=more,
        )

    def cite(self, step: Step) -> str:
        source = self.road.protocol.source(step.source)
        if source is None or source.grade is Grade.DEFAULT:
            return words.GRADES[Grade.DEFAULT]
        return f"{words.GRADES[source.grade]} [{self.sources.setdefault(source.code, len(self.sources) + 1)}]"

    def when(self, row: JourneyStep) -> str:
        """Plain words, lighter than a label with its instant."""
        if row.done_on:
            return f"Done {staff_day(row.done_on)}"
        return staff_day(row.due_on, weekday=True) if row.due_on and row.due_on > self.today + FAR else ""

    def due(self, row: JourneyStep) -> Due | None:
        if row.done_on:
            return due_label(row.due_at or row.done_on, done_at=row.done_on, zone=self.zone)
        return due_label(row.due_at, zone=self.zone) if row.due_at and row.is_open else None

    def who(self, row: JourneyStep) -> str:
        """The person who has it, else the one the role falls to, with the role; the role alone far ahead, where people may have changed."""
        role = Owner(row.owner_role)
        given = self.people.given.get(row.code, {}).get(row.assignee_id or 0)
        if given:
            return f"{given}, {words.OWNERS[role]}"
        is_far = row.state == StepState.BLOCKED and (row.due_on is None or row.due_on > self.today + FAR)
        names = [] if is_far else list(self.people.roles.get(role, {}).values())
        return f"{names[0]}, {words.OWNERS[role]}" if len(names) == 1 else words.OWNERS[role].capitalize()


def is_near(row: JourneyStep, today: date) -> bool:
    return row.due_on is not None and row.due_on <= today + SOON


def phases(desk: Desk) -> Iterator[Phase]:
    """In the order of the road; the one the journey is in is here, and so is what a failure brought while something of it is open."""
    rows = [row for row in desk.road.live if row.state != StepState.CANCELLED]
    for code, title in desk.road.protocol.phases:
        mine = [row for row in rows if row.phase == code]
        if mine:
            done = sum(row.state in SETTLED for row in mine)
            is_here = code == desk.road.journey.phase or (code == BRANCH and done < len(mine))
            yield Phase(code, title, tuple(lines(desk, mine)), done, len(mine), is_here)


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
