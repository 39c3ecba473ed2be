"""From drawn people and walked paths to model rows, ready for `bulk_create`. No query in here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from carecoord.accounts.models import Organization, Role
from patients.models import (
    Allergy,
    Caregiver,
    Coverage,
    Diagnosis,
    Identifier,
    LineDrug,
    Medication,
    Patient,
    PerformanceStatus,
    Result,
    TherapyLine,
    name_key,
)
from referrals.clock import due_after
from referrals.demo.histories import Person
from referrals.demo.houses import Houses
from referrals.demo.paths import Step
from referrals.models import Event, Referral, ReferralKind, Urgency
from referrals.states import ENDED, SERVICE_LEVELS, STAGES, Side, Stage

REASONS = (
    "Progression on the current line; wants to hear about CAR-T.",
    "Biochemical relapse, third line; fit, good support at home.",
    "Refractory to lenalidomide and daratumumab; asks for an early opinion.",
    "Relapse within a year of transplant.",
)

PHYSICIANS = frozenset({"accept", "decline", "record_consult", "find_not_eligible", "record_patient_no", "start_workup", "record_infusion"})


def new_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def patient(one: Person, custodian: Organization) -> Patient:
    return Patient(
        id=one.id,
        custodian=custodian,
        given_name=one.given,
        family_name=one.family,
        name_key=name_key(one.family, one.given),
        birth_on=one.birth_on,
        sex=one.sex,
        language=one.language,
        needs_interpreter=one.language != "en",
        phone=one.phone,
        zip_code=one.zip_code,
        deceased_at=one.deceased_at,
    )


def facts(random: Random, one: Person, custodian: Organization) -> Iterator[Any]:
    """Every fact row of a person but drugs and results."""
    common = {"patient_id": one.id}
    yield Identifier(id=new_id(random), organization=custodian, value=one.mrn, **common)
    yield diagnosis(random, one)
    yield PerformanceStatus(id=new_id(random), ecog=one.ecog, assessed_on=one.labs[0]["taken_at"].date(), **common)
    yield Coverage(
        id=new_id(random), payer=random.choice(("Medicare", "Blue Shield PPO", "Prairie Health Plan")), plan_type="Primary", **common
    )
    yield Caregiver(id=new_id(random), name=one.caregiver, relationship="Spouse", phone=one.phone, availability="full time", **common)
    days = {"started_on": one.lines[-1].started_on, "last_dose_on": one.labs[0]["taken_at"].date()}
    for name, kind in one.lines[-1].drugs:
        yield Medication(id=new_id(random), name=name, drug_class=kind, **days, **common)
    if random.random() < 0.3:
        yield Allergy(id=new_id(random), substance=random.choice(("sulfa drugs", "penicillin", "iodine contrast")), **common)
    if random.random() < 0.25:
        yield Medication(id=new_id(random), name="apixaban", is_alert=True, **common)


def diagnosis(random: Random, one: Person) -> Diagnosis:
    return Diagnosis(
        id=new_id(random),
        patient_id=one.id,
        icd10="C90.02",
        snomed="109989006",
        display="Multiple myeloma in relapse",
        diagnosed_on=one.diagnosed_on,
        myeloma_type=one.kind,
        r_iss=one.r_iss,
        cytogenetics=one.cytogenetics,
    )


def therapy(random: Random, one: Person) -> Iterator[TherapyLine | LineDrug]:
    for line in one.lines:
        row = TherapyLine(
            id=new_id(random),
            patient_id=one.id,
            number=line.number,
            regimen=line.regimen,
            started_on=line.started_on,
            stopped_on=line.stopped_on,
            best_response=line.best_response,
            stop_reason=line.stop_reason,
            transplant_on=line.transplant_on,
        )
        yield row
        for name, kind in line.drugs:
            yield LineDrug(id=new_id(random), line=row, patient_id=one.id, name=name, drug_class=kind, refractory=line.refractory)


def results(random: Random, one: Person) -> Iterator[Result]:
    for lab in one.labs:
        value = float(lab["value"])
        flag = "low" if lab["low"] and value < float(lab["low"]) else "high" if lab["high"] and value > float(lab["high"]) else ""
        yield Result(id=new_id(random), patient_id=one.id, flag=flag or ("normal" if lab["low"] else ""), **lab)


def referral(random: Random, one: Person, houses: Houses, center: str, stage: Stage, steps: list[Step], now: datetime) -> Referral:
    """The row as the verbs would have left it."""
    last = steps[-1].at if steps else now - timedelta(days=2)
    ended = stage in ENDED
    sender, receiver = houses.organizations[one.practice], houses.organizations[center]
    urgent = random.random() < 0.2
    ball = STAGES[stage].ball
    row = Referral(id=new_id(random), patient_id=one.id, from_org=sender, to_org=receiver, stage=stage, stage_since=last, ball=ball)
    row.kind = ReferralKind.URGENT if urgent else ReferralKind.CONSULT
    row.urgency = Urgency.URGENT if urgent else Urgency.ROUTINE
    row.is_open, row.ended_at = stage != Stage.DRAFT and not ended, last if ended else None
    row.due_at = due_at(stage, ball, last, sender, receiver, urgent=urgent)
    row.from_owner = houses.member(one.practice, Role.COORDINATOR) if random.random() < 0.9 else None
    if stage not in (Stage.DRAFT, Stage.SUBMITTED):
        row.to_owner, row.decider = houses.member(center, Role.COORDINATOR), houses.member(center, Role.CLINICIAN)
    row.reason, row.products = random.choice(REASONS), [random.choice(("ide-cel", "cilta-cel"))]
    row.agreed_on = (steps[0].at if steps else now).date()
    row.reason_code = steps[-1].reason_code if steps else ""
    row.items_needed, row.items_present = 22, 22 - random.choice((0, 1, 2, 3))
    row.version = len(steps) + 2
    row.created_at, row.submitted_at = (steps[0].at if steps else last) - timedelta(hours=3), steps[0].at if steps else None
    return row


def due_at(stage: Stage, ball: str, start: datetime, sender: Organization, receiver: Organization, *, urgent: bool) -> datetime | None:
    ladder = STAGES[stage].ladder
    if ladder is None:
        return None
    zone = sender.time_zone if ball == Side.SENDER else receiver.time_zone
    return due_after(start, SERVICE_LEVELS[ladder][1 if urgent else 0], zone)


def events(random: Random, row: Referral, one: Person, houses: Houses, center: str, steps: list[Step]) -> Iterator[Event]:
    for step in steps:
        place = one.practice if step.side == Side.SENDER else center
        decides = step.verb in PHYSICIANS
        person = houses.member(place, Role.CLINICIAN if decides else Role.COORDINATOR) or houses.member(place)
        yield Event(
            id=new_id(random),
            referral=row,
            at=step.at,
            verb=step.verb,
            actor=person,
            actor_name=person.name if person else "",
            organization=houses.organizations[place],
            side=step.side,
            from_stage=step.before or "",
            to_stage=step.after if step.before else "",
            reason_code=step.reason_code,
            detail={"documents": len(one.documents)} if step.verb == "submit" else {},
        )
