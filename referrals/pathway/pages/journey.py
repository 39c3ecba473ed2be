"""The journey page: who holds the next step, the road as a picture, dates, gates, steps by phase, failures, flags, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.charts.lanes import LaneChart
from carecoord.ui.due import due_label
from carecoord.ui.parts import Button, StateLine
from carecoord.ui.parts import Side as Hue
from carecoord.ui.pieces import Pick, TimelineItem
from referrals.models import JourneyBranch, JourneyEvent, JourneyFlag
from referrals.pathway import gates, hearers
from referrals.pathway.pages import lane, steps, words
from referrals.pathway.pages.frame import Frame, frame, today_of, zone_of
from referrals.pathway.pages.steps import Desk, Line, Phase
from referrals.pathway.permissions import Permission
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Anchor, Confidence
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.wording import inside
from referrals.states import Side

EVENTS_SHOWN = 20
SIDES = {Side.SENDER: Hue.PRACTICE, Side.RECEIVER: Hue.CENTER}


@dataclass(frozen=True)
class GateMark:
    """A gate in the strip: how many of its items are met, and whether it is signed."""

    code: str
    title: str
    href: str
    met: int
    total: int
    is_signed: bool
    is_next: bool


@dataclass(frozen=True)
class DateMark:
    anchor: Anchor
    fix: Fix
    href: str


@dataclass(frozen=True)
class Trouble:
    """An open failure, with the page that resolves it."""

    row: JourneyBranch
    title: str
    reason: str
    href: str


@dataclass(frozen=True)
class Screen:
    frame: Frame
    state: StateLine
    picks: tuple[Pick, ...]
    chart: LaneChart | None
    dates: tuple[DateMark, ...]
    gates: tuple[GateMark, ...]
    now: tuple[Line, ...]
    phases: tuple[Phase, ...]
    troubles: tuple[Trouble, ...]
    flags: tuple[JourneyFlag, ...]
    events: tuple[TimelineItem, ...]
    acts: tuple[Button, ...]


def build(actor: Actor, current: Road, view: str = "") -> Screen:
    zone, today = zone_of(actor), today_of(actor)
    shown, spans = frame(actor, current), lane.windows(current)
    desk = Desk(current, hearers.ask(actor, current), zone, today)
    window = lane.Window(view) if view in spans else lane.usual(current, spans)
    marks = tuple(gate_marks(current))
    return Screen(
        frame=shown,
        state=state_line(current, zone, today, marks),
        picks=tuple(Pick(lane.words(one, current), f"?view={one}", current=one is window) for one in spans),
        chart=lane.chart(current, window, spans[window], today) if spans else None,
        dates=tuple(date_marks(current, is_movable=shown.is_center)),
        gates=marks,
        now=tuple(steps.due_now(desk)) if current.journey.is_running else (),
        phases=tuple(steps.phases(desk)),
        troubles=tuple(troubles(current)),
        flags=tuple(unseen(current)),
        events=tuple(events(current)),
        acts=tuple(acts(actor, current)),
    )


def state_line(current: Road, zone: ZoneInfo, today: date, marks: tuple[GateMark, ...]) -> StateLine:
    journey = current.journey
    if not journey.is_running:
        return StateLine(Hue.CENTER, f"{journey.get_state_display()}: {words.end_words(journey, current.protocol)}")
    more = second_line(current, today, marks)
    if journey.next_due_at is None:
        return StateLine(Hue.CENTER, "No step has a date yet.", more=more)
    label = due_label(journey.next_due_at, zone=zone)
    is_late = journey.next_due_at < timezone.now()
    title = inside(journey.next_step)
    sentence = f"Waiting on {holder(current)}: {title},"
    text = sentence if is_late else f"{sentence} {str(label.words)[:1].lower()}{str(label.words)[1:]}"
    return StateLine(Hue(journey.next_side), text, late=str(label.words) if is_late else "", more=more)


def second_line(current: Road, today: date, marks: tuple[GateMark, ...]) -> str:
    """Days since the cells came back or were collected, and the next gate."""
    bits = [day for day in (day_count(current, today),) if day]
    bits += [f"attempt {current.journey.attempt}"] if current.journey.attempt > 1 else []
    following = next((mark for mark in marks if mark.is_next), None)
    if following:
        bits.append(f"next gate {following.code} {following.title.lower()}, {following.met} of {following.total} items met")
    if current.journey.state == "paused":
        bits.insert(0, "the clock rests until a failure is resolved")
    text = " · ".join(bits)
    return text[:1].upper() + text[1:]


def day_count(current: Road, today: date) -> str:
    for code, words_ in (("D0", "Day {} after the infusion"), ("APH", "day {} since apheresis")):
        fix = current.fixes.get(code)
        if fix and fix.confidence is Confidence.ACTUAL:
            return words_.format((today - fix.on).days)
    return ""


def holder(current: Road) -> str:
    journey = current.journey
    if journey.next_side == Hue.PRACTICE:
        return journey.practice.short_name
    return {"home": "the patient", "maker": "the manufacturer"}.get(journey.next_side, journey.center.short_name)


def gate_marks(current: Road) -> Iterator[GateMark]:
    if not current.protocol.gates:
        return
    known, is_next_found = gates.ask(current, current.protocol.gates[0]), False
    for gate in current.protocol.gates:
        items = gates.evaluate(current, gate, known=gates.again(known, gate))
        signed = is_passed(current, gate)
        is_next = not signed and not is_next_found and not gates.is_spent(gate, current.fixes)
        is_next_found = is_next_found or is_next
        href = reverse("pathway:gate", args=[current.journey.pk, gate.code])
        yield GateMark(gate.code, gate.title, href, sum(item.is_met for item in items), len(items), signed, is_next)


def date_marks(current: Road, *, is_movable: bool) -> Iterator[DateMark]:
    page = reverse("pathway:dates", args=[current.journey.pk])
    for anchor in current.protocol.anchors:
        if fix := current.fixes.get(anchor.code):
            is_open = is_movable and current.journey.is_running and fix.confidence is not Confidence.ACTUAL
            yield DateMark(anchor, fix, f"{page}?code={anchor.code}" if is_open else "")


def troubles(current: Road) -> Iterator[Trouble]:
    rules = {rule.code: rule for rule in current.protocol.branches}
    for row in JourneyBranch.objects.filter(journey=current.journey, resolved_at__isnull=True).order_by("-opened_at"):
        rule = rules.get(row.code)
        href = reverse("pathway:resolve", args=[current.journey.pk, row.pk])
        reason = dict(rule.reasons).get(row.reason_code, "") if rule else ""
        yield Trouble(row, rule.title if rule else row.code, reason, href)


def unseen(current: Road) -> list[JourneyFlag]:
    rows = JourneyFlag.objects.filter(journey=current.journey, seen_at__isnull=True).select_related("step")
    return list(rows.order_by("-is_urgent", "-raised_at")[:EVENTS_SHOWN])


def events(current: Road) -> Iterator[TimelineItem]:
    for event in JourneyEvent.objects.filter(journey=current.journey).order_by("-at", "-id")[:EVENTS_SHOWN]:
        verb, rest = words.happened(event, current.protocol)
        side = SIDES.get(Side(event.side), Hue.HOME)
        yield TimelineItem(verb, rest, side=side, at=event.at)


def acts(actor: Actor, current: Road) -> Iterator[Button]:
    """What may be done to the journey as a whole."""
    journey = current.journey
    if not journey.is_running:
        return
    is_center = journey.side_of(actor) == Side.RECEIVER
    yield Button("Slots", reverse("slots:journey", args=[journey.pk]), icon="event")
    if is_center and may(actor, Permission.PLAN, journey):
        yield Button("Move a date", reverse("pathway:dates", args=[journey.pk]), icon="event")
    if may(actor, Permission.BRANCH, journey):
        yield Button("Something went wrong", reverse("pathway:branches", args=[journey.pk]), kind="bare")
    if is_center and may(actor, Permission.PLAN, journey):
        yield Button("Other protocol", reverse("pathway:protocol", args=[journey.pk]), kind="bare")
    if is_center and may(actor, Permission.WORK, journey):
        yield Button("Chain of identity", reverse("pathway:chain", args=[journey.pk]), kind="bare")
    if may(actor, Permission.END, journey):
        yield Button("End the plan", reverse("pathway:end", args=[journey.pk]), kind="bare")
