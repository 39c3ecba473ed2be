"""The journey page: where it is and who holds the next step, what each side can do, the road as a picture, steps, gates, dates, events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
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
from referrals.pathway import gates, hearers, reader
from referrals.pathway.items import draft_steps
from referrals.pathway.pages import lane, steps, turn, words
from referrals.pathway.pages.frame import Frame, frame, today_of, zone_of
from referrals.pathway.pages.steps import Desk, Phase
from referrals.pathway.permissions import Permission
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Anchor, Confidence, Gate
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.wording import inside
from referrals.states import Side

FLAGS_SHOWN, EVENTS_SHOWN, EVENTS_OPEN = 20, 8, 4
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
class Plan:
    """Steps by phase, what is finished apart, and the sources that the lines cite by number."""

    finished: tuple[Phase, ...]
    phases: tuple[Phase, ...]
    sources: tuple[tuple[int, str], ...]
    has_drafts: bool


@dataclass(frozen=True)
class View:
    """Until when the center can see the plan in follow-up, and where the practice renews it."""

    until: datetime
    is_over: bool
    renew_href: str


@dataclass(frozen=True)
class Screen:
    frame: Frame
    state: StateLine
    picks: tuple[Pick, ...]
    chart: LaneChart | None
    dates: tuple[DateMark, ...]
    past: tuple[DateMark, ...]
    gates: tuple[GateMark, ...]
    now: turn.Now | None
    plan: Plan
    troubles: tuple[Trouble, ...]
    flags: tuple[JourneyFlag, ...]
    events: tuple[TimelineItem, ...]
    earlier: tuple[TimelineItem, ...]
    acts: tuple[Button, ...]
    reader: View | None


def build(actor: Actor, current: Road, view: str = "") -> Screen:
    zone, today = zone_of(actor), today_of(actor)
    shown, spans = frame(actor, current), lane.windows(current)
    desk = Desk(current, hearers.ask(actor, current), zone, today, drafts=draft_steps(current.journey))
    window = lane.Window(view) if view in spans else lane.usual(current, spans)
    marks, dates, happened = tuple(gate_marks(current)), list(date_marks(current, is_movable=shown.is_center)), tuple(events(current))
    now = turn.now(actor, desk, ready_gate(current, marks)) if current.journey.is_running else None
    return Screen(
        frame=shown,
        state=replace(state_line(current, zone, today, marks), button=now.button if now else None),
        picks=tuple(Pick(lane.words(one, current), f"?view={one}", current=one is window) for one in spans),
        chart=lane.chart(current, window, spans[window], today) if spans else None,
        dates=tuple(mark for mark in dates if mark.fix.confidence is not Confidence.ACTUAL),
        past=tuple(mark for mark in dates if mark.fix.confidence is Confidence.ACTUAL),
        gates=marks,
        now=now,
        plan=plan(desk),
        troubles=tuple(troubles(current)),
        flags=tuple(unseen(current)),
        events=happened[:EVENTS_OPEN],
        earlier=happened[EVENTS_OPEN:],
        acts=tuple(acts(actor, current)),
        reader=view_of(actor, current),
    )


def plan(desk: Desk) -> Plan:
    phases = tuple(steps.phases(desk))
    finished = tuple(phase for phase in phases if phase.is_finished and not phase.is_here)
    cited = ((number, desk.road.protocol.source(code)) for code, number in desk.sources.items())
    sources = tuple((number, source.title) for number, source in cited if source)
    has_drafts = any(row.is_open and row.code in desk.drafts for row in desk.road.live)
    return Plan(finished, tuple(phase for phase in phases if phase not in finished), sources, has_drafts)


def ready_gate(current: Road, marks: tuple[GateMark, ...]) -> Gate | None:
    """The next gate when all its items are met and it waits for signatures only."""
    following = next((mark for mark in marks if mark.is_next), None)
    return current.protocol.gate(following.code) if following and following.met == following.total else None


def view_of(actor: Actor, current: Road) -> View | None:
    """Asked for only once the patient is home."""
    home, journey = current.fixes.get("HOME"), current.journey
    found = reader.of(journey) if home and home.confidence is Confidence.ACTUAL else None
    if found is None:
        return None
    may_renew = found.is_renewable and journey.side_of(actor) == Side.SENDER and may(actor, Permission.RENEW, journey)
    return View(found.until, found.is_over, reverse("pathway:renew", args=[journey.pk]) if may_renew else "")


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
    """The phase, days since the infusion or the collection, and the next gate."""
    phase = dict(current.protocol.phases).get(current.journey.phase, "")
    bits = [bit for bit in (phase, day_count(current, today)) if bit]
    bits += [f"attempt {current.journey.attempt}"] if current.journey.attempt > 1 else []
    following = next((mark for mark in marks if mark.is_next), None)
    if following:
        bits.append(f"next gate {following.code} {following.title.lower()}, {following.met} of {following.total} items met")
    if current.journey.state == "paused":
        bits.insert(0, "the clock rests until a failure is resolved")
    text = " · ".join(bits)
    return text[:1].upper() + text[1:]


def day_count(current: Road, today: date) -> str:
    for code, words_ in (("D0", "day {} after the infusion"), ("APH", "day {} since apheresis")):
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
        yield GateMark(gate.code, gate.title, f"gates/{gate.code}/", sum(item.is_met for item in items), len(items), signed, is_next)


def date_marks(current: Road, *, is_movable: bool) -> Iterator[DateMark]:
    for anchor in current.protocol.anchors:
        if fix := current.fixes.get(anchor.code):
            is_open = is_movable and current.journey.is_running and fix.confidence is not Confidence.ACTUAL
            yield DateMark(anchor, fix, f"dates/?code={anchor.code}" if is_open else "")


def troubles(current: Road) -> Iterator[Trouble]:
    rules = {rule.code: rule for rule in current.protocol.branches}
    for row in JourneyBranch.objects.filter(journey=current.journey, resolved_at__isnull=True).order_by("-opened_at"):
        rule = rules.get(row.code)
        href = reverse("pathway:resolve", args=[current.journey.pk, row.pk])
        reason = dict(rule.reasons).get(row.reason_code, "") if rule else ""
        yield Trouble(row, rule.title if rule else row.code, reason, href)


def unseen(current: Road) -> list[JourneyFlag]:
    rows = JourneyFlag.objects.filter(journey=current.journey, seen_at__isnull=True).select_related("step")
    return list(rows.order_by("-is_urgent", "-raised_at")[:FLAGS_SHOWN])


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
