"""What this room's pages print: who may open a record and why, and emergency access with its reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from carecoord.access import people
from carecoord.access.actor import Actor
from carecoord.access.models import BreakGlass, CareTeam, ClockNow, Grant, Restriction
from carecoord.access.permissions import may
from carecoord.access.rules import Permission
from carecoord.access.verbs import MANY, REVIEW_WITHIN, Match
from carecoord.accounts.models import Membership, Organization
from carecoord.ui.parts import Due, When


@dataclass(frozen=True, slots=True)
class GrantRow:
    organization: str
    side: str
    scope: str
    source: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamRow:
    id: UUID
    name: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    id: UUID
    kind: str
    reason: str
    by: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open one record, now."""

    frame: people.Frame
    grants: tuple[GrantRow, ...]
    restrictions: tuple[RestrictionRow, ...]
    team: tuple[TeamRow, ...]
    may_restrict: bool
    may_staff: bool


def access(actor: Actor, frame: people.Frame) -> Access:
    patient_id = frame.header.id
    keeps = frame.header.custodian_id == actor.place_id
    return Access(
        frame=frame,
        grants=_grants(patient_id),
        restrictions=tuple(
            RestrictionRow(r.pk, r.get_kind_display(), r.reason, r.placed_by.name if r.placed_by else "", r.placed_at)
            for r in Restriction.objects.filter(patient_id=patient_id, lifted_at=None).select_related("placed_by").order_by("placed_at")
        ),
        team=_team(actor, patient_id),
        may_restrict=keeps and may(actor, Permission.RESTRICT),
        may_staff=may(actor, Permission.CARE_TEAM),
    )


def _grants(patient_id: UUID) -> tuple[GrantRow, ...]:
    rows = Grant.objects.active().filter(patient_id=patient_id).select_related("organization").order_by("starts_at")
    return tuple(
        GrantRow(g.organization.name, g.organization.side, g.get_scope_display(), g.get_source_display(), g.starts_at, g.ends_at)
        for g in rows
    )


def _team(actor: Actor, patient_id: UUID) -> tuple[TeamRow, ...]:
    places = CareTeam.objects.filter(patient_id=patient_id, organization_id=actor.place_id, until=None).select_related("user")
    roles = {m.user_id: m.get_role_display() for m in colleagues(actor)}
    return tuple(TeamRow(p.pk, p.user.name, roles.get(p.user_id, "no longer here"), p.since) for p in places.order_by("user__name"))


def colleagues(actor: Actor) -> list[Membership]:
    """Those who work at the acting organization now, by name."""
    rows = Membership.objects.active().filter(organization_id=actor.place_id)
    return list(rows.select_related("user").order_by("user__name"))


@dataclass(frozen=True, slots=True)
class Found:
    patient_id: UUID
    custodian: str
    side: str
    phone: str


def found(matches: list[Match]) -> tuple[Found, ...]:
    keepers = Organization.objects.in_bulk([match.custodian_id for match in matches])
    rows = [(match.patient_id, keepers[match.custodian_id]) for match in matches]
    return tuple(Found(patient_id, keeper.name, keeper.side, keeper.urgent_phone or keeper.phone) for patient_id, keeper in rows)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of emergency access, for its reviewer."""

    id: UUID
    patient_id: UUID
    patient: str
    who: str
    organization: str
    side: str
    code: str
    reason: str
    at: datetime
    ended_at: datetime | None
    due: Due | None
    flagged: bool
    reviewed_at: datetime | None
    reviewed_by: str
    finding: str
    is_own: bool


def uses(actor: Actor, *, limit: int = 100) -> tuple[Use, ...]:
    """Those to review first, oldest first; then what was reviewed, newest first."""
    rows = list(
        BreakGlass.objects.filter(custodian_id=actor.place_id)
        .select_related("user", "organization", "grant", "reviewed_by")
        .order_by(F("reviewed_at").desc(nulls_first=True), "at")[:limit]
    )
    names = people.registry.headers(actor, [row.patient_id for row in rows])
    return tuple(_use(actor, row, names.get(row.patient_id), flagged=_flagged(row, rows)) for row in rows)


def _use(actor: Actor, row: BreakGlass, header: people.Header | None, *, flagged: bool) -> Use:
    return Use(
        id=row.pk,
        patient_id=row.patient_id,
        patient=header.name if header else "Record no longer shared with you",
        who=row.user.name,
        organization=row.organization.short_name,
        side=row.organization.side,
        code=row.get_code_display(),
        reason=row.reason,
        at=row.at,
        ended_at=row.grant.ends_at,
        due=None if row.reviewed_at else review_due(row.at),
        flagged=flagged,
        reviewed_at=row.reviewed_at,
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
        finding=row.finding,
        is_own=row.user_id == actor.user_id,
    )


def review_due(at: datetime) -> Due:
    """Seventy-two hours by the clock: privacy keeps no office hours."""
    until, now = at + REVIEW_WITHIN, timezone.now()
    hours = int(abs(until - now).total_seconds() // 3600)
    if until < now:
        return Due(When.LATE, f"{hours} h late", until)
    return Due(When.TODAY if hours < 24 else When.SOON, f"{hours} h left", until)


def _flagged(row: BreakGlass, rows: list[BreakGlass]) -> bool:
    since = row.at - timedelta(days=30)
    return sum(one.user_id == row.user_id and since < one.at <= row.at for one in rows) > MANY


def waiting(actor: Actor) -> int:
    return BreakGlass.objects.filter(custodian_id=actor.place_id, reviewed_at=None, at__lte=ClockNow()).count()
