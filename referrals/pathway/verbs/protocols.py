"""What a center does to a protocol: proposes its own days, approves them, takes them back, approves items. Nobody changes the text.

Room: referrals.pathway. No patient here; rows are the center's own.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import CenterOverride, ItemApproval, ProtocolVersion
from referrals.pathway.items import approvals, items
from referrals.pathway.overrides import Changeable, changeable
from referrals.pathway.permissions import Permission
from referrals.pathway.plain import from_plain


def propose_override(
    actor: Actor, *, code: str, version: int, step: str, series: int, offset: int, reason: str, source: str, effective_on: date
) -> CenterOverride:
    """Ask for a center's own number; it counts once the medical director approves it."""
    hand = _hand(actor, Permission.PROPOSE)
    rule = changeable(from_plain(_version(code, version).content), step, series)
    _one_at_a_time(hand.center, code, step, series)
    _check_offset(rule, offset)
    _check_words(reason, source, effective_on)
    _no_other_waits(hand.center, code, step, series)
    row = CenterOverride.objects.create(
        center_id=hand.center,
        protocol_code=code,
        step=step,
        series=series,
        offset=offset,
        effective_on=effective_on,
        reason=reason.strip(),
        source=source.strip(),
        set_by_id=hand.user,
    )
    record(actor, "propose override", about=row)
    return row


def _version(code: str, version: int) -> ProtocolVersion:
    return ProtocolVersion.objects.get(code=code, version=version)


@dataclass(frozen=True)
class Hand:
    """Who writes, for which center; both are known once the permission is."""

    user: int
    center: int


def _hand(actor: Actor, permission: Permission) -> Hand:
    require(actor, permission)
    if actor.user_id is None or actor.place is None:
        raise NotAllowed("A person of a center does this.")
    return Hand(actor.user_id, actor.place.id)


def _one_at_a_time(center: int, code: str, step: str, series: int) -> None:
    """Two proposals for one rule at one moment: the second waits and then sees the first."""
    key = zlib.crc32(f"{code} {step} {series}".encode()) & 0x7FFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [center, key])


def _check_offset(rule: Changeable | None, offset: int) -> None:
    if rule is None:
        raise Refused("A center cannot change this rule.", field="offset")
    if offset < rule.least:
        raise Refused(f"It cannot be less than {rule.least}: the protocol's minimum.", field="offset")
    if offset == rule.offset:
        raise Refused(f"The protocol says {offset} already.", field="offset")


def _check_words(reason: str, source: str, effective_on: date) -> None:
    if not reason.strip():
        raise Refused("Say why your center does it another way.", field="reason")
    if not source.strip():
        raise Refused("Name what it rests on: a policy, a paper, a committee.", field="source")
    if effective_on < timezone.localdate():
        raise Refused("Choose today or a later day; plans of the past do not change.", field="effective_on")


def _no_other_waits(center: int, code: str, step: str, series: int) -> None:
    waiting = CenterOverride.objects.filter(
        center_id=center, protocol_code=code, step=step, series=series, approved_at=None, withdrawn_at=None
    )
    other = waiting.select_related("set_by").first()
    if other is not None:
        raise Refused(f"{other.set_by.name} proposed {other.offset} for this rule; it waits for the medical director.", code="waiting")


def approve_override(actor: Actor, override_id: int) -> CenterOverride:
    """The medical director says yes; plans made from then on use it."""
    row = _override(actor, override_id, Permission.APPROVE)
    if row.approved_at is not None:
        raise Refused("This is approved already.", code="approved")
    row.approved_by_id, row.approved_at = actor.user_id, timezone.now()
    row.save(update_fields=["approved_by", "approved_at"])
    record(actor, "approve override", about=row)
    return row


def withdraw_override(actor: Actor, override_id: int, *, reason: str) -> CenterOverride:
    """A proposal is taken back by the people who may propose; an approved override by the medical director alone."""
    row = _override(actor, override_id, Permission.PROPOSE)
    if row.approved_at is not None:
        require(actor, Permission.APPROVE)
    if not reason.strip():
        raise Refused("Say why it is taken back.", field="reason")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record(actor, "withdraw override", about=row, reason=reason.strip())
    return row


def _override(actor: Actor, override_id: int, permission: Permission) -> CenterOverride:
    """The center's own row, locked; other centers' do not exist for it."""
    center = _hand(actor, permission).center
    row = CenterOverride.objects.select_for_update().get(pk=override_id, center_id=center)
    if row.withdrawn_at is not None:
        raise Refused("This was taken back.", code="withdrawn")
    return row


def approve_items(actor: Actor, *, code: str, version: int, wanted: Mapping[str, str]) -> list[ItemApproval]:
    """Approve items as they were read: `wanted` is item code to fingerprint. A fingerprint that is not the text's refuses all of them."""
    hand = _hand(actor, Permission.APPROVE)
    _check_read(_version(code, version), wanted)
    _one_at_a_time(hand.center, code, "items", 0)
    held = approvals(hand.center, code)
    new = [item for item, sha256 in wanted.items() if (item, sha256) not in held]
    if not new:
        raise Refused("All of this is approved already.", code="approved")
    made = ItemApproval.objects.bulk_create(
        ItemApproval(center_id=hand.center, protocol_code=code, item=item, sha256=wanted[item], approved_by_id=hand.user) for item in new
    )
    record(actor, "approve protocol items", about=made[0], fields=new)
    return made


def _check_read(version: ProtocolVersion, wanted: Mapping[str, str]) -> None:
    known = items(from_plain(version.content))
    if not wanted:
        raise Refused("Choose at least one item.", field="items")
    strange = [item for item, sha256 in wanted.items() if item not in known or known[item].sha256 != sha256]
    if strange:
        raise Refused(f"“{strange[0]}” does not read as it did when you opened the page. Open it again.", code="changed")
