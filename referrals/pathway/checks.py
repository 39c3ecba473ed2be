"""What the items of a protocol say about each other: everything named exists, nothing goes in a circle, every failure has a way out.

Room: referrals.pathway. Form is `shape`; this is meaning. Every fault is one sentence that names protocol and item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from patients.clinical.washout import WASHOUT_DAYS
from patients.models.documents import DocumentKind
from referrals.pathway import circles
from referrals.pathway.answers import parted
from referrals.pathway.gate_checks import gates_look_at_what_exists
from referrals.pathway.kinds import Act, Direction, FieldKind, Owner
from referrals.pathway.named import Check, Named, unanswerable
from referrals.pathway.protocol import Branch, BranchAct, DueRule, Offset, Protocol, Step

OPENED: Final = "OPENED"
TASK: Final = "branch"  # the phase of tasks that a failure opens
COLLECTED: Final = "CAR-T"  # the therapy whose road has the 47 numbered steps
NUMBERS: Final = range(1, 48)


def faults(protocol: Protocol) -> list[str]:
    """Every fault, as sentences that begin with the protocol's code."""
    named = Named(protocol)
    return [f"{protocol.code}: {fault}" for check in CHECKS for fault in check(protocol, named)]


def has_owner_rule_and_reminder(protocol: Protocol, named: Named) -> Iterator[str]:
    for step in protocol.steps:
        if not step.due:
            yield f"step “{step.code}” has no due rule."
        if step.phase not in dict(protocol.phases):
            yield f"step “{step.code}”: there is no phase “{step.phase}”."
        if any(rung.to == () for rung in step.remind):
            yield f"step “{step.code}”: a reminder goes to nobody."


def numbers_are_there(protocol: Protocol, named: Named) -> Iterator[str]:
    if protocol.therapy != COLLECTED:
        return
    there = {step.number for step in protocol.steps}
    yield from (f"no step has number {number}." for number in NUMBERS if number not in there)


def anchors_exist(protocol: Protocol, named: Named) -> Iterator[str]:
    for anchor in protocol.anchors:
        if anchor.follows and anchor.follows.anchor not in named.anchors:
            yield f"anchor “{anchor.code}” follows “{anchor.follows.anchor}”, which does not exist."
        if anchor.follows and anchor.minimum is not None and anchor.minimum > anchor.follows.offset:
            yield f"anchor “{anchor.code}” follows sooner ({anchor.follows.offset}) than its own minimum ({anchor.minimum})."
    for step in protocol.steps:
        yield from (f"step “{step.code}”: {fault}" for fault in _of_rules(step, named))
        if step.sets and step.sets not in named.anchors:
            yield f"step “{step.code}” sets “{step.sets}”, which is no anchor."
    yield from _set_once(protocol)


def _set_once(protocol: Protocol) -> Iterator[str]:
    setters: dict[str, str] = {}
    for step in protocol.steps:
        if step.sets and step.sets in setters:
            yield f"steps “{setters[step.sets]}” and “{step.code}” both set “{step.sets}”."
        setters[step.sets] = step.code


def _of_rules(step: Step, named: Named) -> Iterator[str]:
    known = named.anchors | ({OPENED} if step.phase == TASK else set())
    for rule in step.due:
        for at in offsets(rule):
            if at.anchor not in known:
                yield f"there is no anchor “{at.anchor}”."
        yield from _ends(rule)
        if rule.minimum is not None and rule.minimum > rule.at.offset:
            yield f"the rule is shorter ({rule.at.offset}) than its own minimum ({rule.minimum})."


def offsets(rule: DueRule) -> Iterable[Offset]:
    return [at for at in (rule.at, rule.repeat.until if rule.repeat else None, rule.not_after) if at is not None]


def _ends(rule: DueRule) -> Iterator[str]:
    if rule.repeat is None or rule.repeat.until.anchor != rule.at.anchor:
        return
    if days(rule.repeat.until) < days(rule.at):
        yield "the series ends before it begins."


ROUGH: Final = {"d": 1.0, "bd": 1.4, "wk": 7.0, "mo": 30.4, "yr": 365.0}


def days(at: Offset) -> float:
    """About how many days from the anchor; only to compare."""
    return at.offset * ROUGH[at.unit] * (-1 if at.direction == Direction.BEFORE else 1)


def steps_name_what_exists(protocol: Protocol, named: Named) -> Iterator[str]:
    kinds = set(DocumentKind.values)
    for step in protocol.steps:
        missing = [f"step “{code}”" for code in step.after if code not in named.steps]
        missing += [f"gate “{step.needs_gate}”"] if step.needs_gate and step.needs_gate not in named.gates else []
        missing += [f"branch “{code}”" for code in step.branches if code not in named.branches]
        missing += [f"source “{code}”" for code in (step.source, *step.also) if code not in named.sources]
        missing += [f"education topic “{slug}”" for slug in step.education if slug not in named.topics]
        missing += [f"kind of document “{kind}”" for kind in _documents(step) if kind not in kinds]
        yield from (f"step “{step.code}”: there is no {what}." for what in missing)


def _documents(step: Step) -> list[str]:
    return [kind.removeprefix("document:") for kind in step.evidence if kind.startswith("document:")]


def flags_and_ends_can_be_answered(protocol: Protocol, named: Named) -> Iterator[str]:
    for step in protocol.steps:
        asked = [(flag.field, flag.value) for flag in step.flags]
        asked += [parted(stop) for rule in step.due if rule.repeat for stop in rule.repeat.stop_on]
        asked += [parted(held) for held in step.open_on]
        yield from (f"step “{step.code}”: {fault}" for name, value in asked for fault in unanswerable(step, name, value))
        for flag in step.flags:
            if flag.branch and flag.branch not in step.branches:
                yield f"step “{step.code}” opens “{flag.branch}” by an answer, but that branch does not come from it."
            if not (flag.branch or flag.words):
                yield f"step “{step.code}”: the flag on “{flag.field}” opens nothing and says nothing."


