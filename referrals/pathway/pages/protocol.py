"""The protocol page: every item with its rule, source and grade, what the center set itself, what its director approved; and a diff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from referrals.models import CenterOverride, ItemApproval, ProtocolVersion
from referrals.pathway import items, overrides
from referrals.pathway.compiled import protocol_of
from referrals.pathway.kinds import Site
from referrals.pathway.pages import facts
from referrals.pathway.permissions import Permission
from referrals.pathway.protocol import Protocol, Step
from referrals.pathway.wording import amount

Rows = tuple[facts.Row, ...]
STEPS: Final = "steps"


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
    return protocol.step(step).title


Approved = dict[tuple[str, str], ItemApproval]


def sections(protocol: Protocol, approved: Approved, days: list[CenterOverride], on: date) -> Iterator[Section]:
    """Steps by phase, then gates, failures, washouts and anchors; empty ones are left out."""
    fingerprints = items.items(protocol)

    def entry(kind: str, code: str, number: str, title: str, rows: Rows, **more: Any) -> Entry:
        item = fingerprints[f"{kind}.{code}"]
        return Entry(item.code, item.sha256, number, title, rows, approval=approved.get((item.code, item.sha256)), **more)

    for phase, words in protocol.phases:
        steps = [step for step in protocol.steps if step.phase == phase]
        made = [
            entry(STEPS, one.code, number(one), one.title, facts.of_step(one, protocol), side=one.site, owns=owns(one, protocol, days, on))
            for one in steps
        ]
        yield Section(f"phase-{phase}", words, tuple(made))
    yield Section("gates", "Gates", tuple(entry("gates", g.code, g.code, g.title, facts.of_gate(g, protocol)) for g in protocol.gates))
    failures = [entry("branches", b.code, b.code, b.title, facts.of_branch(b, protocol)) for b in protocol.branches]
    yield Section("branches", "Failures", tuple(failures))
    if protocol.washouts:
        washouts = [
            entry("washouts", w.drug_class, "", w.label, facts.of_washout(w, protocol), owns=washout_owns(w.drug_class, protocol, days, on))
            for w in protocol.washouts
        ]
        yield Section("washouts", "Washouts before collection", tuple(washouts))
    dates = [entry("anchors", a.code, a.code, a.label, facts.of_anchor(a, protocol)) for a in protocol.anchors]
    yield Section("anchors", "Dates the road hangs on", tuple(dates))


def number(step: Step) -> str:
    return str(step.number) if step.number else ""


def owns(step: Step, protocol: Protocol, days: list[CenterOverride], on: date) -> tuple[Own, ...]:
    series = [place for place in range(len(step.due)) if overrides.changeable(protocol, step.code, place)]
    return tuple(Own(step.code, place, in_force(step.code, place, protocol, days, on), len(series) > 1) for place in series)


def washout_owns(drug_class: str, protocol: Protocol, days: list[CenterOverride], on: date) -> tuple[Own, ...]:
    code = overrides.WASHOUT + drug_class
    return (Own(code, 0, in_force(code, 0, protocol, days, on)),) if overrides.changeable(protocol, code, 0) else ()


def in_force(step: str, series: int, protocol: Protocol, days: list[CenterOverride], on: date) -> str:
    """What the center says instead, from the newest approved one that has taken effect."""
    held = [row for row in days if (row.step, row.series) == (step, series) and row.approved_at and row.effective_on <= on]
    now = overrides.changeable(protocol, step, series)
    return amount(max(held, key=lambda row: (row.effective_on, row.approved_at)).offset, now.unit) if held and now else ""
