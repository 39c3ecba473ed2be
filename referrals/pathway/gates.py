"""Gates: every item evaluated against the journey as it is, what stands in the way with whose step it is, and what was signed.

Room: referrals.pathway. Other rooms answer for what is theirs with `register` (slots, hand-off); signing is a verb.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from carecoord.ui.dates import staff_day
from referrals.models import Collection, GateSignature, IdentityCheck, JourneyBranch, JourneyStep
from referrals.pathway.answers import meets
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence, Gate, Need, Protocol, Test
from referrals.pathway.readiness import is_passed
from referrals.pathway.road import Road
from referrals.pathway.states import OPEN, StepState

TWO = 2
RANK = {Confidence.PLANNED: 0, Confidence.CONFIRMED: 1, Confidence.ACTUAL: 2}


@dataclass(frozen=True)
class Verdict:
    """Whether an item is met, why or why not, and the value it hangs on (part of what is signed)."""

    is_met: bool
    why: str
    value: str = ""


@dataclass(frozen=True)
class Item:
    """One item of a gate as it stands. `step` is the row to open to clear it."""

    need: Need
    verdict: Verdict
    step: JourneyStep | None = None

    @property
    def is_met(self) -> bool:
        return self.verdict.is_met


@dataclass
class Asked:
    """What items are tested against: the road at these dates, and facts of other tables, read once."""

    road: Road
    gate: Gate
    fixes: Mapping[str, Fix]
    branches: set[str]
    chain_id: str
    checks: Mapping[UUID, int]

    @property
    def protocol(self) -> Protocol:
        return self.road.protocol

    @property
    def before(self) -> date | None:
        fix = self.fixes.get(self.gate.before)
        return fix.on if fix else None

    def rows(self, need: Need) -> list[JourneyStep]:
        return self.road.of(need.step)

    def newest(self, need: Need) -> JourneyStep | None:
        """The last occurrence that was done."""
        done = [row for row in self.rows(need) if row.state == StepState.DONE]
        return max(done, key=lambda row: (row.done_on or date.min, row.occurrence), default=None)

    def answer(self, need: Need, field: str = "") -> Any:
        row = self.newest(need)
        return row.answers.get(field or need.field) if row else None


def evaluate(road: Road, gate: Gate, *, fixes: Mapping[str, Fix] | None = None, known: Asked | None = None) -> list[Item]:
    """Every item of a gate, in the protocol's order. With `fixes`: as it would be on those dates."""
    asked = known or ask(road, gate, fixes=fixes)
    return [Item(need, verdict(asked, need), subject(asked, need)) for need in gate.needs]


def ask(road: Road, gate: Gate, *, fixes: Mapping[str, Fix] | None = None) -> Asked:
    """Three statements, whatever the gate."""
    journey = road.journey
    checks: dict[UUID, int] = {}
    for step_id in IdentityCheck.objects.filter(journey=journey).values_list("step_id", flat=True):
        checks[step_id] = checks.get(step_id, 0) + 1
    chain_id = Collection.objects.filter(journey=journey, attempt=journey.attempt).values_list("chain_id", flat=True).first()
    branches = JourneyBranch.objects.filter(journey=journey, resolved_at__isnull=True).values_list("code", flat=True)
    return Asked(road, gate, fixes or road.fixes, set(branches), chain_id or "", checks)


def again(asked: Asked, gate: Gate, fixes: Mapping[str, Fix] | None = None) -> Asked:
    """The same facts for another gate, or other dates; asks nothing."""
    return Asked(asked.road, gate, fixes or asked.fixes, asked.branches, asked.chain_id, asked.checks)


def subject(asked: Asked, need: Need) -> JourneyStep | None:
    """The row that clears an item: the first open occurrence of its step, else the newest."""
    codes = {step.code for step in asked.protocol.steps}
    rows = asked.rows(need) if need.step in codes else []
    return next((row for row in rows if row.state in OPEN), None) or asked.newest(need) if rows else None


def verdict(asked: Asked, need: Need) -> Verdict:
    if need.waiver and (row := asked.newest(need)) and row.answers.get("waiver"):
        return Verdict(True, f"Waived in writing: {row.answers['waiver']}", f"waiver:{row.answers['waiver']}")
    return TESTS[need.test](asked, need)


def step_done(asked: Asked, need: Need) -> Verdict:
    """Every occurrence that is due by the gate's anchor; those due later do not count."""
    rows = [row for row in asked.rows(need) if row.state != StepState.CANCELLED and is_before(row, asked.before)]
    left = [row for row in rows if row.state in OPEN or row.state == StepState.FAILED]
    if left or not rows:
        return Verdict(False, f"Not done: {left[0].get_state_display().lower()}" if left else "Not planned yet")
    newest = max(rows, key=lambda row: (row.done_on or date.min, row.occurrence))
    if newest.state == StepState.SKIPPED:
        return Verdict(True, f"Skipped: {newest.reason_text or newest.reason_code}", "skipped")
    return Verdict(True, f"Done {staff_day(newest.done_on)}" if newest.done_on else "Done", str(newest.done_on))


def is_before(row: JourneyStep, last: date | None) -> bool:
    return last is None or row.due_on is None or (row.occurrence == 1 and row.series == 0) or row.due_on <= last


def answered(asked: Asked, need: Need) -> Verdict:
    answer = asked.answer(need)
    if answer is None:
        return Verdict(False, "Not known")
    return Verdict(meets(need.value, answer), f"Answered: {answer}", str(answer))


