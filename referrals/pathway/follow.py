"""Loop and road keep step: what happens on one is written on the other, in the same transaction.

The first half of the road belongs to the loop (booking and holding the consult, the decision); from the collection of cells on the road
leads, and the loop's own moves follow it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from carecoord.access.actor import Actor
from patients.models import Patient
from referrals import loop, sharing
from referrals.models import Event, Journey, JourneyBranch, JourneyStep, Referral
from referrals.pathway import change, ending, journeys, plan, road, settling
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence
from referrals.pathway.road import Road
from referrals.pathway.states import StepState
from referrals.states import MOVE, Stage

DEATH = "F28"
# Anchor that became actual: the loop's move that follows.
LEADS = {"DEC": "start_workup", "APH": "record_apheresis", "D0": "record_infusion", "HOME": "hand_over"}
LED = frozenset(LEADS.values()) - {"start_workup"}  # a meeting's decision may be recorded on either
# The loop's move: the anchor that it sets, and how sure it is then.
FOLLOWS = {
    "book_consult": ("CON", Confidence.CONFIRMED),
    "record_consult": ("CON", Confidence.ACTUAL),
    "start_workup": ("DEC", Confidence.ACTUAL),
}
# What a move of the loop answers on the step that sets its anchor.
ANSWERS = {"record_consult": {"came": "yes"}}
# The loop's move that ends the road: how.
ENDS = {
    "find_not_eligible": "not_eligible",
    "record_patient_no": "patient_declined",
    "confirm_cancel": "cancelled",
    "transfer": "transferred",
    "lose": "lost",
    "mark_error": "entered_in_error",
}


def reached(actor: Actor, journey: Journey, anchor: str) -> None:
    """An anchor became actual: the referral makes its move if it stands before it."""
    verb = LEADS.get(anchor)
    if verb is None:
        return
    referral, move = loop.lock(actor, journey.referral_id), MOVE[verb]
    if Stage(referral.stage) in move.sources:
        loop.advance(actor, referral, move)
        if verb == "hand_over":
            sharing.keep_follow_up(referral)


def came(actor: Actor, referral: Referral, event: Event) -> None:
    """The loop made a move: dates and steps of a running journey follow, or it ends."""
    if event.verb not in FOLLOWS and event.verb not in ENDS:
        return
    running = Journey.objects.filter(referral=referral, ended_at__isnull=True).values_list("pk", flat=True).first()
    if running is None:
        return
    journey = journeys.lock(actor, running)
    if event.verb in ENDS:
        ending.stop(actor, journey, ENDS[event.verb])
    else:
        date_from_loop(actor, journey, event)


def date_from_loop(actor: Actor, journey: Journey, event: Event) -> None:
    code, confidence = FOLLOWS[event.verb]
    current = road.load(journey)
    on = day_of(event)
    fixes = plan.moved(current.protocol, current.fixes, code, Fix(on, confidence))
    for row in current.live:
        if confidence is Confidence.ACTUAL and row.is_open and current.rules[row.code].sets == code:
            answer_from_loop(actor, current, row, event.verb, on)
    note = journeys.Note(detail={"anchor": code, "to": on.isoformat(), "confidence": confidence})
    change.keep(actor, current, "move_anchor", note, fixes=fixes, source="referral")


def answer_from_loop(actor: Actor, current: Road, row: JourneyStep, verb: str, on: date) -> None:
    """The step is done if the move answers all that it must; else what is left is asked on the road."""
    answers = row.answers | ANSWERS.get(verb, {})
    if all(field.name in answers for field in current.rules[row.code].fields if field.is_required):
        row.answers = answers
        settling.settle(row, StepState.DONE, actor, on=on)
        current.touch(row)


def day_of(event: Event) -> date:
    """The booked day, else the day it was recorded."""
    at = event.detail.get("at")
    return timezone.localdate(datetime.fromisoformat(at) if at else event.at)


def leads(referral: Referral, verb: str) -> str:
    """For `loop.on_taken_over`: from the collection of cells on, moves are made by completing steps of the plan where one runs."""
    if verb not in LED or not Journey.objects.filter(referral=referral, ended_at__isnull=True).exists():
        return ""
    return "Complete its step on the treatment plan; the referral follows."


def mourn(actor: Actor, patient: Patient) -> None:
    """For `patients.verbs.on_death`: every running journey ends with F28, in the transaction that records the death."""
    for pk in Journey.objects.filter(patient=patient, ended_at__isnull=True).values_list("pk", flat=True):
        journey, at = journeys.lock(actor, pk), timezone.now()
        by = {"opened_by_id": actor.user_id, "resolved_by_id": actor.user_id}
        values = {"code": DEATH, "attempt": journey.attempt, "reason_code": "recorded", "opened_at": at, "resolved_at": at}
        JourneyBranch.objects.create(journey=journey, resolution=ending.DIED, **values, **by)
        ending.stop(actor, journey, ending.DIED, branch=DEATH)
