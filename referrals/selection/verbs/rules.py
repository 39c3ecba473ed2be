"""A center writes its own limits: a draft, tested against its patients, approved by a second person from a day on, retired when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import RuleSet
from referrals.selection.permissions import Permission
from referrals.selection.states import RuleKind, RuleState
from referrals.selection.writing import BadCriterion, parsed, plain

OWN = (RuleKind.CENTER, RuleKind.PAYER)  # labels and trials are nobody's to write


@dataclass(frozen=True, slots=True)
class About:
    """What a draft is called and rests on."""

    title: str
    source: str
    reason: str
    effective_on: date
    product: str = ""


def draft(actor: Actor, *, kind: RuleKind, key: str, about: About, start: UUID | None = None) -> RuleSet:
    """A new version of one's own set; its criteria begin as those of `start`, so that only what differs has to be written."""
    center = hand(actor, Permission.DRAFT_RULES)
    if kind not in OWN:
        raise Refused("Labels and trial ranges are not a center's to change.", code="not_yours")
    before = source_of(actor, start, kind)
    mine = RuleSet.objects.filter(owner_id=center, kind=kind, key=key)
    if other := mine.filter(state=RuleState.DRAFT).select_related("drafted_by").first():
        raise Refused(
            f"{other.drafted_by.name if other.drafted_by else 'Somebody'} is writing a draft of this already.", code="draft_there"
        )
    check(about)
    newest = mine.order_by("-number").first()
    row = RuleSet.objects.create(
        kind=kind,
        key=key,
        owner_id=center,
        number=newest.number + 1 if newest else 1,
        content=before.content if before else [],
        drafted_by_id=actor.user_id,
        **named(about),
    )
    record(actor, "selection.draft_rules", about=row)
    return row


def source_of(actor: Actor, start: UUID | None, kind: RuleKind) -> RuleSet | None:
    if start is None:
        return None
    row = RuleSet.objects.readable_by(actor).get(pk=start)
    if row.kind != kind:
        raise Refused("A set of one kind is never made out of another kind.", code="kinds_never_mix")
    return row


def edit(actor: Actor, rule_set_id: UUID, *, version: int, criteria: Sequence[Mapping[str, Any]], about: About | None = None) -> RuleSet:
    """Write the draft; a test made before no longer counts. Whoever edits stands as its writer, so somebody else must approve."""
    row = locked(actor, rule_set_id, Permission.DRAFT_RULES, version)
    must_be_draft(row)
    try:
        row.content = plain(parsed(criteria))
    except BadCriterion as bad:
        raise Refused(str(bad), field="criteria", code="bad_criterion") from None
    if about is not None:
        check(about)
        for name, value in named(about).items():
            setattr(row, name, value)
    row.tested_at, row.drafted_by_id, row.drafted_at = None, actor.user_id, timezone.now()
    return written(actor, row, "selection.edit_rules", ["content", *FIELDS, "tested_at", "drafted_by", "drafted_at"])


def test(actor: Actor, rule_set_id: UUID, *, version: int) -> RuleSet:
    """Say that the draft was held against the center's patients; who differs is shown by `trying` and not kept."""
    row = locked(actor, rule_set_id, Permission.DRAFT_RULES, version)
    must_be_draft(row)
    row.tested_at = timezone.now()
    return written(actor, row, "selection.test_rules", ["tested_at"])


def approve(actor: Actor, rule_set_id: UUID, *, version: int) -> RuleSet:
    """By somebody else than its writer, after a test. It holds from its day on; verdicts that are stored do not change."""
    row = locked(actor, rule_set_id, Permission.APPROVE_RULES, version)
    must_be_draft(row)
    if row.drafted_by_id == actor.user_id:
        raise Refused("You wrote this draft; a second person approves it.", code="second_person")
    if row.tested_at is None:
        raise Refused("Test the draft against your patients first.", code="test_first")
    if not row.content:
        raise Refused("A set without criteria says nothing.", code="empty")
    if row.effective_on < timezone.localdate():
        raise Refused("Its day has passed; choose today or a later one.", field="effective_on", code="date_past")
    end_before(actor, row)
    row.state, row.approved_by_id, row.approved_at = RuleState.APPROVED, actor.user_id, timezone.now()
    row.approval = f"Approved by {actor.name}"[:200]
    return written(actor, row, "selection.approve_rules", ["state", "approved_by", "approved_at", "approval"])


def end_before(actor: Actor, row: RuleSet) -> None:
    """The version before ends the day this one begins."""
    earlier = RuleSet.objects.filter(owner_id=row.owner_id, kind=row.kind, key=row.key, state=RuleState.APPROVED, retired_on=None)
    for one in earlier.select_for_update():
        one.retired_on = max(row.effective_on, one.effective_on)
        written(actor, one, "selection.retire_rules", ["retired_on"])


def discard(actor: Actor, rule_set_id: UUID, *, version: int) -> RuleSet:
    """Take a draft back; it stays in the history."""
    row = locked(actor, rule_set_id, Permission.DRAFT_RULES, version)
    must_be_draft(row)
    row.state, row.retired_on = RuleState.RETIRED, timezone.localdate()
    return written(actor, row, "selection.discard_rules", ["state", "retired_on"])


def retire(actor: Actor, rule_set_id: UUID, *, version: int, reason: str) -> RuleSet:
    """End an approved set today without another; the one for everybody holds again."""
    row = locked(actor, rule_set_id, Permission.APPROVE_RULES, version)
    if row.state != RuleState.APPROVED:
        raise Refused("Only what is approved can be ended.", code="wrong_state")
    if not reason.strip():
        raise Refused("Say why it ends.", field="reason")
    row.state, row.retired_on = RuleState.RETIRED, timezone.localdate()
    return written(actor, row, "selection.retire_rules", ["state", "retired_on"], reason=reason.strip()[:300])


FIELDS = ("title", "source", "reason", "effective_on", "product")


def named(about: About) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value := getattr(about, name), str) else value for name in FIELDS}


def check(about: About) -> None:
    if not about.title.strip():
        raise Refused("Give it a name.", field="title")
    if not about.source.strip():
        raise Refused("Name what it rests on: a policy, a paper, a committee.", field="source")
    if not about.reason.strip():
        raise Refused("Say why your center does it so.", field="reason")
    if about.effective_on < timezone.localdate():
        raise Refused("Choose today or a later day; what was judged before does not change.", field="effective_on")


def hand(actor: Actor, permission: Permission) -> int:
    """The center for which somebody writes."""
    require(actor, permission)
    if actor.user_id is None or actor.place is None:
        raise NotAllowed("A person of a center does this.")
    return actor.place.id


def locked(actor: Actor, rule_set_id: UUID, permission: Permission, version: int) -> RuleSet:
    """The center's own row; others' do not exist for it."""
    row = RuleSet.objects.select_for_update().get(pk=rule_set_id, owner_id=actor.place_id or 0)
    hand(actor, permission)
    if row.version != version:
        raise Stale(row.version, ["Somebody changed this set since you opened it."])
    return row


def must_be_draft(row: RuleSet) -> None:
    if row.state != RuleState.DRAFT:
        raise Refused("Only a draft can be changed; write a new version.", code="not_a_draft")


def written(actor: Actor, row: RuleSet, action: str, fields: list[str], *, reason: str = "") -> RuleSet:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    record(actor, action, about=row, fields=fields, reason=reason)
    return row
