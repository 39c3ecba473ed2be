"""The journey page: who holds the next step, and every step by phase with its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.due import due_label
from carecoord.ui.parts import Banner, Due, StateLine
from carecoord.ui.parts import Side as Hue
from patients.models import Patient
from referrals.models import Journey, JourneyStep
from referrals.page.screen import over
from referrals.pathway.plan import BRANCH
from referrals.pathway.road import Road
from referrals.pathway.states import StepState


@dataclass(frozen=True)
class Line:
    """One step as a row."""

    row: JourneyStep
    title: str
    due: Due | None
    owner: str


@dataclass(frozen=True)
class Phase:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Screen:
    journey: Journey
    banner: Banner
    title: str
    state: StateLine
    phases: tuple[Phase, ...]


def build(actor: Actor, current: Road, patient: Patient) -> Screen:
    journey = current.journey
    zone = ZoneInfo(actor.place.time_zone if actor.place else "UTC")
    return Screen(
        journey=journey,
        banner=over(actor, patient),
        title=current.protocol.title,
        state=state_line(current, zone),
        phases=tuple(phases(current, zone)),
    )


def state_line(current: Road, zone: ZoneInfo) -> StateLine:
    journey = current.journey
    if not journey.is_running:
        ends = dict(current.protocol.ends)
        return StateLine(Hue.CENTER, f"{journey.get_state_display()}: {ends.get(journey.end_code, journey.end_code.replace('_', ' '))}")
    if journey.next_due_at is None:
        return StateLine(Hue.CENTER, "No step has a date yet.")
    label = due_label(journey.next_due_at, zone=zone)
    is_late = journey.next_due_at < timezone.now()
    words = f"Waiting on {holder(journey)}: {journey.next_step.lower()},"
    return StateLine(Hue(journey.next_side), words if is_late else f"{words} {label.words}", late=label.words if is_late else "")


def holder(journey: Journey) -> str:
    if journey.next_side == Hue.PRACTICE:
        return journey.practice.short_name
    return {"home": "the patient", "maker": "the manufacturer"}.get(journey.next_side, journey.center.short_name)


def phases(current: Road, zone: ZoneInfo) -> Iterator[Phase]:
    rows = [row for row in current.live if row.state != StepState.CANCELLED]
    for code, title in current.protocol.phases:
        lines = tuple(line(current, row, zone) for row in rows if row.phase == code)
        if lines:
            yield Phase(title if code != BRANCH else "Extra tasks", lines)


def line(current: Road, row: JourneyStep, zone: ZoneInfo) -> Line:
    at = row.due_at
    due = due_label(at, done_at=row.done_on, zone=zone) if at and (row.is_open or row.done_on) else None
    side = current.journey.practice if row.owner_org_id == current.journey.practice_id else current.journey.center
    return Line(row, current.title(row.code), due, side.short_name)
