"""Whether every item of a gate looks at something that exists and can be met.

Room: referrals.pathway. Called by `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from referrals.pathway.kinds import FieldKind, Test
from referrals.pathway.named import Named, unanswerable
from referrals.pathway.protocol import Gate, Need, Protocol, Step


def gates_look_at_what_exists(protocol: Protocol, named: Named) -> Iterator[str]:
    for gate in protocol.gates:
        if gate.before not in named.anchors:
            yield f"gate “{gate.code}” stands before “{gate.before}”, which is no anchor."
        if gate.source not in named.sources:
            yield f"gate “{gate.code}”: there is no source “{gate.source}”."
        yield from (f"gate “{gate.code}”, “{need.label}”: {fault}" for need in gate.needs for fault in _of_need(need, gate, named))


OF_STEP: Final = {Test.STEP_DONE, Test.ANSWER, Test.AT_LEAST, Test.VALID_AT, Test.FRESH, Test.TWO_PEOPLE, Test.READ}
OF_FIELD: Final = {Test.ANSWER, Test.AT_LEAST, Test.VALID_AT}
BOOKED: Final = {"apheresis", "infusion", "manufacturing"}


def _of_need(need: Need, gate: Gate, named: Named) -> Iterator[str]:
    step = named.steps.get(need.step)
    if need.test in OF_STEP and step is None:
        yield f"there is no step “{need.step}”."
    elif step and need.test in OF_FIELD:
        yield from _of_answer(need, step)
    elif step and need.test == Test.TWO_PEOPLE and not step.two_people:
        yield f"step “{step.code}” does not ask for two people."
    elif step and need.test == Test.READ and not step.education:
        yield f"step “{step.code}” has no pages to read."
    yield from _of_others(need, named)


def _of_answer(need: Need, step: Step) -> Iterator[str]:
    value = f">={need.value}" if need.test == Test.AT_LEAST else need.value
    if need.test == Test.VALID_AT:
        if need.field not in {field.name for field in step.fields if field.kind == FieldKind.DATE}:
            yield f"step “{step.code}” has no date “{need.field}”."
    else:
        yield from unanswerable(step, need.field, value)
    if need.or_field:
        yield from unanswerable(step, need.or_field, f">={need.or_value}")
    if need.waiver and "waiver" not in {field.name for field in step.fields}:
        yield f"step “{step.code}” has no field for the waiver."


def _of_others(need: Need, named: Named) -> Iterator[str]:
    if need.test == Test.ANCHOR_SET and need.step not in named.anchors:
        yield f"there is no anchor “{need.step}”."
    if need.test == Test.VALID_AT and need.value not in named.anchors:
        yield f"there is no anchor “{need.value}”."
    if need.test == Test.GATE_SIGNED and need.step not in named.gates:
        yield f"there is no gate “{need.step}”."
    if need.test == Test.NO_OPEN_BRANCH and need.value not in named.branches:
        yield f"there is no branch “{need.value}”."
    if need.test == Test.SLOT and need.value not in BOOKED:
        yield f"“{need.value}” cannot be booked."
