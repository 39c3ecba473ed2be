"""The items of a protocol that a medical director approves one by one, each with the fingerprint of its text.

Room: referrals.pathway. An approval holds for a fingerprint, so that a changed item is a draft again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from referrals.models import ItemApproval, Journey
from referrals.pathway.compiled import compiled, protocol_of
from referrals.pathway.plain import digest
from referrals.pathway.protocol import Protocol


@dataclass(frozen=True)
class Item:
    """`code` is "steps.apheresis", "gates.G3", "branches.F07", "washouts.steroid" or "anchors.D0"."""

    code: str
    sha256: str


def items(protocol: Protocol) -> dict[str, Item]:
    """Every item by its code."""
    rows: list[tuple[str, Any]] = [(f"anchors.{one.code}", one) for one in protocol.anchors]
    rows += [(f"steps.{one.code}", one) for one in protocol.steps]
    rows += [(f"gates.{one.code}", one) for one in protocol.gates]
    rows += [(f"branches.{one.code}", one) for one in protocol.branches]
    rows += [(f"washouts.{one.drug_class}", one) for one in protocol.washouts]
    return {code: Item(code, digest(value)) for code, value in rows}


def approvals(center_id: int, protocol_code: str) -> dict[tuple[str, str], ItemApproval]:
    """What a center's directors approved, by item and fingerprint."""
    rows = ItemApproval.objects.filter(center_id=center_id, protocol_code=protocol_code).select_related("approved_by")
    return {(row.item, row.sha256): row for row in rows}


def is_approved(journey: Journey, step: str) -> bool:
    """Whether the center's director approved a step as the version reads that this journey follows; a task beside it needs none."""
    rule = next((one for one in protocol_of(journey.protocol).steps if one.code == step), None)
    rows = ItemApproval.objects.filter(center_id=journey.center_id, protocol_code=journey.protocol.code, item=f"steps.{step}")
    return rule is None or rows.filter(sha256=digest(rule)).exists()


def draft_steps(journey: Journey) -> frozenset[str]:
    """Codes of steps that wait for the center's approval, as the version reads that this journey follows: one query."""
    held = set(approvals(journey.center_id, journey.protocol.code))
    wanted = _step_items(journey.protocol_id, journey.protocol.sha256)
    return frozenset(item.code.removeprefix("steps.") for item in wanted if (item.code, item.sha256) not in held)


@lru_cache(maxsize=64)
def _step_items(version_id: int, sha256: str) -> tuple[Item, ...]:
    """Once a process for each version: a fingerprint is a long text."""
    return tuple(item for code, item in items(compiled(version_id, sha256)).items() if code.startswith("steps."))


def drafts(protocol: Protocol, center_id: int) -> set[str]:
    """Codes of items that wait for this center's approval: one query. `protocol` as loaded, without the center's own days."""
    held = approvals(center_id, protocol.code)
    return {code for code, item in items(protocol).items() if (code, item.sha256) not in held}
