"""Who is told of which event: data first. The words are in `carecoord.notifications.kinds` and carry no clinical fact."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from carecoord.access.models import CareTeam, PersonalGrant, PersonalSource
from carecoord.accounts.models import Membership, Role
from carecoord.notifications import Channel, Kind, Order, notice, post, post_all
from referrals.models import Event, Referral
from referrals.reasons import LostReason, MissedReason
from referrals.states import Side


@dataclass(frozen=True)
class Told:
    """The kind of notice for each side's desk, for the center's physicians, for its finance and social work, and for the patient with
    confirmed proxies; None means they are not told."""

    sender: Kind | None = None
    receiver: Kind | None = None
    people: Kind | None = None
    physicians: Kind | None = None
    support: Kind | None = None


TOLD: dict[str, Told] = {
    "submit": Told(receiver=Kind.REFERRAL_SENT, people=Kind.ROAD_NEWS, physicians=Kind.REFERRAL_SENT_URGENT),  # physicians: an urgent one
    "receive": Told(sender=Kind.REFERRAL_RECEIVED, people=Kind.ROAD_NEWS),
    "assign": Told(),  # the new owner alone, see `tell_owner`
    "request_info": Told(sender=Kind.INFORMATION_ASKED),
    "ask_more": Told(sender=Kind.INFORMATION_ASKED),
    "answer": Told(receiver=Kind.INFORMATION_ANSWERED),
    "accept": Told(sender=Kind.REFERRAL_ACCEPTED, people=Kind.ROAD_NEWS, support=Kind.SUPPORT_BEGINS),
    "decline": Told(sender=Kind.REFERRAL_DECLINED),  # the patient hears it from a clinician first
    "appeal": Told(receiver=Kind.REFERRAL_APPEALED),
    "book_consult": Told(sender=Kind.CONSULT_BOOKED, receiver=Kind.CONSULT_BOOKED, people=Kind.VISIT_BOOKED),
    "miss_consult": Told(Kind.CONSULT_MISSED, Kind.CONSULT_MISSED, people=Kind.VISIT_CHANGED, physicians=Kind.CONSULT_MISSED),
    "record_consult": Told(sender=Kind.CONSULT_NOTE, people=Kind.ROAD_NEWS),
    "find_not_eligible": Told(sender=Kind.DECISION_MADE),
    "record_patient_no": Told(sender=Kind.DECISION_MADE),
    "defer": Told(sender=Kind.DECISION_MADE),
    "resume": Told(sender=Kind.DECISION_MADE),
    "waitlist": Told(sender=Kind.REFERRAL_WAITLISTED),
    "start_workup": Told(Kind.DECISION_MADE, Kind.DECISION_MADE, people=Kind.ROAD_NEWS, support=Kind.DECISION_MADE),
    "record_apheresis": Told(Kind.DECISION_MADE, Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "record_infusion": Told(Kind.DECISION_MADE, Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "hand_over": Told(sender=Kind.DECISION_MADE, people=Kind.ROAD_NEWS),
    "send_outcome": Told(sender=Kind.OUTCOME_SENT),
    "release_outcome": Told(people=Kind.ROAD_NEWS),
    "acknowledge_outcome": Told(receiver=Kind.OUTCOME_ACKNOWLEDGED),
    "close": Told(Kind.REFERRAL_CLOSED, Kind.REFERRAL_CLOSED, physicians=Kind.REFERRAL_CLOSED, support=Kind.REFERRAL_CLOSED),
    "withdraw": Told(receiver=Kind.REFERRAL_WITHDRAWN),
    "request_cancel": Told(receiver=Kind.REFERRAL_WITHDRAWN),
    "confirm_cancel": Told(sender=Kind.REFERRAL_CLOSED),
    "transfer": Told(sender=Kind.REFERRAL_TRANSFERRED),
    "lose": Told(Kind.REFERRAL_CLOSED, Kind.REFERRAL_CLOSED, physicians=Kind.REFERRAL_CLOSED, support=Kind.REFERRAL_CLOSED),
    "reopen": Told(sender=Kind.REFERRAL_REOPENED, receiver=Kind.REFERRAL_REOPENED),
    "mark_error": Told(),
    "consider_trial": Told(),
    "offer_trial": Told(sender=Kind.DECISION_MADE),
    "accept_trial": Told(receiver=Kind.INFORMATION_ANSWERED),
    "decline_trial": Told(receiver=Kind.INFORMATION_ANSWERED),
    "withdraw_trial": Told(sender=Kind.DECISION_MADE),
}
DESK = (Role.COORDINATOR, Role.NURSE)
SUPPORT = (Role.FINANCIAL_NAVIGATOR, Role.SOCIAL_WORKER)
CALLED_OFF = frozenset({MissedReason.CENTER_CANCELLED, MissedReason.PATIENT_CANCELLED})
MOST = 50


def tell(referral: Referral, event: Event) -> None:
    """One notice to each person concerned, never to whoever acted; all of them in two statements."""
    told, key = TOLD[event.verb], f"event:{event.pk}"
    orders = [
        to_staff(referral, side, fitting(kind, referral, event), people, key=key)
        for side, kind, people in concerned(referral, told, event)
        if people
    ]
    if told.people and not referral.patient.is_deceased and (home := person_ids(referral.patient_id)):
        orders.append(notice(told.people, to=home, about=referral.pk, key=key, patient_id=referral.patient_id))
    if orders:
        post_all(orders)


def concerned(referral: Referral, told: Told, event: Event) -> Iterator[tuple[Side, Kind, set[int]]]:
    """Staff: on which side, of what, and who."""
    but = {event.actor_id or 0}
    for side, kind in ((Side.SENDER, told.sender), (Side.RECEIVER, told.receiver)):
        if kind:
            yield side, kind, desk(referral, side) - but
    if told.physicians and (event.verb != "submit" or referral.is_urgent):
        yield Side.RECEIVER, told.physicians, physicians(referral.patient_id, referral.center.pk, referral.decider_id) - but
    if told.support:
        yield Side.RECEIVER, told.support, holders(referral.center.pk, SUPPORT) - but


def fitting(kind: Kind, referral: Referral, event: Event) -> Kind:
    """What happened, named exactly: an urgent referral, a visit that was called off and not missed, an end by death."""
    if kind is Kind.REFERRAL_SENT and referral.is_urgent:
        return Kind.REFERRAL_SENT_URGENT
    if kind is Kind.CONSULT_MISSED and event.reason_code in CALLED_OFF:
        return Kind.CONSULT_CHANGED
    if kind is Kind.REFERRAL_CLOSED and event.reason_code == LostReason.DIED and not referral.patient.is_deceased:
        return Kind.PERSON_DIED  # otherwise they heard when it was recorded
    return kind


def to_staff(referral: Referral, side: Side, kind: Kind, people: Collection[int], *, key: str) -> Order:
    place = referral.organization_of(side).pk
    return notice(kind, to=people, about=referral.pk, key=key, patient_id=referral.patient_id, organization_id=place)


def tell_owner(referral: Referral, side: Side, event: Event, *, is_first: bool = True) -> None:
    """Whoever was given it. Of many given at once the first is mailed, all stand in the center."""
    owner = event.detail.get("owner")
    if owner and owner != event.actor_id:
        place, channels = referral.organization_of(side).pk, () if is_first else (Channel.INAPP,)
        where: dict[str, Any] = {"about": referral.pk, "patient_id": referral.patient_id, "organization_id": place}
        post(Kind.REFERRAL_ASSIGNED, to=owner, key=f"event:{event.pk}", channels=channels, **where)


def tell_of_death(referral: Referral, *, but: int | None) -> None:
    """Both sides at once: desks, the center's physicians, finance and social work. The patient's side is told nothing any more."""
    here = {*desk(referral, Side.RECEIVER), *physicians(referral.patient_id, referral.center.pk, referral.decider_id)}
    here |= holders(referral.center.pk, SUPPORT)
    there = {*desk(referral, Side.SENDER), *physicians(referral.patient_id, referral.from_org_id)}
    key = f"death:{referral.pk}"
    sides = ((Side.SENDER, there - {but or 0}), (Side.RECEIVER, here - {but or 0}))
    post_all([to_staff(referral, side, Kind.PERSON_DIED, people, key=key) for side, people in sides if people])


def desk(referral: Referral, side: Side) -> set[int]:
    """The owner on that side, else the organization's coordinators and nurses."""
    if owner := referral.owner_id_of(side):
        return {owner}
    return holders(referral.organization_of(side).pk, DESK)


def holders(place: int, roles: Collection[Role]) -> set[int]:
    rows = Membership.objects.active().filter(organization_id=place, role__in=roles).order_by("user_id")
    return set(rows.values_list("user_id", flat=True)[:MOST])


def physicians(patient_id: UUID, place: int, decider: int | None = None) -> set[int]:
    """Whoever decided; else those of the patient's care team; else every physician there."""
    everybody = holders(place, (Role.CLINICIAN,))
    team = CareTeam.objects.filter(patient_id=patient_id, organization_id=place, until__isnull=True)
    return {decider or 0} & everybody or set(team.values_list("user_id", flat=True)) & everybody or everybody


def person_ids(patient_id: UUID) -> set[int]:
    grants = PersonalGrant.objects.active().filter(patient_id=patient_id)
    people = grants.filter(source__in=(PersonalSource.SELF, PersonalSource.PROXY))
    return set(people.values_list("user_id", flat=True))
