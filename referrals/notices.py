"""Who is told of which event: data first. The words are in `carecoord.notifications.kinds` and carry no clinical fact."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from carecoord.access.models import PersonalGrant, PersonalSource
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Kind, post
from referrals.models import Event, Referral
from referrals.states import Side


@dataclass(frozen=True)
class Told:
    """The kind of notice for each side, and for the patient with confirmed proxies; None means they are not told."""

    sender: Kind | None = None
    receiver: Kind | None = None
    people: Kind | None = None


TOLD: dict[str, Told] = {
    "submit": Told(receiver=Kind.REFERRAL_SENT, people=Kind.ROAD_NEWS),
    "receive": Told(sender=Kind.REFERRAL_RECEIVED, people=Kind.ROAD_NEWS),
    "assign": Told(),
    "request_info": Told(sender=Kind.INFORMATION_ASKED),
    "ask_more": Told(sender=Kind.INFORMATION_ASKED),
    "answer": Told(receiver=Kind.INFORMATION_ANSWERED),
    "accept": Told(sender=Kind.REFERRAL_ACCEPTED, people=Kind.ROAD_NEWS),
    "decline": Told(sender=Kind.REFERRAL_DECLINED),  # the patient hears it from a clinician first
    "appeal": Told(receiver=Kind.REFERRAL_APPEALED),
    "book_consult": Told(sender=Kind.CONSULT_BOOKED, people=Kind.VISIT_BOOKED),
    "miss_consult": Told(sender=Kind.CONSULT_MISSED, people=Kind.VISIT_CHANGED),
    "record_consult": Told(sender=Kind.CONSULT_NOTE),
    "find_not_eligible": Told(sender=Kind.DECISION_MADE),
    "record_patient_no": Told(sender=Kind.DECISION_MADE),
    "defer": Told(sender=Kind.DECISION_MADE),
    "resume": Told(sender=Kind.DECISION_MADE),
    "waitlist": Told(sender=Kind.REFERRAL_WAITLISTED),
    "start_workup": Told(sender=Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "record_apheresis": Told(sender=Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "record_infusion": Told(sender=Kind.DECISION_MADE),
    "hand_over": Told(sender=Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "send_outcome": Told(sender=Kind.OUTCOME_SENT),
    "release_outcome": Told(people=Kind.ROAD_NEWS),
    "acknowledge_outcome": Told(receiver=Kind.OUTCOME_ACKNOWLEDGED),
    "close": Told(sender=Kind.REFERRAL_CLOSED),
    "withdraw": Told(receiver=Kind.REFERRAL_WITHDRAWN),
    "request_cancel": Told(receiver=Kind.REFERRAL_WITHDRAWN),
    "confirm_cancel": Told(sender=Kind.REFERRAL_CLOSED),
    "transfer": Told(sender=Kind.REFERRAL_TRANSFERRED),
    "lose": Told(sender=Kind.REFERRAL_CLOSED, receiver=Kind.REFERRAL_CLOSED),
    "reopen": Told(sender=Kind.REFERRAL_REOPENED, receiver=Kind.REFERRAL_REOPENED),
    "mark_error": Told(),
}
DESK = (Role.COORDINATOR, Role.NURSE)


def tell(referral: Referral, event: Event) -> None:
    """Post one notice to each person concerned, never to whoever acted."""
    told = TOLD[event.verb]
    tell_side(referral, Side.SENDER, told.sender, event.pk, but=event.actor_id)
    tell_side(referral, Side.RECEIVER, told.receiver, event.pk, but=event.actor_id)
    if told.people:
        tell_people(referral, told.people, event.pk)


def tell_side(referral: Referral, side: Side, kind: Kind | None, event: UUID, *, but: int | None) -> None:
    if kind is None:
        return
    urgent = kind == Kind.REFERRAL_SENT and referral.is_urgent
    people = desk(referral, side) - {but or 0}
    if people:
        post(
            Kind.REFERRAL_SENT_URGENT if urgent else kind,
            to=people,
            about=referral.pk,
            key=f"event:{event}",
            patient_id=referral.patient_id,
            organization_id=referral.organization_of(side).pk,
        )


def desk(referral: Referral, side: Side) -> set[int]:
    """The owner on that side, else the organization's coordinators and nurses."""
    if owner := referral.owner_id_of(side):
        return {owner}
    rows = Membership.objects.active().filter(organization_id=referral.organization_of(side).pk, role__in=DESK)
    return set(rows.values_list("user_id", flat=True)[:50])


def tell_people(referral: Referral, kind: Kind, event: UUID) -> None:
    """The patient and confirmed proxies; nobody once the patient has died."""
    people = person_ids(referral.patient_id)
    if people and not referral.patient.is_deceased:
        post(kind, to=people, about=referral.pk, key=f"event:{event}", patient_id=referral.patient_id)


def person_ids(patient_id: UUID) -> set[int]:
    grants = PersonalGrant.objects.active().filter(patient_id=patient_id)
    people = grants.filter(source__in=(PersonalSource.SELF, PersonalSource.PROXY))
    return set(people.values_list("user_id", flat=True))
