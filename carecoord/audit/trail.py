"""Writing the log. `record` writes a row now; `saw` collects what a page shows, for the one row that the middleware writes."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.audit.models import Event, Outcome


def canonical(event: Event) -> bytes:
    """The bytes that `mac` covers: every column but `mac`, in a fixed order. `CANONICAL_SQL` makes the same text in the database."""
    values: list[Any] = [
        str(event.id),
        event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        event.user_id,
        event.client_id,
        event.job,
        event.organization_id,
        event.role,
        event.action,
        event.object_type,
        event.object_id,
        ",".join(str(one) for one in event.patient_ids),
        ",".join(event.fields),
        event.reason,
        event.request_id,
        event.ip,
        str(event.outcome),
    ]
    return json.dumps(values, ensure_ascii=False).encode()


# PostgreSQL writes a JSON array of scalars exactly as `json.dumps` does; tests/audit holds the two together.
CANONICAL_SQL = """json_build_array(e.id, to_char(e.at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US'), e.user_id, e.client_id, e.job,
  e.organization_id, e.role, e.action, e.object_type, e.object_id, array_to_string(e.patient_ids, ','), array_to_string(e.fields, ','),
  e.reason, e.request_id, e.ip, e.outcome)::text"""


def mac(event: Event) -> str:
    return hmac.digest(settings.AUDIT_KEY.encode(), canonical(event), "sha256").hex()


def saw(actor: Actor, patient_ids: Iterable[UUID]) -> None:
    """Say whose data this request shows; one audit row with all ids is written when it ends well."""
    actor.seen.update(patient_ids)


def record(
    actor: Actor,
    action: str,
    *,
    about: Model | None = None,
    patients: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    reason: str = "",
    outcome: Outcome = Outcome.OK,
    object_id: str = "",
) -> Event:
    """Write one row in the current transaction; an error here must undo whatever it tells of, so never catch it."""
    event = Event(at=timezone.now(), action=action[:60], outcome=outcome, **_who(actor))
    event.object_type = about._meta.label_lower if about is not None else ""
    event.object_id = str(about.pk) if about is not None else object_id[:40]
    event.patient_ids = sorted(set(patients), key=str)
    event.fields = sorted({name.replace(",", " ")[:60] for name in fields})
    event.reason = reason.replace("\0", "")[:500]
    event.mac = mac(event)
    event.save(force_insert=True)
    return event


def _who(actor: Actor) -> dict[str, Any]:
    """The columns that say who acts, for which organization, and from where."""
    return {
        "user_id": actor.user_id,
        "client_id": actor.client_id,
        "job": actor.job,
        "organization_id": actor.place.id if actor.place else None,
        "role": actor.role or "",
        "request_id": actor.request_id,
        "ip": actor.ip,
    }


class MiddlewareWitness:
    """What the one transaction calls: a row for what was shown, one for what was refused; and rows for the verbs of `access` below us."""

    def shown(self, request: HttpRequest, status: int) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction
        record(actor, f"read {view_name(request)}", patients=actor.seen, reason=f"status {status}" if status >= 400 else "")

    def denied(self, request: HttpRequest, status: int) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by OneTransaction
        reason, asked = f"{request.method} {status}", asked_for(request)
        record(actor, f"denied {view_name(request)}", reason=reason, outcome=Outcome.DENIED, object_id=asked)

    def did(self, actor: Actor, action: str, *, about: Model | None = None, patients: Iterable[UUID] = (), reason: str = "") -> None:
        record(actor, action, about=about, patients=patients, reason=reason)


def asked_for(request: HttpRequest) -> str:
    """The id in the address, if it is one of ours; it may name a record that does not exist."""
    match = request.resolver_match
    return next((str(v) for v in match.kwargs.values() if isinstance(v, UUID)), "") if match else ""


def view_name(request: HttpRequest) -> str:
    """The URL's name, never its path: a path could carry what somebody typed."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "unknown address"
