"""What would no longer hold at other dates: gate items, signatures, confirmations, windows, days that are over, bookings.

Room: referrals.pathway. Other rooms add what is theirs with `register` (slots, lodging); it is asked once a preview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from carecoord.ui.dates import staff_day
from referrals.pathway import change, gates, plan, road
from referrals.pathway.plan import BRANCH, Changes, Fixes
from referrals.pathway.protocol import Confidence
from referrals.pathway.road import Road
from referrals.pathway.states import StepState


class What(StrEnum):
    GATE_ITEM = "gate_item"
    SIGNATURE = "signature"
    CONFIRMATION = "confirmation"
    WINDOW = "window"
    PAST = "past"
    BOOKING = "booking"


@dataclass(frozen=True, slots=True)
class Follow:
    """One thing that follows, in words; `about` is the code of the anchor or step it belongs to, `gate` where it will be asked for."""

    what: What
    words: str
    about: str
    is_anchor: bool = True
    is_unsafe: bool = True
    gate: str = ""


Answer = Callable[[Road, Fixes], list[Follow]]
OTHERS: list[Answer] = []


def register(answer: Answer) -> None:
    """A room above says what of its own would no longer fit; in a bounded number of statements."""
    OTHERS.append(answer)


def found(current: Road, fixes: Fixes, changes: Changes) -> list[Follow]:
    return [
        *failing_items(current, fixes),
        *lost_signatures(current, fixes),
        *lost_confirmations(current, fixes),
        *left_windows(current, fixes),
        *days_over(current, changes),
        *(one for answer in OTHERS for one in answer(current, fixes)),
    ]


def failing_items(current: Road, fixes: Fixes) -> Iterator[Follow]:
    """Items of gates ahead that are met now and would not be then."""
    ahead = [gate for gate in current.protocol.gates if not gates.is_spent(gate, fixes)]
    if not ahead:
        return
    known = gates.ask(current, ahead[0])
    for gate in ahead:
        now = gates.evaluate(current, gate, known=gates.again(known, gate))
        then = gates.evaluate(current, gate, known=gates.again(known, gate, fixes))
        for old, new in zip(now, then, strict=True):
            if old.is_met and not new.is_met:
                words = f"{new.need.label}: {lower(new.verdict.why)}"
                yield Follow(What.GATE_ITEM, words, gate.before, gate=gate.code)


def lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def lost_signatures(current: Road, fixes: Fixes) -> Iterator[Follow]:
    before = {gate.code: gate.before for gate in current.protocol.gates}
    for signature, why in change.no_longer_standing(current, fixes):
        words = f"{signature.gate} signed by {signature.signer_name} is void: {lower(why)}"
        yield Follow(What.SIGNATURE, words, before.get(signature.gate, ""), gate=signature.gate)


def lost_confirmations(current: Road, fixes: Fixes) -> Iterator[Follow]:
    """Dates somebody had confirmed, such as a bed or lodging, that are only planned again."""
    for code, old in current.fixes.items():
        new = fixes.get(code)
        if old.confidence is Confidence.CONFIRMED and (new is None or new.confidence is Confidence.PLANNED):
            yield Follow(What.CONFIRMATION, "Was confirmed; confirm it again", code, is_unsafe=False)


def left_windows(current: Road, fixes: Fixes) -> Iterator[Follow]:
    """Done steps do not move; some would then lie outside the window of what they were done for."""
    planned = {one.key: one for one in plan.plan(current.protocol, fixes, attempt=current.journey.attempt)}
    for row in current.live:
        one = planned.get(road.known_of(row).key)
        if row.state != StepState.DONE or row.done_on is None or one is None or one.from_on == one.until_on:
            continue
        if one.from_on is None or one.until_on is None or not row.from_on or not row.until_on or row.from_on == one.from_on:
            continue
        if row.from_on <= row.done_on <= row.until_on and not one.from_on <= row.done_on <= one.until_on:
            span = f"{staff_day(one.from_on)} to {staff_day(one.until_on)}"
            words = f"{current.title(row.code)}: done {staff_day(row.done_on)}, would belong between {span}"
            yield Follow(What.WINDOW, words, row.code, is_anchor=False)


def days_over(current: Road, changes: Changes) -> Iterator[Follow]:
    """Open steps that would be late the moment the date moves, and are not late now."""
    today = timezone.localdate()
    rows = {road.known_of(row).key: row for row in current.steps if row.phase != BRANCH}
    for one in changes.moved:
        row = rows.get(one.key)
        if row and one.due_on and one.due_on < today and (row.due_on is None or row.due_on >= today):
            yield Follow(What.PAST, f"Would have been due {staff_day(one.due_on)}", one.code, is_anchor=False)
