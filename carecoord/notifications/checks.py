"""Asked again at the moment of sending: may this still go out? Apps above add their own questions with `register`.

A check takes the candidates of a batch and returns the ids that must not go out, each with a short reason code, or `Later` for those
that may go out at another instant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery
from django.db.models import When as If
from django.db.models.functions import Coalesce, Now

from carecoord.access.models import Grant, PersonalGrant, Scope
from carecoord.accounts.models import Membership
from carecoord.notifications import leases
from carecoord.notifications.channels import Letter, registry
from carecoord.notifications.kinds import Audience, Form, Kind
from carecoord.notifications.models import Choice, Notification
from carecoord.notifications.reach import MailTrouble, TroubleReason
from carecoord.notifications.states import Channel, State
from carecoord.notifications.wishes import SAFETY_CHANNEL, When


@dataclass(frozen=True)
class Candidate:
    """A leased row with what deciding and addressing need: no name, nothing of the record."""

    id: UUID
    key: str
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
    trouble: str | None
    sender_name: str | None
    created_at: datetime
    expires_at: datetime | None
    note: str  # the reason why it waited, or of its last failure
    unread: int  # for a summary: how many notices its recipient has not read

    @property
    def form(self) -> Form:
        return self.kind.form

    @property
    def letter(self) -> Letter:
        return Letter(self.id, self.form, self.address, self.language, self.recipient_id, self.sender_name or "", self.unread)


@dataclass(frozen=True)
class Later:
    """Not now: the row is due again at `at`, as if it had not been tried. `why` is a short code."""

    at: datetime
    why: str


Check = Callable[[Sequence[Candidate]], Mapping[UUID, "str | Later"]]
CHECKS: list[Check] = []
KINDS = frozenset(Kind)
ANYWHERE = Q(organization_id=None)
ANY_TOKEN = UUID(int=0)  # stands where a lease's token will


def register(check: Check) -> Check:
    """Ask `check` about every batch from now on; it runs as carecoord_worker, so it may read only what that role may."""
    if check not in CHECKS:
        CHECKS.append(check)
    return check


@dataclass
class Verdict:
    """What the checks say of a batch; who is named in neither may go out."""

    stopped: dict[UUID, str] = field(default_factory=dict)
    later: dict[UUID, Later] = field(default_factory=dict)

    def add(self, answers: Mapping[UUID, str | Later]) -> None:
        """The first reason to stop counts; of several later instants the last one."""
        for key, answer in answers.items():
            if isinstance(answer, str):
                self.stopped.setdefault(key, answer)
            elif key not in self.later or self.later[key].at < answer.at:
                self.later[key] = answer

    def lets_go(self, row: Candidate) -> bool:
        return row.id not in self.stopped and row.id not in self.later


def judged(rows: Sequence[Candidate]) -> Verdict:
    """Every check is asked about what is not stopped yet; a reason to stop outweighs a later instant."""
    verdict = Verdict()
    for check in (entitled, *CHECKS):
        if left := [row for row in rows if row.id not in verdict.stopped]:
            verdict.add(check(left))
    verdict.later = {key: later for key, later in verdict.later.items() if key not in verdict.stopped}
    return verdict


def candidates(token: UUID) -> list[Candidate]:
    """The rows leased under this token, urgent ones first, in one statement for all; what nobody can read fails alone."""
    sql, marks = statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [token if mark == ANY_TOKEN else mark for mark in marks])
        found = [dict(zip(Candidate.__dataclass_fields__, row, strict=True)) for row in cursor.fetchall()]
    known = [row for row in found if row["kind"] in KINDS]
    if len(known) < len(found):
        leases.fail_strays(token, KINDS)
    return addressed([Candidate(**{**row, "kind": Kind(row["kind"]), "channel": Channel(row["channel"])}) for row in known])


@cache
def statement() -> tuple[str, tuple[Any, ...]]:
    """As Django writes it, written once a process: writing it costs more than running it. So no instant may stand among its values."""
    sql, marks = leased().query.sql_with_params()
    assert not any(isinstance(mark, datetime) for mark in marks)
    return sql, marks


def leased() -> models.QuerySet[Notification, tuple[Any, ...]]:
    rows = Notification.objects.filter(lease_token=ANY_TOKEN, state=State.LEASED)
    member = Membership.objects.active().filter(user_id=OuterRef("recipient_id"), organization_id=OuterRef("organization_id"))
    granted = Grant.objects.active().filter(patient_id=OuterRef("patient_id"), organization_id=OuterRef("organization_id"))
    personal = PersonalGrant.objects.active().filter(patient_id=OuterRef("patient_id"), user_id=OuterRef("recipient_id"))
    custodian = Grant.objects.active().filter(patient_id=OuterRef("patient_id"), scope=Scope.CUSTODY).values("organization__sender_name")
    trouble = MailTrouble.objects.filter(user_id=OuterRef("recipient_id"), address=OuterRef("recipient__email")).values("reason")
    muted = Choice.objects.filter(user_id=OuterRef("recipient_id"), channel=OuterRef("channel"), when=When.OFF).values("topic")
    annotated = rows.annotate(
        address=F("recipient__email"),
        language=F("recipient__language"),
        is_active=F("recipient__is_active"),
        works_there=Exists(member) | ANYWHERE,
        is_granted=Exists(granted) | ANYWHERE,
        is_theirs=Exists(personal),
        muted=ArraySubquery(muted),
        trouble=Subquery(trouble[:1]),
        sender_name=Coalesce(F("organization__sender_name"), Subquery(custodian[:1])),
        note=F("last_error_class"),
        unread=unread_of(OuterRef("recipient_id")),
    )
    return annotated.order_by("-is_urgent", "try_at").values_list(*Candidate.__dataclass_fields__)


def unread_of(user: OuterRef) -> Case:
    """Counted for summaries alone."""
    rows = Notification.objects.filter(recipient_id=user, channel=Channel.INAPP, state=State.DUE, read_at=None, due_at__lte=Now())
    counted = rows.filter(Q(expires_at=None) | Q(expires_at__gt=Now())).order_by().values("recipient_id").values(count=Count("pk"))
    return Case(If(kind=Kind.DIGEST, then=Coalesce(Subquery(counted), 0)), default=0)


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
    if row.channel == Channel.EMAIL and row.trouble and (row.trouble == TroubleReason.BOUNCED or not row.form.is_safety):
        return f"address_{row.trouble}"
    if row.form.topic in row.muted and not (row.form.is_safety and row.channel == SAFETY_CHANNEL):
        return "switched_off"
    return ""