def at_least(asked: Asked, need: Need) -> Verdict:
    """A number, or a second one where the protocol lets either do."""
    pairs = [(need.field, need.value), (need.or_field, need.or_value)]
    values = {name: asked.answer(need, name) for name, _ in pairs if name}
    words = ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
    if not words:
        return Verdict(False, "Not known")
    return Verdict(any(meets(f">={limit}", values.get(name)) for name, limit in pairs if name), words, words)


def valid_at(asked: Asked, need: Need) -> Verdict:
    until, anchor = as_day(asked.answer(need)), asked.fixes.get(need.value)
    if until is None or anchor is None:
        return Verdict(False, "Not known" if until is None else f"{need.value} has no date yet")
    words = f"Valid until {staff_day(until)}" if until >= anchor.on else f"Ends {staff_day(until)}, before {staff_day(anchor.on)}"
    return Verdict(until >= anchor.on, words, str(until))


def fresh(asked: Asked, need: Need) -> Verdict:
    row, last = asked.newest(need), asked.before
    if row is None or row.done_on is None:
        return Verdict(False, "Not done")
    if last is None:
        return Verdict(False, f"{asked.gate.before} has no date yet")
    age = (last - row.done_on).days
    return Verdict(age <= int(need.value), f"{age} d old at {asked.gate.before}, limit {need.value}", str(row.done_on))


def anchor_set(asked: Asked, need: Need) -> Verdict:
    fix = asked.fixes.get(need.step)
    if fix is None:
        return Verdict(False, "No date yet")
    is_met = RANK[fix.confidence] >= RANK[Confidence(need.value or Confidence.PLANNED)]
    return Verdict(is_met, f"{staff_day(fix.on)}, {fix.confidence}", f"{fix.on} {fix.confidence}")


def no_open_branch(asked: Asked, need: Need) -> Verdict:
    found = asked.branches & set(need.value.split(",")) if need.value else asked.branches
    if found:
        return Verdict(False, f"Open: {', '.join(asked.protocol.branch(code).title for code in sorted(found))}")
    return Verdict(True, "None open")


def gate_signed(asked: Asked, need: Need) -> Verdict:
    is_met = is_passed(asked.road, asked.protocol.gate(need.step or need.value))
    return Verdict(is_met, "Signed" if is_met else "Not signed")


def chain_id(asked: Asked, need: Need) -> Verdict:
    return Verdict(bool(asked.chain_id), "Stored" if asked.chain_id else "Not stored yet", asked.chain_id)


def two_people(asked: Asked, need: Need) -> Verdict:
    """Both checks of the newest occurrence."""
    count = max((asked.checks.get(row.pk, 0) for row in asked.rows(need)), default=0)
    return Verdict(count >= TWO, f"{count} of {TWO} people")


def has_read(asked: Asked, need: Need) -> Verdict:
    """The step that gives and checks the pages is done, with the person's teach-back."""
    done = step_done(asked, need)
    if not done.is_met or not need.field:
        return done
    return answered(asked, need)


def not_registered(asked: Asked, need: Need) -> Verdict:
    return Verdict(False, "Not known")


Ask = Callable[[Asked, Need], Verdict]
TESTS: dict[Test, Ask] = {
    Test.STEP_DONE: step_done,
    Test.ANSWER: answered,
    Test.AT_LEAST: at_least,
    Test.VALID_AT: valid_at,
    Test.FRESH: fresh,
    Test.ANCHOR_SET: anchor_set,
    Test.NO_OPEN_BRANCH: no_open_branch,
    Test.GATE_SIGNED: gate_signed,
    Test.CHAIN_ID: chain_id,
    Test.TWO_PEOPLE: two_people,
    Test.READ: has_read,
    Test.SLOT: not_registered,
    Test.HAND_OFF: not_registered,
}


def register(test: Test, answer: Ask) -> None:
    """A room above answers for what it keeps."""
    TESTS[test] = answer


def as_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def content(road: Road, gate: Gate, items: list[Item], fixes: Mapping[str, Fix] | None = None) -> dict[str, Any]:
    """What is signed: the protocol, the gate's date, and every item with its value, in plain JSON."""
    fix = (fixes or road.fixes).get(gate.before)
    return {
        "journey": str(road.journey.pk),
        "protocol": f"{road.protocol.code} v{road.protocol.version}",
        "gate": gate.code,
        "attempt": road.journey.attempt,
        "before": {"anchor": gate.before, "on": str(fix.on) if fix else None},
        "items": [{"label": item.need.label, "met": item.is_met, "value": item.verdict.value} for item in items],
    }


def digest(signed: Mapping[str, Any]) -> str:
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(signature: GateSignature, now: Mapping[str, Any]) -> str:
    """What of the signed text no longer holds, in words; empty while it stands. What got better breaks nothing."""
    was = signature.signed
    if was["before"] != now["before"]:
        return f"{was['before']['anchor']} was moved to {now['before']['on'] or 'no date'}"
    items = {item["label"]: item for item in now["items"]}
    for item in was["items"]:
        new = items.get(item["label"])
        if item["met"] and (new is None or not new["met"] or new["value"] != item["value"]):
            return f"“{item['label']}” has changed"
    return ""


def is_spent(gate: Gate, fixes: Mapping[str, Fix]) -> bool:
    """What the gate stood before has happened: its signatures are history."""
    fix = fixes.get(gate.before)
    return fix is not None and fix.confidence is Confidence.ACTUAL
