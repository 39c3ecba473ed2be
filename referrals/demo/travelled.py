"""A road that has been travelled up to today: steps behind us done with plausible answers, gates signed, ids stored. Owner's work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.accounts.models import Role, User
from referrals.demo.houses import Houses
from referrals.models import (
    Collection,
    Decision,
    EvidenceKind,
    GateSignature,
    IdentityCheck,
    Journey,
    JourneyEvent,
    JourneyFlag,
    JourneyStep,
    ProtocolVersion,
    Referral,
    StepEvidence,
)
from referrals.pathway import gates, plan, road
from referrals.pathway.answers import meets
from referrals.pathway.plan import Fix
from referrals.pathway.protocol import Confidence, Field, FieldKind, Gate, Owner, Protocol, Step, Test
from referrals.pathway.road import Road
from referrals.pathway.states import StepState
from referrals.states import Side

BEFORE = "referral"  # the phase that the loop itself has done
NUMBERS = (1, 98, 650, 60, 5, 0, 12, 250, 2000)
JOBS = {Owner.CTP: Role.CLINICIAN, Owner.RN: Role.NURSE, Owner.FIN: Role.FINANCIAL_NAVIGATOR, Owner.RO: Role.CLINICIAN}
LEFT_OPEN = timedelta(days=1)  # what was due since yesterday may still be open


def journey(houses: Houses, referral: Referral, version: ProtocolVersion, fixes: Mapping[str, Fix]) -> Journey:
    """The journey with every step behind today done on its day, as the people in charge would have done it."""
    row = Journey.objects.create(
        patient_id=referral.patient_id,
        referral=referral,
        practice=referral.from_org,
        center=referral.center,
        protocol=version,
        phase="referral",
        coordinator=referral.to_owner,
        started_by=referral.to_owner,
        started_at=at(fixes["ACC"].on, referral.center.time_zone),
    )
    current = road.load(row)
    known = plan.projected(current.protocol, fixes)
    road.replan(current, known)
    done = [one for one in current.fresh if is_behind(current.rules[one.code], one, known)]
    for one in done:
        settle(current, one)
    road.save(current)
    finish(houses, current, known, done)
    return row


def at(day: date, zone: str, hour: int = 14) -> datetime:
    return min(datetime.combine(day, time(hour, 5), tzinfo=ZoneInfo(zone)), timezone.now())


def is_behind(step: Step, row: JourneyStep, fixes: Mapping[str, Fix]) -> bool:
    """Its day has passed; a step that sets a date is done exactly when that has happened, and the loop's own are done."""
    if row.phase == BEFORE:
        return True
    if step.sets:
        fix = fixes.get(step.sets)
        return fix is not None and fix.confidence is Confidence.ACTUAL and row.occurrence == 1
    is_later = step.needs_gate and row.due_on is None
    return row.due_on is not None and row.due_on < timezone.localdate() - LEFT_OPEN and not is_later


def settle(current: Road, row: JourneyStep) -> None:
    step = current.rules[row.code]
    day = min(row.due_on or timezone.localdate(), timezone.localdate())
    asked = [field for field in step.fields if field.is_required or is_wanted(current, step, field)]
    row.answers = {field.name: answer(current.protocol, step, field, day) for field in asked}
    row.state, row.done_on = StepState.DONE, day
    row.settled_at = at(row.done_on, current.journey.center.time_zone)
    row.settled_by = doer(current, step)


def is_wanted(current: Road, step: Step, field: Field) -> bool:
    """A gate looks at it."""
    needs = (need for gate in current.protocol.gates for need in gate.needs)
    return any(need.step == step.code and field.name in (need.field, need.or_field) for need in needs)


def answer(protocol: Protocol, step: Step, field: Field, day: date) -> Any:
    """What lets the road go on: the value a gate wants, else one that raises no flag."""
    for gate in protocol.gates:
        for need in gate.needs:
            if need.step == step.code and need.field == field.name and need.test in (Test.ANSWER, Test.READ) and need.value:
                return need.value
    flags = [flag.value for flag in step.flags if flag.field == field.name]
    return next((value for value in candidates(field, day) if not any(meets(flag, value) for flag in flags)), candidates(field, day)[0])


def candidates(field: Field, day: date) -> list[Any]:
    if field.kind is FieldKind.DATE:
        is_end = "until" in field.name or "stop" in field.name
        return [(day + timedelta(days=180 if is_end else 0)).isoformat()]
    if field.kind is FieldKind.NUMBER:
        low, high = field.lowest if field.lowest is not None else 0, field.highest if field.highest is not None else 10_000
        return [number for number in NUMBERS if low <= number <= high] or [low]
    if field.kind is FieldKind.CHOICES:
        return [[code] for code, _ in field.choices]
    if field.kind is FieldKind.CHOICE:
        return [code for code, _ in field.choices]
    return ["yes", "no"] if field.kind is FieldKind.YES_NO else ["As discussed"]


def doer(current: Road, step: Step) -> User | None:
    referral = current.journey.referral
    if step.site == "practice":
        return referral.from_owner
    return referral.decider if step.owner is Owner.CTP else referral.to_owner


