"""Circles among anchors that follow each other, and among steps that wait for steps and gates.

Room: referrals.pathway. Pure graph work for `checks`.
"""

from __future__ import annotations

from referrals.pathway.kinds import Test
from referrals.pathway.protocol import Gate, Protocol

Graph = dict[str, list[str]]


def of_anchors(protocol: Protocol) -> list[list[str]]:
    return found({anchor.code: [anchor.follows.anchor] if anchor.follows else [] for anchor in protocol.anchors})


def of_steps(protocol: Protocol) -> list[list[str]]:
    """A step waits for those it comes after and for its gate; a gate waits for the steps and gates it looks at."""
    graph: Graph = {step.code: [*step.after, *([step.needs_gate] if step.needs_gate else [])] for step in protocol.steps}
    return found(graph | {gate.code: _looked_at(gate) for gate in protocol.gates})


def _looked_at(gate: Gate) -> list[str]:
    # the identity check of two people is part of doing the step that the gate guards
    return [need.step for need in gate.needs if need.step and need.test not in (Test.TWO_PEOPLE, Test.ANCHOR_SET)]


def found(graph: Graph) -> list[list[str]]:
    """One circle for each first node of it that a walk meets; empty when there is none."""
    circles: list[list[str]] = []
    clear: set[str] = set()
    for start in graph:
        circle = _walk(graph, start, [], clear)
        if circle:
            circles.append(circle)
    return circles


def _walk(graph: Graph, node: str, path: list[str], clear: set[str]) -> list[str]:
    if node in path:
        return [*path[path.index(node) :], node]
    if node in clear:
        return []
    for nearer in graph.get(node, []):
        circle = _walk(graph, nearer, [*path, node], clear)
        if circle:
            clear.update(circle)
            return circle
    clear.add(node)
    return []
