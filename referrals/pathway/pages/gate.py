"""The page of one gate: what stands in the way first, what is met quietly below, who signed, and the fingerprint of what is signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.access.permissions import may
from carecoord.ui.parts import Button, Fact, Side, Tag, Tone
from referrals.models import GateSignature
from referrals.pathway import gates, hearers
from referrals.pathway.gates import Item
from referrals.pathway.hearers import Hearers
from referrals.pathway.pages import words
from referrals.pathway.pages.frame import Frame, frame
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.protocol import Gate, Owner, Test
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.verbs import signing

NOT_MET, NOT_KNOWN, NOT_YET = (
    Tag("Not met", Tone.LATE, "late"),
    Tag("Not known", Tone.YOU, "unknown"),
    Tag("Not yet", Tone.PLAIN, "requested"),
)
MET = Tag("Met", Tone.MET, "done")
WAITING = ("Not done", "Not planned", "No date", "Not signed", "Not stored", "0 of 2", "1 of 2")


@dataclass(frozen=True)
class Row:
    """One item: its state, why, whose it is, and the page that clears it."""

    label: str
    tag: Tag
    why: str
    side: Side
    who: str
    act: Button | None


@dataclass(frozen=True)
class Screen:
    frame: Frame
    gate: Gate
    title: str
    said: str
    read_at: datetime
    rule: str
    in_the_way: tuple[Row, ...]
    met: tuple[Row, ...]
    is_passed: bool
    is_spent: bool
    may_sign: bool
    facts: tuple[Fact, ...]
    signatures: tuple[GateSignature, ...]
    sha256: str


def build(actor: Actor, current: Road, gate: Gate, items: list[Item]) -> Screen:
    people = hearers.ask(actor, current)
    rows = [row_of(current, people, item) for item in items]
    left = sum(not item.is_met for item in items)
    is_spent = gates.is_spent(gate, current.fixes)
    return Screen(
        frame=frame(actor, current),
        gate=gate,
        title=f"{gate.code}: {gate.title.lower()}",
        said=verdict(left, len(items)),
        read_at=timezone.now(),
        rule=f"{current.protocol.title}, version {current.protocol.version}; {source(current, gate)}",
        in_the_way=tuple(row for row, item in zip(rows, items, strict=True) if not item.is_met),
        met=tuple(row for row, item in zip(rows, items, strict=True) if item.is_met),
        is_passed=is_passed(current, gate),
        is_spent=is_spent,
        may_sign=may_sign(actor, current, gate) and not is_spent,
        facts=tuple(facts(actor, current, gate)),
        signatures=tuple(signatures(current, gate)),
        sha256=gates.digest(gates.content(current, gate, items)),
    )


def verdict(left: int, total: int) -> str:
    if not left:
        return f"Ready: all {total} items are met"
    return f"Not ready: {left} of {total} items stand{'s' if left == 1 else ''} in the way"


def source(current: Road, gate: Gate) -> str:
    found = current.protocol.source(gate.source)
    return found.title if found else ""


def row_of(current: Road, people: Hearers, item: Item) -> Row:
    step = item.step
    tag = MET if item.is_met else state_of(item)
    if step is None:
        return Row(item.need.label, tag, item.verdict.why, Side.CENTER, "", act_of(current, item))
    role = Owner(step.owner_role)
    given = people.given.get(step.code, {}).get(step.assignee_id or 0)
    names = list(people.roles.get(role, {}).values())
    who = given or (names[0] if len(names) == 1 else words.OWNERS[role].capitalize())
    return Row(item.need.label, tag, item.verdict.why, Side(step.site), who, act_of(current, item))


def state_of(item: Item) -> Tag:
    if item.verdict.why.startswith("Not known"):
        return NOT_KNOWN
    return NOT_YET if item.verdict.why.startswith(WAITING) else NOT_MET


def act_of(current: Road, item: Item) -> Button | None:
    """Where an open item is cleared."""
    journey = current.journey
    if item.is_met and item.step is None:
        return None
    if item.step is not None:
        return Button("Open the step", reverse("pathway:step", args=[journey.pk, item.step.pk]))
    if item.need.test is Test.SLOT:
        return Button("Find a slot", reverse("slots:journey", args=[journey.pk]))
    if item.need.test is Test.GATE_SIGNED:
        code = item.need.step or item.need.value
        return Button(f"Open gate {code}", reverse("pathway:gate", args=[journey.pk, code]))
    if item.need.test is Test.CHAIN_ID:
        return Button("Store the id", reverse("pathway:chain", args=[journey.pk]))
    if item.need.test is Test.NO_OPEN_BRANCH:
        return Button("See what is open", reverse("pathway:journey", args=[journey.pk]) + "#troubles")
    if item.need.test is Test.ANCHOR_SET:
        return anchor_act(current, item)
    return None


def anchor_act(current: Road, item: Item) -> Button:
    """The step that sets the date, else the page that moves it."""
    journey, code = current.journey, item.need.step
    setter = next((row for row in current.live if current.rules[row.code].sets == code), None)
    if setter:
        return Button("Open the step", reverse("pathway:step", args=[journey.pk, setter.pk]))
    return Button("Set the date", reverse("pathway:dates", args=[journey.pk]) + f"?code={code}")


def may_sign(actor: Actor, current: Road, gate: Gate) -> bool:
    if not current.journey.is_running or not may(actor, OF_VERB["sign_gate"], current.journey):
        return False
    try:
        signing.role_for(actor, current, gate)
    except NotAllowed:
        return False
    return True


def facts(actor: Actor, current: Road, gate: Gate) -> Iterator[Fact]:
    if may_sign(actor, current, gate):
        yield Fact("You", actor.name, more=words.OWNERS[signing.role_for(actor, current, gate)])
    yield Fact("Signed by", ", ".join(words.OWNERS[role] for role in gate.signers))
    yield Fact("Means", gate.meaning or gate.title)
    fix = current.fixes.get(gate.before)
    label = current.protocol.anchor(gate.before).label
    yield Fact("Opens", label, more="" if fix is None else f"{fix.on:%d-%b-%Y}, {fix.confidence}")


def signatures(current: Road, gate: Gate) -> Iterator[GateSignature]:
    """Every signature of this gate with what voided it; newest first."""
    yield from GateSignature.objects.filter(journey=current.journey, gate=gate.code).select_related("void").order_by("-signed_at")
