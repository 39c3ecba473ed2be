"""A journey begins for an accepted referral, and may go on under another protocol version or product."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.notifications import Kind
from referrals import loop, visits
from referrals.models import Appointment, AppointmentState, Collection, Event, Journey, ProtocolVersion, Referral
from referrals.pathway import change, journeys, plan, road, settling, whom
from referrals.pathway.permissions import Permission
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence, Owner
from referrals.pathway.road import Road
from referrals.pathway.states import StepState
from referrals.pathway.versions import version_for
from referrals.states import CHART_OPEN, Side, Stage

BEFORE = "referral"  # the phase that the loop itself has done
ANCHOR_OF = {"submit": "REF", "accept": "ACC", "record_consult": "CON", "start_workup": "DEC"}
TOLD = (Owner.RC, Owner.RO, Owner.CTC, Owner.CTP, Owner.FIN, Owner.SW)


def start(actor: Actor, referral_id: UUID, *, protocol: int, coordinator: int | None = None, key: UUID | None = None) -> Journey:
    """Begin the plan of an accepted referral. Steps the loop has done are done; the rest is dated from what is known.

    `key` becomes the journey's id, for callers who must not begin it twice.
    """
    referral = loop.lock(actor, referral_id)
    require(actor, Permission.START, referral)
    if referral.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center starts the plan.")
    if Stage(referral.stage) not in CHART_OPEN:
        raise Refused("A plan starts once the referral is accepted.", code="wrong_stage")
    journey = make(actor, referral, version_for(protocol), coordinator, key or uuid4())
    current = road.load(journey)
    fixes = plan.projected(current.protocol, known_dates(referral))
    road.replan(current, fixes)
    settle_loop(current, actor, fixes)
    done = change.keep(actor, current, "start", journeys.Note(detail={"protocol": str(journey.protocol)}))
    road.keep_anchors(current, fixes, done.event, source="referral")
    visits.forget(referral)
    whom.tell(journey, Kind.JOURNEY_STARTED, TOLD, done.event)
    return journey


def make(actor: Actor, referral: Referral, version: ProtocolVersion, coordinator: int | None, key: UUID) -> Journey:
    try:
        with transaction.atomic():
            journey = Journey.objects.create(
                id=key,
                patient=referral.patient,
                referral=referral,
                practice=referral.from_org,
                center=referral.center,
                protocol=version,
                phase=BEFORE,
                coordinator_id=coordinator or referral.to_owner_id,
                started_by_id=actor.user_id,
            )
    except IntegrityError:
        raise Refused("This patient already has a plan here.", code="already_started") from None
    Collection.objects.create(journey=journey)
    return journey


def known_dates(referral: Referral) -> dict[str, Fix]:
    """What the loop knows: when it was sent, accepted, seen and decided, and a consult that is booked."""
    found: dict[str, Fix] = {}
    events = Event.objects.filter(referral=referral, verb__in=ANCHOR_OF).order_by("at").values_list("verb", "at")
    for verb, at in events:
        found[ANCHOR_OF[verb]] = Fix(timezone.localdate(at), Confidence.ACTUAL)
    found.setdefault("REF", Fix(timezone.localdate(referral.submitted_at), Confidence.ACTUAL))
    found.setdefault("ACC", Fix(timezone.localdate(referral.stage_since), Confidence.ACTUAL))
    if "CON" not in found:
        booked = Appointment.objects.filter(referral=referral, state=AppointmentState.BOOKED).first()
        if booked:
            found["CON"] = Fix(timezone.localdate(booked.at), Confidence.CONFIRMED)
    return found


def settle_loop(current: Road, actor: Actor, fixes: dict[str, Fix]) -> None:
    """The steps before acceptance are done: the referral's own history says when and by whom."""
    accepted = fixes.get("ACC")
    for row in current.steps:
        is_behind = row.phase == BEFORE or is_actual(fixes, current.rules[row.code].sets)
        if is_behind:
            row.answers = answers_of(current, row.code)
            on = min(row.due_on or date.max, accepted.on if accepted else timezone.localdate())
            settling.settle(row, StepState.DONE, actor, on=on)


def answers_of(current: Road, code: str) -> dict[str, str]:
    """What the loop has already decided, in the words of the steps it stands for."""
    referral = current.journey.referral
    if code == "triage":
        known = referral.patient.diagnosiss.filter(is_entered_in_error=False).exists()
        return {"outcome": "accept", "urgency": referral.urgency} | ({"diagnosis_confirmed": "yes"} if known else {})
    return {"came": "yes"} if code == "consult" else {}


def is_actual(fixes: dict[str, Fix], anchor: str) -> bool:
    return anchor in fixes and fixes[anchor].confidence is Confidence.ACTUAL


def choose_protocol(actor: Actor, journey_id: UUID, *, version: int, protocol: int, reason: str) -> Journey:
    """Go on under another version or product. What was done stays; open steps follow the new protocol; gates are signed anew."""
    journey = journeys.begin(actor, journey_id, "choose_protocol", version=version, by=journeys.CENTER)
    if not reason.strip():
        raise Refused("Say why the plan follows another protocol.", field="reason", code="reason_needed")
    if protocol == journey.protocol_id:
        raise Refused("The plan follows this protocol already.", field="protocol", code="same_protocol")
    old = str(journey.protocol)
    journey.protocol = version_for(protocol)
    current = road.load(journey)
    note = journeys.Note(detail={"from": old, "to": str(journey.protocol), "reason": reason.strip()[:300]}, fields=("protocol",))
    done = change.keep(actor, current, "choose_protocol", note, fixes=plan.projected(current.protocol, current.fixes))
    change.tell_moved(current, done)
    return journey
