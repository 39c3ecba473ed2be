"""Asked again at the moment of sending: may this still go out? Apps above add their own questions with `register`.

A check takes the candidates of a batch and returns the ids that must not go out, each with a short reason code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q

from carecoord.access.models import Grant, PersonalGrant
from carecoord.accounts.models import Membership
from carecoord.notifications.channels import Letter, registry
from carecoord.notifications.kinds import Audience, Form, Kind
from carecoord.notifications.models import Mute, NotificationQuerySet
from carecoord.notifications.states import Channel


@dataclass(frozen=True)
class Candidate:
    """A leased row with what deciding and addressing need: no name, nothing of the record."""

    id: UUID
    kind: Kind
    channel: Channel
    recipient_id: int
    organization_id: int | None
    about: UUID | None
    patient_id: UUID | None
    attempts: int
    address: str
    language: str
    is_active: bool
    works_there: bool
    is_granted: bool
    is_theirs: bool
    muted: Sequence[str]

    @property
    def form(self) -> Form:
        return self.kind.form

    @property
    def letter(self) -> Letter:
        return Letter(self.id, self.form, self.address, self.language, self.recipient_id)


Check = Callable[[Sequence[Candidate]], Mapping[UUID, str]]
CHECKS: list[Check] = []
ANYWHERE = Q(organization_id=None)


def register(check: Check) -> Check:
    """Ask `check` about every batch from now on; it runs as carecoord_worker, so it may read only what that role may."""
    if check not in CHECKS:
        CHECKS.append(check)
    return check


def refused(rows: Sequence[Candidate]) -> dict[UUID, str]:
    """Which rows may not go out, and why; the first reason counts."""
    reasons: dict[UUID, str] = {}
    for check in (entitled, *CHECKS):
        left = [row for row in rows if row.id not in reasons]
        if left:
            reasons.update(check(left))
    return reasons


def candidates(rows: NotificationQuerySet) -> list[Candidate]:
    """One statement for the whole batch, urgent rows first."""
    member = Membership.objects.active().filter(user_id=OuterRef("recipient_id"), organization_id=OuterRef("organization_id"))
    granted = Grant.objects.active().filter(patient_id=OuterRef("patient_id"), organization_id=OuterRef("organization_id"))
    personal = PersonalGrant.objects.active().filter(patient_id=OuterRef("patient_id"), user_id=OuterRef("recipient_id"))
    muted = Mute.objects.filter(user_id=OuterRef("recipient_id"), channel=OuterRef("channel")).values("topic")
    annotated = rows.annotate(
        address=F("recipient__email"),
        language=F("recipient__language"),
        is_active=F("recipient__is_active"),
        works_there=Exists(member) | ANYWHERE,
        is_granted=Exists(granted) | ANYWHERE,
        is_theirs=Exists(personal),
        muted=ArraySubquery(muted),
    )
    found = annotated.order_by("-is_urgent", "try_at").values(*Candidate.__dataclass_fields__)
    return addressed([Candidate(**{**row, "kind": Kind(row["kind"]), "channel": Channel(row["channel"])}) for row in found])


def addressed(rows: Sequence[Candidate]) -> list[Candidate]:
    """The rows with the address that their channel knows; empty if it knows none."""
    found = {name: registry.addresses(name, {row.recipient_id for row in rows if row.channel == name}) for name in channels_of(rows)}
    return [row if (known := found[row.channel]) is None else replace(row, address=known.get(row.recipient_id, "")) for row in rows]


def channels_of(rows: Sequence[Candidate]) -> set[Channel]:
    return {row.channel for row in rows}


def entitled(rows: Sequence[Candidate]) -> dict[UUID, str]:
    """The recipient is active, still works there or is still the patient or proxy, and has not switched it off."""
    reasons = {row.id: why_not(row) for row in rows}
    return {key: reason for key, reason in reasons.items() if reason}


def why_not(row: Candidate) -> str:
    if not row.is_active:
        return "recipient_inactive"
    if not row.address:
        return "no_address"
    if not row.works_there:
        return "left_organization"
    opens = row.is_theirs if row.form.audience is Audience.PERSON else row.is_granted
    if row.patient_id and row.form.needs_grant and not opens:
        return "access_ended"
    if row.form.topic in row.muted and not row.form.is_safety:
        return "switched_off"
    return ""
