"""The changes that make a message wrong, each by the product's own verb, ready to be done in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.owner import as_owner
from carecoord.accounts.models import User
from carecoord.notifications import Channel, Kind, choices
from carecoord.notifications.kinds import Topic
from carecoord.notifications.models import Notification
from carecoord.notifications.wishes import When
from faults import rows
from faults.people import Town, plans, proxy_of, referral, self_of
from patients import verbs as patient_verbs
from referrals import verbs
from referrals.models import JourneyStep, Referral
from referrals.pathway import verbs as road
from referrals.pathway.protocol import Owner
from referrals.reasons import CancelReason, MissedReason
from referrals.states import Stage


@dataclass
class Change:
    """`values` make the row; `do` is the verb, called as `by`. `old_address` must get nothing afterwards."""

    to: User
    values: dict[str, Any]
    by: Actor
    do: Callable[[Actor], object]
    old_address: str
    key: UUID

    def row(self, due_at: datetime) -> Notification:
        return rows.mail(self.to, id=self.key, due_at=due_at, **self.values)

    def act(self) -> None:
        with acting(self.by) as actor:
            self.do(actor)


Maker = Callable[[Town, int], Change]


def prepared(town: Town, count: int) -> dict[str, list[Change]]:
    """So many of each kind; every round has a patient and people of its own."""
    with as_owner():
        return {name: [maker(town, number) for number in range(count)] for name, maker in MAKERS.items()}


def made(to: User, by: Actor, do: Callable[[Actor], object], **values: Any) -> Change:
    return Change(to, values, by, do, to.email, uuid4())


def about(row: Referral, kind: Kind) -> dict[str, Any]:
    return {"kind": kind, "about": row.pk, "patient_id": row.patient_id}


def address(word: str) -> str:
    return f"{word}-{uuid4().hex[:8]}@home.example"


def cancelled(town: Town, number: int) -> Change:
    row = referral(town, Stage.CONSULT_SCHEDULED, number=number)
    to, by = self_of(row.patient, address("visit")), town.actor(town.bo)
    do = lambda actor: verbs.miss_consult(actor, row.pk, version=1, reason_code=MissedReason.CENTER_CANCELLED)  # noqa: E731  # the one act of this round
    return made(to, by, do, **about(row, Kind.VISIT_BOOKED))


def revoked(town: Town, number: int) -> Change:
    row = referral(town, Stage.ACCEPTED, number=number)
    to, caregiver = proxy_of(row.patient, address("proxy"))
    do = lambda actor: patient_verbs.revoke_proxy(actor, caregiver.pk, version=caregiver.version)  # noqa: E731  # the one act of this round
    return made(to, town.actor(town.rae), do, **about(row, Kind.ROAD_NEWS))


def deceased(town: Town, number: int) -> Change:
    row = referral(town, Stage.ACCEPTED, number=number)
    to, died = self_of(row.patient, address("death")), timezone.now() - timedelta(hours=30)
    do = lambda actor: patient_verbs.record_death(actor, row.patient_id, version=row.patient.version, died_at=died)  # noqa: E731  # the one act of this round
    return made(to, town.actor(town.rae), do, **about(row, Kind.ROAD_NEWS))


def withdrawn(town: Town, number: int) -> Change:
    row = referral(town, Stage.SUBMITTED, number=number)
    do = lambda actor: verbs.withdraw(actor, row.pk, version=1, reason_code=CancelReason.PATIENT_CHOICE)  # noqa: E731  # the one act of this round
    return made(town.bo, town.actor(town.rae), do, organization_id=town.center.pk, **about(row, Kind.REFERRAL_SENT))


def moved(town: Town, number: int) -> Change:
    """The address that somebody proved becomes theirs; what goes to it afterwards is right."""
    row = referral(town, Stage.ACCEPTED, number=number)
    to = self_of(row.patient, address("old"))
    fresh = EmailAddress.objects.create(user=to, email=address("new"), verified=True, primary=False)
    return made(to, Actor(user_id=to.pk, name=to.name), lambda actor: fresh.set_as_primary(), **about(row, Kind.ROAD_NEWS))


def opted_out(town: Town, number: int) -> Change:
    row = referral(town, Stage.ACCEPTED, number=number)
    to = self_of(row.patient, address("out"))
    off = {(Topic.NEWS, Channel.EMAIL): When.OFF}
    return made(to, Actor(user_id=to.pk, name=to.name), lambda actor: choices.choose(actor, off, version=0), **about(row, Kind.ROAD_NEWS))


def done(town: Town, number: int) -> Change:
    """A reminder of a step that somebody says is not needed after all."""
    (journey,) = plans(town, [timezone.now() + timedelta(days=300)], first=number)
    now, key = timezone.now(), uuid4()
    values: dict[str, Any] = {"owner_role": Owner.CTC, "owner_org": town.center, "site": "center", "phase": "consult", "state": "ready"}
    step = JourneyStep.objects.create(
        journey=journey, patient_id=journey.patient_id, code="book_consult", due_on=now.date(), due_at=now, **values
    )
    do = lambda actor: road.skip(actor, journey.pk, step.pk, version=step.version, reason="Booked by phone.")  # noqa: E731  # the one act of this round
    where = {"organization_id": town.center.pk, "about": journey.pk, "patient_id": journey.patient_id}
    rope = f"pathway:{step.pk}:{now.date().isoformat()}:{town.center.pk}:rung1"
    return Change(town.bo, {"kind": Kind.PATHWAY_STEP_DUE, "key": rope, **where}, town.actor(town.bo), do, town.bo.email, key)


MAKERS: dict[str, Maker] = {
    "visit cancelled": cancelled,
    "proxy revoked": revoked,
    "patient deceased": deceased,
    "referral withdrawn": withdrawn,
    "address changed": moved,
    "opted out": opted_out,
    "step done": done,
}
