"""The page of one step: what it is and why then, what it waits for, what shows it, and what may be done with it now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Button, Fact
from carecoord.ui.parts import Side as Hue
from carecoord.ui.pieces import Link, TimelineItem
from referrals.models import IdentityCheck, JourneyEvent, JourneyStep, StepEvidence
from referrals.pathway import hearers
from referrals.pathway.gates import as_day
from referrals.pathway.items import is_approved
from referrals.pathway.pages import washout, words
from referrals.pathway.pages.frame import Frame, frame, today_of, zone_of
from referrals.pathway.pages.journey import SIDES
from referrals.pathway.pages.steps import TAGS, Desk, Line
from referrals.pathway.pages.turn import act_href, may_work
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.protocol import FieldKind, Step
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.states import OPEN, SETTLED, STEP_MOVES, StepState
from referrals.states import Side

OCCURRENCES = 16
EVENTS = 10
LABELS = {
    "claim": "Take it",
    "release": "Put it back",
    "assign": "Give to somebody",
    "skip": "Skip",
    "fail": "It did not work",
    "retry": "Try again",
    "reopen": "Open again",
}
AT_ONCE = ("claim", "release", "retry")


@dataclass(frozen=True)
class Screen:
    frame: Frame
    row: JourneyStep
    line: Line
    may_do: bool
    facts: tuple[Fact, ...]
    waits: tuple[Link, ...]
    washout: washout.Panel | None
    answers: tuple[Fact, ...]
    evidence: tuple[StepEvidence, ...]
    checks: tuple[IdentityCheck, ...]
    identity_href: str
    others: tuple[tuple[Link, Any], ...]
    failures: tuple[Link, ...]
    events: tuple[TimelineItem, ...]
    acts: tuple[Button, ...]


def build(actor: Actor, current: Road, row: JourneyStep) -> Screen:
    desk = Desk(current, hearers.ask(actor, current), zone_of(actor), today_of(actor))
    step = current.rules[row.code]
    is_mine = may_work(actor, current, row)
    checks = tuple(IdentityCheck.objects.filter(step=row).order_by("at")) if step.two_people else ()
    return Screen(
        frame=frame(actor, current),
        row=row,
        line=desk.line(row),
        may_do=is_mine and row.state in STEP_MOVES["complete"][0],
        facts=tuple(facts(current, row, step, desk)),
        waits=tuple(waits(current, row, step)) if row.state == StepState.BLOCKED else (),
        washout=washout.panel(current, row.code),
        answers=tuple(answers(row, step)),
        evidence=tuple(StepEvidence.objects.filter(step=row).select_related("document", "result").order_by("at")),
        checks=checks,
        identity_href=act_href(row, "check_identity") if is_mine and step.two_people and row.state in OPEN else "",
        others=tuple(others(current, row)),
        failures=tuple(failures(current, row)) if current.journey.is_running and may(actor, OF_VERB["open_branch"]) else (),
        events=tuple(events(current, row)),
        acts=tuple(acts(row)) if is_mine else (),
    )


def acts(row: JourneyStep) -> Iterator[Button]:
    """Moves that this state allows; those that need no words are done at once."""
    version = (("version", str(row.version)),)
    for verb, label in LABELS.items():
        sources = OPEN if verb == "assign" else STEP_MOVES[verb][0]
        if row.state in sources:
            kind = "bare" if verb in ("skip", "fail", "reopen") else "quiet"
            at_once = verb in AT_ONCE
            yield Button(label, act_href(row, verb), kind=kind, post=at_once, fields=version if at_once else ())


def facts(current: Road, row: JourneyStep, step: Step, desk: Desk) -> Iterator[Fact]:
    protocol = current.protocol
    yield Fact("Who", desk.who(row), more=f"with {', '.join(words.OWNERS[one] for one in step.with_)}" if step.with_ else "")
    if row.due_on:
        yield Fact("Due", row.due_on, more=words.rule_of(step, row.series, protocol))
    else:
        yield Fact("Due", "No date yet", more=words.rule_of(step, row.series, protocol))
    if row.from_on and row.until_on and row.from_on != row.until_on:
        yield Fact("In time", f"{staff_day(row.from_on)} to {staff_day(row.until_on)}")
    yield Fact("Source", words.source_of(step, protocol))
    if not is_approved(current.journey, step.code):
        yield Fact("Approval", "Draft, needs approval", more=f"by the medical director of {current.journey.center.short_name}")
    if step.also:
        found = [source.title for code in step.also if (source := protocol.source(code))]
        yield Fact("Also", "; ".join(found))
    if step.note:
        yield Fact("Note", step.note)
    if step.inputs:
        yield Fact("Needs", ", ".join(step.inputs))
    if step.outputs:
        yield Fact("Gives", ", ".join(step.outputs))
    if row.reason_text:
        yield Fact("Why", row.reason_text)


def waits(current: Road, row: JourneyStep, step: Step) -> Iterator[Link]:
    """What has to come first, each with its page."""
    journey = current.journey
    if row.is_held:
        yield Link("A failure holds it until that is resolved", reverse("pathway:journey", args=[journey.pk]) + "#troubles")
    if step.needs_gate:
        gate = current.protocol.gate(step.needs_gate)
        if not is_passed(current, gate):
            yield Link(f"Gate {gate.code} {gate.title.lower()} is not signed", reverse("pathway:gate", args=[journey.pk, gate.code]))
    for code in step.after:
        earlier = next((one for one in current.of(code) if one.state not in SETTLED and one.state != StepState.CANCELLED), None)
        if earlier and not current.rules[code].is_advice:
            words_ = f"{current.title(code)}: {earlier.get_state_display().lower()}"
            yield Link(words_, reverse("pathway:step", args=[journey.pk, earlier.pk]))


def answers(row: JourneyStep, step: Step) -> Iterator[Fact]:
    for field in step.fields:
        value = row.answers.get(field.name)
        if value is not None:
            yield Fact(field.label, shown(value, dict(field.choices), field.kind) + (f" {field.unit}" if field.unit else ""))
    if waiver := row.answers.get("waiver"):
        yield Fact("Written waiver", str(waiver))


def shown(value: Any, labels: dict[str, str], kind: FieldKind) -> str:
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    if kind is FieldKind.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(str(value), str(value))
    if kind is FieldKind.DATE and (day := as_day(value)):
        return staff_day(day)
    return labels.get(str(value), str(value))


def others(current: Road, row: JourneyStep) -> Iterator[tuple[Link, Any]]:
    """The same step at other times: those around this one."""
    rows = [one for one in current.live if one.code == row.code and one.state != StepState.CANCELLED]
    if len(rows) < 2:
        return
    rows.sort(key=lambda one: (one.due_on is None, one.due_on or one.opened_on))
    at = next((place for place, one in enumerate(rows) if one.pk == row.pk), 0)
    first = max(0, min(at - OCCURRENCES // 2, len(rows) - OCCURRENCES))
    for one in rows[first : first + OCCURRENCES]:
        on = one.done_on or one.due_on
        label = staff_day(on) if on else "No date yet"
        href = "" if one.pk == row.pk else reverse("pathway:step", args=[row.journey_id, one.pk])
        yield Link(label, href), TAGS[StepState(one.state)]


def failures(current: Road, row: JourneyStep) -> Iterator[Link]:
    """Failures that can begin at this step."""
    page, named = reverse("pathway:branches", args=[row.journey_id]), current.rules[row.code].branches
    for rule in current.protocol.branches:
        if rule.code in named:
            yield Link(rule.title, f"{page}?code={rule.code}&step={row.pk}")


def events(current: Road, row: JourneyStep) -> Iterator[TimelineItem]:
    for event in JourneyEvent.objects.filter(step=row).order_by("-at", "-id")[:EVENTS]:
        yield TimelineItem(words.HAPPENED.get(event.verb, event.verb), f"by {event.actor_name}", side=side(event), at=event.at)


def side(event: JourneyEvent) -> Hue:
    return SIDES.get(Side(event.side), Hue.HOME)
