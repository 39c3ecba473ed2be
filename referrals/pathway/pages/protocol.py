"""The protocol page: every item with its rule, source and grade, what the center set itself, what its director approved; and a diff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from referrals.models import CenterOverride, ItemApproval, ProtocolVersion
from referrals.pathway import items, overrides
from referrals.pathway.compiled import protocol_of
from referrals.pathway.kinds import Site
from referrals.pathway.pages import facts
from referrals.pathway.permissions import Permission
from referrals.pathway.protocol import Anchor, Branch, Gate, Protocol, Step, Washout
from referrals.pathway.wording import amount

Rows = tuple[facts.Row, ...]


@dataclass(frozen=True)
class Own:
    """A rule a center may change: where the form is, and what the center says instead, if anything."""

    step: str
    series: int
    said: str = ""
    many: bool = False  # the step has several rules, so say which


@dataclass(frozen=True)
class Entry:
    """One item as it is read. `approval` is empty where the item is a draft for this center."""

    code: str
    sha256: str
    number: str
    title: str
    rows: Rows
    side: Site | None = None
    approval: ItemApproval | None = None
    owns: tuple[Own, ...] = ()

    @property
    def anchor(self) -> str:
        return self.code.replace(".", "-")


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def drafts(self) -> int:
        return sum(entry.approval is None for entry in self.entries)


@dataclass(frozen=True)
class Screen:
    """`center` is empty for readers of a practice: approvals and own days belong to a center."""

    version: ProtocolVersion
    protocol: Protocol
    sections: tuple[Section, ...]
    others: list[ProtocolVersion]
    sources: tuple[tuple[str, str], ...]
    own_days: list[tuple[CenterOverride, str]]
    center: str = ""
    may_approve: bool = False
    may_propose: bool = False

    @property
    def items(self) -> int:
        return sum(len(section.entries) for section in self.sections)

    @property
    def drafts(self) -> int:
        return sum(section.drafts for section in self.sections)


def build(actor: Actor, version: ProtocolVersion) -> Screen:
    protocol, place = protocol_of(version), actor.place
    center = place.id if place and actor.is_center else 0
    days = list(own_days(center, version.code))
    return Screen(
        version=version,
        protocol=protocol,
        sections=tuple(sections(protocol, items.approvals(center, version.code) if center else {}, days, timezone.localdate())),
        others=list(ProtocolVersion.objects.defer("content").filter(code=version.code).exclude(pk=version.pk)),
        sources=tuple((one.title + (f", {one.year}" if one.year else ""), facts.GRADES[one.grade]) for one in protocol.sources),
        own_days=[(row, own_words(row, protocol)) for row in days],
        center=place.short_name if place and center else "",
        may_approve=bool(center) and may(actor, Permission.APPROVE),
        may_propose=bool(center) and may(actor, Permission.PROPOSE),
    )


def own_days(center: int, code: str) -> list[CenterOverride]:
    """Those that hold, wait or will hold; the newest first."""
    rows = CenterOverride.objects.filter(center_id=center, protocol_code=code, withdrawn_at=None)
    return list(rows.select_related("set_by", "approved_by").order_by("-effective_on", "-set_at"))


def own_words(row: CenterOverride, protocol: Protocol) -> str:
    """ "Stay near the center: 28 days instead of 14"."""
    now = overrides.changeable(protocol, row.step, row.series)
    if now is None:
        return f"{row.step}: {row.offset}, which this version does not let a center set"
    return f"{title_of(protocol, row.step)}: {amount(row.offset, now.unit)} instead of {now.offset}"


def title_of(protocol: Protocol, step: str) -> str:
    if step.startswith(overrides.WASHOUT):
        return next(one.label for one in protocol.washouts if overrides.WASHOUT + one.drug_class == step)
    if step.startswith(overrides.ANCHOR):
        return protocol.anchor(step.removeprefix(overrides.ANCHOR)).label
    return protocol.step(step).title


Approved = dict[tuple[str, str], ItemApproval]


@dataclass(frozen=True)
class Reader:
    """Makes entries of a protocol for one center on one day; without a center nothing is approved and nothing its own."""

    protocol: Protocol
    approved: Approved
    days: list[CenterOverride]
    on: date
    known: dict[str, items.Item]

    def entry(self, code: str, number: str, title: str, rows: Rows, **more: Any) -> Entry:
        item = self.known[code]
        return Entry(code, item.sha256, number, title, rows, approval=self.approved.get((code, item.sha256)), **more)

    def step(self, one: Step) -> Entry:
        number = str(one.number) if one.number else ""
        series = [(one.code, place) for place in range(len(one.due))]
        rows = facts.of_step(one, self.protocol)
        return self.entry(f"steps.{one.code}", number, one.title, rows, side=one.site, owns=self.owns(series))

    def gate(self, one: Gate) -> Entry:
        return self.entry(f"gates.{one.code}", one.code, one.title, facts.of_gate(one, self.protocol))

    def failure(self, one: Branch) -> Entry:
        return self.entry(f"branches.{one.code}", one.code, one.title, facts.of_branch(one, self.protocol))

    def washout(self, one: Washout) -> Entry:
        rows, owns = facts.of_washout(one, self.protocol), self.owns([(overrides.WASHOUT + one.drug_class, 0)])
        return self.entry(f"washouts.{one.drug_class}", "", one.label, rows, owns=owns)

    def anchor(self, one: Anchor) -> Entry:
        rows, owns = facts.of_anchor(one, self.protocol), self.owns([(overrides.ANCHOR + one.code, 0)])
        return self.entry(f"anchors.{one.code}", one.code, one.label, rows, owns=owns)

    def owns(self, rules: list[tuple[str, int]]) -> tuple[Own, ...]:
        """Those a center may change, with what it says instead."""
        free = [rule for one in rules if (rule := overrides.changeable(self.protocol, *one))]
        return tuple(Own(rule.step, rule.series, self.instead(rule), len(free) > 1) for rule in free)

    def instead(self, rule: overrides.Changeable) -> str:
        """From the newest approved one that has taken effect."""
        held = [row for row in self.days if (row.step, row.series) == (rule.step, rule.series) and row.approved_at]
        held = sorted((row for row in held if row.effective_on <= self.on), key=lambda row: (row.effective_on, str(row.approved_at)))
        return amount(held[-1].offset, rule.unit) if held else ""


def sections(protocol: Protocol, approved: Approved, days: list[CenterOverride], on: date) -> Iterator[Section]:
    """Steps by phase, then gates, failures, washouts and anchors; empty ones are left out."""
    read = Reader(protocol, approved, days, on, items.items(protocol))
    for phase, words in protocol.phases:
        yield Section(f"phase-{phase}", words, tuple(read.step(one) for one in protocol.steps if one.phase == phase))
    yield Section("gates", "Gates", tuple(map(read.gate, protocol.gates)))
    yield Section("branches", "Failures", tuple(map(read.failure, protocol.branches)))
    if protocol.washouts:
        yield Section("washouts", "Washouts before collection", tuple(map(read.washout, protocol.washouts)))
    yield Section("anchors", "Dates the road hangs on", tuple(map(read.anchor, protocol.anchors)))
