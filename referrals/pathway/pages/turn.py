"""Whose turn it is: what each side can do now, and for the reader's own side the button that does it.

Room: referrals.pathway. Reads the loaded road only; what a step is and why is in `step`, when it is due in `steps`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed
from carecoord.access.permissions import may
from carecoord.accounts.models import Organization
from carecoord.ui.parts import Button, Due, Side
from referrals.models import JourneyStep
from referrals.pathway.pages import gate
from referrals.pathway.pages.steps import Desk, is_near
from referrals.pathway.permissions import OF_VERB
from referrals.pathway.protocol import Gate
from referrals.pathway.readiness import PASSING, by_urgency
from referrals.pathway.road import Road
from referrals.pathway.states import OPEN, StepState
from referrals.pathway.verbs import signing, working

DOABLE = frozenset({StepState.READY, StepState.IN_PROGRESS, StepState.FAILED})
MOST = 3  # of a side; the rest is under its phase


@dataclass(frozen=True)
class Turn:
    """One thing to do; `href` is relative to the page of the journey. Without a button somebody else has it: `who`."""

    title: str
    href: str
    side: Side
    who: str
    due: Due | None = None
    more: str = ""
    button: Button | None = None


@dataclass(frozen=True)
class Half:
    """One side of the card; `left` counts what is not shown."""

    side: Side
    name: str
    about: str
    turns: tuple[Turn, ...]
    left: int


@dataclass(frozen=True)
class Now:
    """`button` belongs to the step that the state line speaks of; the halves then leave that step out."""

    button: Button | None
    halves: tuple[Half, Half]


def now(actor: Actor, desk: Desk, ready: Gate | None) -> Now:
    """`ready` is the next gate when nothing stands in its way any more."""
    journey = desk.road.journey
    waited = waited_for(desk.road)
    places = (journey.center, journey.practice) if actor.place_id == journey.center_id else (journey.practice, journey.center)
    own = [row for row in at_hand(desk, places[0]) if may_work(actor, desk.road, row)]
    button = button_of(actor, desk.road, waited) if waited and waited in own else None
    rest = [row for row in own if button is None or row != waited]
    ours = [*gate_turns(actor, desk.road, ready), *(turn(desk, row, button_of(actor, desk.road, row)) for row in rest)]
    others = [turn(desk, row) for row in at_hand(desk, places[1])]
    if ours and button is None and ours[0].button:
        ours[0] = replace(ours[0], button=replace(ours[0].button, kind="primary"))
    first = replace(button, kind="primary") if button else see(waited)
    return Now(first, (half(desk.road, places[0], "your side", ours), half(desk.road, places[1], "their side", others)))


def waited_for(current: Road) -> JourneyStep | None:
    """The step that the state line names, as `readiness.summarize` chose it."""
    journey = current.journey
    rows = [row for row in sorted(current.live, key=by_urgency) if row.state in OPEN and row.due_at]
    named = (row for row in rows if (row.due_at, row.site) == (journey.next_due_at, journey.next_side))
    return next((row for row in named if current.title(row.code)[:120] == journey.next_step), rows[0] if rows else None)


def at_hand(desk: Desk, place: Organization) -> list[JourneyStep]:
    """What a side can do and is late or due within a week, the earliest first, one of each repetition; else the next it can do."""
    rows = [row for row in desk.road.live if row.owner_org_id == place.pk and row.state in DOABLE]
    first: dict[tuple[str, int], JourneyStep] = {}
    for row in sorted(rows, key=lambda row: (row.due_on is None, row.due_on or date.min)):
        first.setdefault((row.code, row.series), row)
    near = [row for row in first.values() if row.state == StepState.FAILED or is_near(row, desk.today)]
    return near or list(first.values())[:1]


def may_work(actor: Actor, current: Road, row: JourneyStep) -> bool:
    if not current.journey.is_running or not may(actor, OF_VERB["complete"], current.journey):
        return False
    try:
        working.check_side(actor, current, row)
    except NotAllowed:
        return False
    return True


def act_href(row: JourneyStep, verb: str) -> str:
    return reverse("pathway:act", args=[row.journey_id, row.pk, verb])


def button_of(actor: Actor, current: Road, row: JourneyStep) -> Button | None:
    """Take what nobody has, record what one has; what a colleague has is theirs."""
    version, title = (("version", str(row.version)),), current.title(row.code)
    if row.state == StepState.FAILED:
        return Button("Try again", act_href(row, "retry"), post=True, fields=version, about=title)
    if row.assignee_id == actor.user_id:
        return Button("Record it", reverse("pathway:step", args=[row.journey_id, row.pk]), about=title)
    if row.state == StepState.READY and row.assignee_id is None:
        return Button("Take it", act_href(row, "claim"), post=True, fields=version, about=title)
    return None


def see(row: JourneyStep | None) -> Button | None:
    """The step waits for something else, or is the other side's: it can be read."""
    if row is None:
        return None
    words = "What it waits for" if row.state == StepState.BLOCKED else "See the step"
    return Button(words, reverse("pathway:step", args=[row.journey_id, row.pk]))


def turn(desk: Desk, row: JourneyStep, button: Button | None = None) -> Turn:
    line = desk.line(row)
    more = {StepState.FAILED: "Failed", StepState.IN_PROGRESS: "Being done"}.get(StepState(row.state), "")
    return Turn(line.title, f"steps/{row.pk}/", line.side, line.who, line.due, more, button)


def gate_turns(actor: Actor, current: Road, ready: Gate | None) -> Iterator[Turn]:
    """Signing, where the reader's role signs and has not yet."""
    if ready is None or not gate.may_sign(actor, current, ready):
        return
    role, attempt = str(signing.role_for(actor, current, ready)), current.attempt_of_gate(ready.code)
    mine = [one for one in current.signatures if (one.gate, one.attempt, one.role) == (ready.code, attempt, role)]
    if not any(one.decision in PASSING for one in mine):
        href = f"gates/{ready.code}/"
        button = Button("Sign", href, about=ready.title)
        yield Turn(f"Gate {ready.code}: {ready.title}", href, Side.CENTER, "All items are met", button=button)


def half(current: Road, place: Organization, about: str, turns: list[Turn]) -> Half:
    side = Side.CENTER if place.pk == current.journey.center_id else Side.PRACTICE
    return Half(side, place.short_name, about, tuple(turns[:MOST]), max(len(turns) - MOST, 0))
