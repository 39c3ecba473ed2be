"""The eligibility panel as a frozen screen: both products side by side, what is missing, what is red, when cells may be collected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.parts import Tag, Tone
from referrals.models import InfoItem, ItemState, Referral, RuleSet, Verdict
from referrals.permissions import Permission as OfTheLoop
from referrals.selection import watch
from referrals.selection.basis import Basis, basis_of
from referrals.selection.criteria import Outcome, State
from referrals.selection.flags import Flag, raised
from referrals.selection.free import Free, earliest
from referrals.selection.judging import Judgement, judgements, line, missing
from referrals.selection.keys import GROUPS, Key, Kind
from referrals.selection.permissions import Permission
from referrals.selection.sets import applying
from referrals.selection.states import PRODUCTS, SAID, RuleKind
from referrals.states import Side, Stage

ANSWERS: Final = {
    State.MET: Tag("Met", Tone.DONE, "done"),
    State.NOT_MET: Tag("Not met", Tone.FLAG, "missing"),
    State.UNKNOWN: Tag("Not known", Tone.YOU, "unknown"),
}
TONES: Final = {Outcome.WITHIN: Tone.DONE, Outcome.OUTSIDE: Tone.FLAG, Outcome.DISCUSS: Tone.YOU, Outcome.UNKNOWN: Tone.YOU}
ICONS: Final = {Outcome.WITHIN: "done", Outcome.OUTSIDE: "missing", Outcome.DISCUSS: "message", Outcome.UNKNOWN: "unknown"}
ORDER: Final = {State.NOT_MET: 0, State.UNKNOWN: 1, State.MET: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as it is read; the same whether it was judged now or stored once."""

    words: str
    label: str
    rule: str
    tag: Tag
    state: str
    value: str
    on: date | None
    source: str
    change: str
    note: str
    is_discuss: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class SetView:
    """One rule set with its answer. `open` are the rows that are not met; `href` leads to the rules themselves."""

    title: str
    kind: str
    version: str
    source: str
    approval: str
    caution: str
    tag: Tag
    rows: tuple[Row, ...]
    href: str
    anchor: str

    @property
    def open(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.state == State.NOT_MET)

    @property
    def counted(self) -> str:
        """ "8 of 20 met, 3 not met, 9 not known"."""
        met, unmet, unknown = (sum(row.state == state for row in self.rows) for state in (State.MET, State.NOT_MET, State.UNKNOWN))
        more = [f"{count} {words}" for count, words in ((unmet, "not met"), (unknown, "not known")) if count]
        return ", ".join((f"{met} of {len(self.rows)} met", *more))


