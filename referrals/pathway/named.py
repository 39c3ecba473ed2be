"""What a protocol defines, by name, and whether a value can ever be answered: what all checks ask.

Room: referrals.pathway. Only lookups; faults are told by `checks` and `gate_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from education import content as library
from referrals.pathway.kinds import FieldKind
from referrals.pathway.protocol import Branch, Protocol, Step


@dataclass(frozen=True)
class Named:
    """Everything a protocol defines, by kind."""

    protocol: Protocol

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.code: step for step in self.protocol.steps}

    @cached_property
    def anchors(self) -> set[str]:
        return {anchor.code for anchor in self.protocol.anchors}

    @cached_property
    def gates(self) -> set[str]:
        return {gate.code for gate in self.protocol.gates}

    @cached_property
    def branches(self) -> dict[str, Branch]:
        return {branch.code: branch for branch in self.protocol.branches}

    @cached_property
    def sources(self) -> set[str]:
        return {source.code for source in self.protocol.sources}

    @cached_property
    def topics(self) -> set[str]:
        return {topic.slug for topic in library.topics()}


Check = Callable[[Protocol, Named], Iterator[str]]


def unanswerable(step: Step, name: str, value: str) -> Iterator[str]:
    """Why no answer to `name` can ever meet `value`."""
    field = next((field for field in step.fields if field.name == name), None)
    if field is None:
        yield f"there is no field “{name}”."
    elif field.kind == FieldKind.YES_NO and value not in ("yes", "no"):
        yield f"“{name}” is answered yes or no, never “{value}”."
    elif field.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and value[0] not in "<>" and value not in dict(field.choices):
        yield f"“{value}” is no choice of “{name}”."
    elif field.kind == FieldKind.NUMBER and value.lstrip("<>= ").replace(".", "", 1).isdigit() is False:
        yield f"“{name}” is a number, never “{value}”."
