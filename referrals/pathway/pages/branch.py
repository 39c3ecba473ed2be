"""Failures in words: which can begin now, and what each act does, said before somebody presses the button."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from referrals.pathway.kinds import Act
from referrals.pathway.pages import words
from referrals.pathway.protocol import Branch, BranchAct, Owner, Protocol, Way
from referrals.pathway.road import Road
from referrals.pathway.states import StepState

DEATH = "F28"
FIXED = {
    Act.HOLD_STEP: "The step it happened at waits until this is resolved",
    Act.NEW_ATTEMPT: "Cells are collected again: open steps of this attempt end, the next attempt is planned",
    Act.SWITCH_PRODUCT: "The plan goes on under the protocol chosen below; what was done stays",
    Act.STOP_PATIENT: "No message about this goes to the patient's side any more",
    Act.PAUSE: "The clock of the plan rests until this is resolved",
    Act.LINK_REFERRAL: "A new referral continues this one; somebody starts it by hand",
    Act.RECOMPUTE_WASHOUT: "Stop dates of the drugs are worked out again by hand",
}


@dataclass(frozen=True)
class Offer:
    """A failure that can be recorded now."""

    code: str
    title: str
    href: str
    is_here: bool  # a step it begins at is due or done
    is_urgent: bool


def offers(current: Road) -> Iterator[Offer]:
    """Those near where the journey is first; the death of a patient is recorded in the record."""
    page = reverse("pathway:branches", args=[current.journey.pk])
    here = {row.code for row in current.live if row.state in (StepState.READY, StepState.IN_PROGRESS, StepState.FAILED)}
    found = [rule for rule in current.protocol.branches if rule.code != DEATH]
    for rule in sorted(found, key=lambda rule: not here & set(rule.from_steps)):
        is_here = bool(here & set(rule.from_steps))
        yield Offer(rule.code, rule.title, f"{page}?code={rule.code}", is_here, rule.is_urgent)


def parts(current: Road) -> tuple[tuple[str, str, tuple[Offer, ...]], ...]:
    """What can begin where the journey is, and the rest: title, what it is, failures."""
    found = tuple(offers(current))
    now, later = (tuple(one for one in found if one.is_here is is_here) for is_here in (True, False))
    return ("Can begin now", "at a step that is open", now), ("At other times", "recorded late, or further on", later)


def follows(acts: Iterable[BranchAct], protocol: Protocol) -> Iterator[str]:
    """One sentence an act."""
    for one in acts:
        yield sentence(one, protocol)


def sentence(one: BranchAct, protocol: Protocol) -> str:
    if one.act is Act.OPEN_TASK:
        task = next((step for step in protocol.steps if step.code == one.value), None)
        return f"A task opens: {task.title}, {words.OWNERS[task.owner]}" if task else "A task opens"
    if one.act is Act.TELL:
        return f"Told now: {', '.join(words.OWNERS[Owner(role)] for role in one.value.split(',') if role)}"
    if one.act is Act.END_JOURNEY:
        return f"The plan ends: {dict(protocol.ends).get(one.value, one.value)}"
    if one.act is Act.LOCK_GATE:
        return f"Gate {one.value} has to be signed again"
    if one.act is Act.SHIFT_ANCHOR:
        return f"{label(one.value, protocol)} moves by the days you give, and what follows it moves with it"
    if one.act is Act.RESET_ANCHORS:
        return f"Back to the plan's own dates: {', '.join(label(code, protocol) for code in one.value.split(','))}"
    if one.act is Act.HOLD_STEP and one.value:
        titles = [step.title for step in protocol.steps if step.code in one.value.split(",")]
        return f"These wait until this is resolved: {', '.join(titles)}"
    return FIXED[one.act]


def label(code: str, protocol: Protocol) -> str:
    return next((anchor.label for anchor in protocol.anchors if anchor.code == code), code)


@dataclass(frozen=True)
class WayLine:
    words: str
    follows: tuple[str, ...]


def ways(rule: Branch, protocol: Protocol) -> tuple[WayLine, ...]:
    return tuple(WayLine(way.words, way_follows(way, protocol)) for way in rule.choices)


def way_follows(way: Way, protocol: Protocol) -> tuple[str, ...]:
    return tuple(follows(way.acts, protocol)) or ("What waited goes on",)
