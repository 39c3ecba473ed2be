"""Rule sets as screens: the list by kind, one set with its criteria in words, its history and what the reader may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from carecoord.access.actor import Actor
from carecoord.access.permissions import may
from carecoord.ui.parts import Tag, Tone
from referrals.models import RuleSet
from referrals.selection.criteria import Criterion, Level, said
from referrals.selection.permissions import Permission
from referrals.selection.sets import criteria_of
from referrals.selection.states import PRODUCTS, RuleKind, RuleState

ABOUT: Final = {
    RuleKind.LABEL: "What the label says. Nobody here changes it.",
    RuleKind.TRIAL: "What trials measured at entry. Outside a trial's range says nothing about treatment.",
    RuleKind.CENTER: "What a center goes by. Each center makes its own; until then the usual limits hold.",
    RuleKind.PAYER: "What a payer asks before it pays, as a center has written it down.",
}


@dataclass(frozen=True, slots=True)
class Listed:
    row: RuleSet
    tag: Tag
    owner: str
    product: str


@dataclass(frozen=True, slots=True)
class Group:
    kind: RuleKind
    about: str
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion in words."""

    words: str
    rule: str
    level: str
    age: str
    note: str
    others: tuple[str, ...]
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class SetPage:
    row: RuleSet
    tag: Tag
    owner: str
    product: str
    lines: tuple[Line, ...]
    history: tuple[Listed, ...]
    may_edit: bool
    may_copy: bool
    may_approve: bool
    may_retire: bool
    obstacle: str


def listed(actor: Actor, today: date) -> tuple[Group, ...]:
    """What holds, what will, and one's own drafts; what has ended is in the history of each."""
    rows = RuleSet.objects.readable_by(actor).for_center(actor.place_id).exclude(state=RuleState.RETIRED).select_related("owner")
    current = [row for row in rows if row.retired_on is None or row.retired_on > today]
    return tuple(Group(kind, ABOUT[kind], tuple(one_of(row, today) for row in current if row.kind == kind)) for kind in RuleKind)


def one_of(row: RuleSet, today: date) -> Listed:
    owner = row.owner.short_name if row.owner else "For everybody"
    return Listed(row, tag_of(row, today), owner, PRODUCTS.get(row.product, row.product) or "Every product")


def tag_of(row: RuleSet, today: date) -> Tag:
    if row.state == RuleState.DRAFT:
        return Tag("Draft", Tone.YOU, "edit")
    if row.state == RuleState.RETIRED or (row.retired_on and row.retired_on <= today):
        return Tag("Ended", Tone.NEUTRAL, "history")
    return Tag("Not yet in force", Tone.PLAIN, "clock") if row.effective_on > today else Tag("In force", Tone.DONE, "done")


def shown_set(actor: Actor, row: RuleSet, today: date) -> SetPage:
    shown, is_ours = one_of(row, today), row.owner_id is not None and row.owner_id == actor.place_id
    drafts = may(actor, Permission.DRAFT_RULES)
    approves = is_ours and may(actor, Permission.APPROVE_RULES)
    return SetPage(
        row=row,
        tag=shown.tag,
        owner=shown.owner,
        product=shown.product,
        lines=tuple(line_of(one) for one in criteria_of(row)),
        history=history(actor, row, today),
        may_edit=is_ours and row.is_draft and drafts,
        may_copy=drafts and not row.is_draft and row.kind in (RuleKind.CENTER, RuleKind.PAYER),
        may_approve=approves and row.is_draft and row.drafted_by_id != actor.user_id,
        may_retire=approves and row.state == RuleState.APPROVED and row.retired_on is None,
        obstacle=obstacle(actor, row) if is_ours and row.is_draft else "",
    )


def obstacle(actor: Actor, row: RuleSet) -> str:
    """What must happen before this draft holds."""
    if row.tested_at is None:
        return "It has to be tested against your patients first."
    if row.drafted_by_id == actor.user_id:
        return "You wrote it; a second person approves it."
    return "" if may(actor, Permission.APPROVE_RULES) else "A clinician of your center approves it."


def history(actor: Actor, row: RuleSet, today: date) -> tuple[Listed, ...]:
    """Every version of the same set of the same owner, newest first."""
    rows = RuleSet.objects.readable_by(actor).filter(kind=row.kind, key=row.key, owner_id=row.owner_id)
    return tuple(one_of(one, today) for one in rows.select_related("owner", "approved_by", "drafted_by").order_by("-number"))


def line_of(one: Criterion) -> Line:
    age = f"{one.max_age_days} days" if one.max_age_days else ""
    level = "Discuss" if one.level is Level.DISCUSS else "Limit"
    return Line(one.words, said(one), level, age, one.note, tuple(said(way) for way in one.unless), one.is_confirmed)