def finish(houses: Houses, current: Road, fixes: Mapping[str, Fix], done: list[JourneyStep]) -> None:
    """History, ids and signatures, dated as they would have been."""
    journey = current.journey
    journey.version += 1
    journey.save(update_fields=["version", *road.SUMMARY])
    event = write(current, "start", journey.started_at, None)
    road.keep_anchors(current, fixes, event, source="")
    milestones = [row for row in done if current.rules[row.code].sets]
    for row in milestones:
        write(current, "complete", row.settled_at or timezone.now(), row)
    StepEvidence.objects.bulk_create(signed_off(current, row) for row in done if "sign_off" in current.rules[row.code].evidence)
    identities(houses, current, done)
    sign(houses, current, fixes)


def write(current: Road, verb: str, when: datetime, row: JourneyStep | None) -> JourneyEvent:
    journey = current.journey
    person = row.settled_by if row and row.settled_by else journey.started_by
    side = Side.SENDER if row and row.site == "practice" else Side.RECEIVER
    detail = {"step": current.title(row.code), "on": str(row.done_on)} if row else {"protocol": str(journey.protocol)}
    name = person.name if person else ""
    return JourneyEvent.objects.create(
        journey=journey, verb=verb, at=when, step=row, actor=person, actor_name=name, side=side, detail=detail
    )


def signed_off(current: Road, row: JourneyStep) -> StepEvidence:
    person = current.journey.referral.decider
    name = person.name if person else ""
    return StepEvidence(
        journey=current.journey, step=row, kind=EvidenceKind.SIGN_OFF, by=person, by_name=name, at=row.settled_at or timezone.now()
    )


def identities(houses: Houses, current: Road, done: list[JourneyStep]) -> None:
    """The chain-of-identity id once a slot is confirmed, and the two people who matched it."""
    journey = current.journey
    collection = Collection(journey=journey)
    if any(row.code == "confirm_slot" for row in done):
        collection.chain_id, collection.issuer = f"A9999{str(journey.pk)[:8].upper()}", "Manufacturer"
        collection.stored_by, collection.stored_at = journey.referral.to_owner, journey.started_at
    collection.save(force_insert=True)
    people = [user for user in (journey.referral.to_owner, journey.referral.decider) if user]
    checks = [
        IdentityCheck(journey=journey, step=row, by=user, by_name=user.name, at=row.settled_at or timezone.now())
        for row in done
        if current.rules[row.code].two_people
        for user in people
    ]
    IdentityCheck.objects.bulk_create(checks)


def sign(houses: Houses, current: Road, fixes: Mapping[str, Fix]) -> None:
    """Gates that lie behind us were signed by each of their signers, a day before."""
    for gate in current.protocol.gates:
        if gates.is_spent(gate, fixes):
            signed = gates.content(current, gate, gates.evaluate(current, gate), fixes)
            rows = [signature(houses, current, gate, role, signed, fixes[gate.before].on) for role in gate.signers]
            GateSignature.objects.bulk_create(rows)


def signature(houses: Houses, current: Road, gate: Gate, role: Owner, signed: dict[str, Any], day: date) -> GateSignature:
    journey = current.journey
    referral = journey.referral
    user = referral.from_owner if role in (Owner.RC, Owner.RO) else referral.decider if role is Owner.CTP else referral.to_owner
    user = user or journey.started_by or houses.users["bo"]
    is_met = all(item["met"] for item in signed["items"])
    return GateSignature(
        journey=journey,
        gate=gate.code,
        decision=Decision.GO if is_met else Decision.OVERRIDE,
        role=role,
        meaning=(gate.meaning or gate.title)[:200],
        reason="" if is_met else "Agreed by telephone with the practice; papers follow.",
        signer=user,
        signer_name=user.name,
        signed_at=at(day - timedelta(days=1), journey.center.time_zone),
        time_zone=journey.center.time_zone,
        signed=signed,
        sha256=gates.digest(signed),
    )


def undo_last(journey: Journey, code: str) -> None:
    """The last occurrence that was due was not done after all."""
    row = JourneyStep.objects.filter(journey=journey, code=code, state=StepState.DONE).order_by("-due_on")[0]
    JourneyStep.objects.filter(pk=row.pk).update(state=StepState.READY, done_on=None, settled_at=None, settled_by=None, answers={})
    summarize(journey)


def summarize(journey: Journey) -> None:
    current = road.load(Journey.objects.select_related("practice", "center", "protocol").get(pk=journey.pk))
    road.save(current)
    current.journey.save(update_fields=list(road.SUMMARY))


def flag_last(journey: Journey, code: str) -> None:
    """The last answer said what the protocol flags."""
    row = JourneyStep.objects.filter(journey=journey, code=code, state=StepState.DONE).order_by("-due_on")[0]
    row.answers["progression"] = "yes"
    row.save(update_fields=["answers"])
    by = {"raised_by": journey.referral.from_owner, "raised_at": row.settled_at or timezone.now()}
    JourneyFlag.objects.create(journey=journey, step=row, words="Progression during bridging", branch="F07", is_urgent=True, **by)