@dataclass(frozen=True, slots=True)
class Column:
    """One product."""

    product: str
    words: str
    free: Free | None
    sets: tuple[SetView, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that crossed limits since verdicts were kept; the sets in which something is not met now, and in which it is met."""

    label: str
    before: str
    now: str
    worse: tuple[str, ...]
    better: tuple[str, ...]
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Lacking:
    """A value nobody knows, what can be done about it, and how it is answered."""

    key: Key
    is_asked: bool
    is_yes_no: bool


@dataclass(frozen=True, slots=True)
class Panel:
    referral: Referral
    basis: str
    columns: tuple[Column, ...]
    shared: tuple[SetView, ...]
    flags: tuple[Flag, ...]
    changed: tuple[Changed, ...]
    lacking: tuple[Lacking, ...]
    verdicts: tuple[Verdict, ...]
    may_ask: bool
    may_answer: bool
    may_store: bool
    has_payer: bool


def build(actor: Actor, referral: Referral) -> Panel:
    today, basis = timezone.localdate(), basis_of(actor, referral)
    found = judgements(applying(referral.to_org_id, today), basis.facts, today=today)
    free = earliest(basis.facts.record, referral.to_org_id)
    return Panel(
        referral=referral,
        basis=said_of(basis),
        columns=tuple(column(product, words, found, free.get(product)) for product, words in PRODUCTS.items()),
        shared=tuple(view(one) for one in found if not one.row.product),
        flags=tuple(raised(basis.facts)),
        changed=changed(watch.crossings(referral, basis.facts)) if referral.is_open else (),
        lacking=lacking(referral, missing(found)),
        verdicts=tuple(Verdict.objects.visible_to(actor).filter(referral=referral).select_related("organization")[:24]),
        may_ask=may_ask(actor, referral),
        may_answer=basis.is_live and may(actor, Permission.ANSWER, referral),
        may_store=may(actor, Permission.JUDGE, referral),
        has_payer=any(one.row.kind == RuleKind.PAYER for one in found),
    )


def changed(found: Iterable[watch.Crossing]) -> tuple[Changed, ...]:
    """By value, so that one new result is told once however many limits it crossed."""
    groups: dict[tuple[str, str, str], list[watch.Crossing]] = {}
    for one in found:
        groups.setdefault((one.label, one.before, one.now), []).append(one)
    return tuple(
        Changed(*key, sets_of(rows, is_worse=True), sets_of(rows, is_worse=False), max(one.verdict.judged_at for one in rows))
        for key, rows in groups.items()
    )


def sets_of(rows: Iterable[watch.Crossing], *, is_worse: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.verdict.title for one in rows if one.is_worse is is_worse))


def said_of(basis: Basis) -> str:
    if basis.is_live:
        return "Judged now, from the record as it stands."
    return f"Judged now, from {basis.name} and the answers to your questions; the record itself is not open to you yet."


def may_ask(actor: Actor, referral: Referral) -> bool:
    """The center asks; once the packet is in its hands."""
    is_ours = referral.side_of(actor) == Side.RECEIVER and referral.is_open and referral.stage != Stage.SUBMITTED
    return is_ours and may(actor, OfTheLoop.COORDINATE, referral)


def column(product: str, words: str, found: Iterable[Judgement], free: Free | None) -> Column:
    return Column(product, words, free, tuple(view(one) for one in found if one.row.product == product))


def lacking(referral: Referral, keys: Iterable[Key]) -> tuple[Lacking, ...]:
    asked = set(InfoItem.objects.filter(referral=referral, state=ItemState.OPEN).values_list("code", flat=True))
    rows = sorted(keys, key=lambda key: GROUPS.index(key.group))
    return tuple(Lacking(key, key.key in asked, key.kind is Kind.YES_NO) for key in rows)


def view(found: Judgement) -> SetView:
    row = found.row
    return SetView(
        title=row.title,
        kind=row.get_kind_display(),
        version=version_of(row),
        source=row.source,
        approval=row.approval,
        caution=row.caution,
        tag=tag_of(row.kind, found.outcome),
        rows=rows_of(line(one) for one in found.judged),
        href=reverse("selection:rule_set", args=[row.pk]),
        anchor=f"{row.kind}-{row.key}",
    )


def version_of(row: RuleSet) -> str:
    return f"version {row.number}"


def tag_of(kind: str, outcome: str) -> Tag:
    found = Outcome(outcome)
    return Tag(SAID[kind][found], TONES[found], ICONS[found])


def rows_of(lines: Iterable[dict[str, Any]]) -> tuple[Row, ...]:
    """What needs somebody stands first."""
    return tuple(sorted((row_of(one) for one in lines), key=lambda row: ORDER[State(row.state)]))


def row_of(one: dict[str, Any]) -> Row:
    return Row(
        words=one["words"],
        label=one.get("label", ""),
        rule=one["rule"],
        tag=ANSWERS[State(one["state"])],
        state=one["state"],
        value=one["value"],
        on=date.fromisoformat(one["on"]) if one["on"] else None,
        source=one["source"],
        change=one["change"],
        note=one["note"],
        is_discuss=one["level"] == "discuss",
        is_confirmed=one["is_confirmed"],
    )
