"""What people do with a task: take it, give it back, say that it is seen to. Each checks the version, and writes history and audit."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.permissions import require
from carecoord.accounts.models import User
from carecoord.audit.trail import record
from carecoord.notifications.attention.rows import LIVE, Attention, AttentionEvent, AttentionState
from carecoord.notifications.permissions import Permission


def claim(actor: Actor, attention_id: UUID, *, version: int) -> Attention:
    row = found(actor, attention_id, version)
    if row.state == AttentionState.CLAIMED:
        raise Refused(f"{name_of(row)} already sees to it.", code="claimed")
    row.state, row.owner_id = AttentionState.CLAIMED, actor.user_id
    return keep(actor, row, "claim")


def release(actor: Actor, attention_id: UUID, *, version: int) -> Attention:
    """Anybody of the team may give it back: whoever took it may have gone home."""
    row = found(actor, attention_id, version)
    if row.state != AttentionState.CLAIMED:
        raise Refused("Nobody has taken it yet.", code="not_claimed")
    row.state, row.owner_id = AttentionState.OPEN, None
    return keep(actor, row, "release")


def finish(actor: Actor, attention_id: UUID, *, version: int, reason: str = "") -> Attention:
    """Seen to; whoever says so owns it from then on."""
    row = found(actor, attention_id, version)
    row.state, row.owner_id, row.settled_by_id, row.settled_at = AttentionState.DONE, actor.user_id, actor.user_id, timezone.now()
    row.reason = reason.strip()[:300]
    return keep(actor, row, "finish", reason=row.reason)


def found(actor: Actor, attention_id: UUID, version: int) -> Attention:
    """Locked, as it is now; raises DoesNotExist for what the actor may not see, Stale when somebody was faster."""
    row = Attention.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=attention_id)
    require(actor, Permission.ATTEND, row)
    if row.version != version:
        raise Stale(row.version)
    if row.state not in LIVE:
        raise Refused("This was settled meanwhile.", code="settled")
    return row


def keep(actor: Actor, row: Attention, verb: str, *, reason: str = "") -> Attention:
    row.version += 1
    row.save(update_fields=["state", "owner", "settled_at", "settled_by", "reason", "version"])
    AttentionEvent.objects.create(attention=row, verb=verb, actor_id=actor.user_id, actor_name=actor.name, reason=reason)
    record(actor, f"attention.{verb}", about=row, patients=[row.patient_id] if row.patient_id else [])
    return row


def name_of(row: Attention) -> str:
    return User.objects.filter(pk=row.owner_id or 0).values_list("name", flat=True).first() or "Somebody"