def choices_are_given(protocol: Protocol, named: Named) -> Iterator[str]:
    for step in protocol.steps:
        for field in step.fields:
            if (field.kind in (FieldKind.CHOICE, FieldKind.CHOICES)) != bool(field.choices):
                yield f"step “{step.code}”, field “{field.name}”: choices go with a choice, and with nothing else."


def failures_are_reachable(protocol: Protocol, named: Named) -> Iterator[str]:
    opened = {code for step in protocol.steps for code in step.branches}
    for branch in protocol.branches:
        yield from (
            f"branch “{branch.code}” comes from “{code}”, which is no step." for code in branch.from_steps if code not in named.steps
        )
        if branch.from_steps and branch.code not in opened:
            yield f"branch “{branch.code}” cannot be reached from any step."
        if branch.source and branch.source not in named.sources:
            yield f"branch “{branch.code}”: there is no source “{branch.source}”."


def what_closes_a_failure_can_be_answered(protocol: Protocol, named: Named) -> Iterator[str]:
    for branch in protocol.branches:
        if branch.closes is None:
            continue
        step, words = named.steps.get(branch.closes.step), f"branch “{branch.code}” is closed by"
        if step is None or step.code not in {act.value for act in branch.acts if act.act == Act.OPEN_TASK}:
            yield f"{words} “{branch.closes.step}”, which it does not open."
        else:
            yield from (f"{words} “{step.code}”: {fault}" for fault in unanswerable(step, *parted(branch.closes.when)))
        if branch.closes.way not in {way.code for way in branch.choices}:
            yield f"{words} the way “{branch.closes.way}”, which is none of its ways."


def acts_of(branch: Branch) -> list[BranchAct]:
    return [*branch.acts, *(act for way in branch.choices for act in way.acts)]


def acts_name_what_exists(protocol: Protocol, named: Named) -> Iterator[str]:
    tasks = {step.code for step in protocol.steps if step.phase == TASK}
    known: dict[Act, set[str]] = {
        Act.OPEN_TASK: tasks,
        Act.SHIFT_ANCHOR: named.anchors,
        Act.RESET_ANCHORS: named.anchors,
        Act.LOCK_GATE: named.gates,
        Act.END_JOURNEY: set(dict(protocol.ends)),
        Act.TELL: set(Owner),
    }
    for branch in protocol.branches:
        for act in acts_of(branch):
            strange = [value for value in act.value.split(",") if act.act in known and value not in known[act.act]]
            yield from (f"branch “{branch.code}”: {act.act} knows no “{value}”." for value in strange)
    opened = {act.value for branch in protocol.branches for act in acts_of(branch) if act.act == Act.OPEN_TASK}
    yield from (f"no branch opens the task “{code}”." for code in sorted(tasks - opened))


def every_state_reaches_an_end(protocol: Protocol, named: Named) -> Iterator[str]:
    """A failure that is open can be resolved or has ended the journey; from anywhere one failure ends it; every end can come about."""
    reached = {act.value for branch in protocol.branches for act in acts_of(branch) if act.act == Act.END_JOURNEY}
    for branch in protocol.branches:
        if not branch.choices and not _ends_at_once(branch):
            yield f"branch “{branch.code}” can be opened but never resolved."
    if not any(_ends_at_once(branch) and not branch.from_steps for branch in protocol.branches):
        yield "no failure ends the journey from every step (death must)."
    finished = protocol.ends[0][0] if protocol.ends else ""
    yield from (f"no branch leads to the end “{code}”." for code, _ in protocol.ends if code not in reached | {finished})


def _ends_at_once(branch: Branch) -> bool:
    return any(act.act == Act.END_JOURNEY for act in branch.acts)


def washouts_have_sources(protocol: Protocol, named: Named) -> Iterator[str]:
    for washout in protocol.washouts:
        if washout.source not in named.sources:
            yield f"washout “{washout.drug_class}”: there is no source “{washout.source}”."
        if washout.minimum is not None and washout.days is not None and washout.days < washout.minimum:
            yield f"washout “{washout.drug_class}” is shorter than its own minimum."
        if washout.clinical and washout.clinical not in WASHOUT_DAYS.limits:
            yield f"washout “{washout.drug_class}”: the washout tool knows no “{washout.clinical}”."


def patients_are_told_plainly(protocol: Protocol, named: Named) -> Iterator[str]:
    for step in protocol.steps:
        if step.for_patient and not (step.plain and step.plain_es):
            yield f"step “{step.code}” is shown to patients without a plain sentence in both languages."


def nothing_goes_in_a_circle(protocol: Protocol, named: Named) -> Iterator[str]:
    for circle in (*circles.of_anchors(protocol), *circles.of_steps(protocol)):
        yield f"{' → '.join(circle)} goes in a circle."


CHECKS: Final[tuple[Check, ...]] = (
    has_owner_rule_and_reminder,
    numbers_are_there,
    anchors_exist,
    steps_name_what_exists,
    flags_and_ends_can_be_answered,
    choices_are_given,
    gates_look_at_what_exists,
    failures_are_reachable,
    what_closes_a_failure_can_be_answered,
    acts_name_what_exists,
    every_state_reaches_an_end,
    washouts_have_sources,
    patients_are_told_plainly,
    nothing_goes_in_a_circle,
)
