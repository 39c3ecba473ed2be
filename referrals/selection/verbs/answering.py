"""What is missing is asked for once more, and answered: by the center into the open questions, by the practice into the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from patients.clinical.refusals import Refusal
from patients.clinical.units import Quantity, convert
from patients.models import Patient
from referrals import loop
from referrals.models import Finding, InfoItem, InfoRequest, ItemState, Referral
from referrals.permissions import Permission as OfTheLoop
from referrals.selection.criteria import value_said
from referrals.selection.keys import KEYS, Key, Kind
from referrals.selection.permissions import Permission
from referrals.states import Side, Stage


def ask_more(actor: Actor, referral_id: UUID, *, version: int, keys: Sequence[str]) -> list[Key]:
    """More questions into the request that is open at the practice; what is open already is not asked again."""
    referral = loop.lock(actor, referral_id)
    require(actor, OfTheLoop.COORDINATE, referral)
    if referral.side_of(actor) != Side.RECEIVER:
        raise NotAllowed("The center asks, the practice answers.")
    loop.check_version(referral, version)
    if referral.stage != Stage.INFO_REQUESTED:
        raise Refused("No question is open at the practice.", code="wrong_stage")
    request = InfoRequest.objects.get(referral=referral, answered_at__isnull=True)
    known = set(InfoItem.objects.filter(request=request, state=ItemState.OPEN).values_list("code", flat=True))
    new = [KEYS[key] for key in dict.fromkeys(keys) if key in KEYS and key not in known]
    if not new:
        raise Refused("Choose something that has not been asked yet.", field="keys", code="items_needed")
    InfoItem.objects.bulk_create(question(request, key) for key in new)
    loop.touch(actor, referral, "ask_more", loop.Step(detail={"items": len(new)}))
    return new


def question(request: InfoRequest, key: Key) -> InfoItem:
    return InfoItem(request=request, referral_id=request.referral_id, **as_item(key))


def as_item(key: Key) -> dict[str, str]:
    """How a missing value is asked for: what the practice reads, and by which the answer is found again."""
    return {"code": key.key, "label": key.ask, "document_kind": key.document}


def answer_fact(actor: Actor, patient_id: UUID, *, key: str, value: str, found_on: date, note: str = "", unit: str = "") -> Finding:
    """An answer that no table of the record holds; it fills the open questions of the patient's referrals that asked for it."""
    patient = Patient.objects.chart_of(actor).select_for_update(of=("self",)).filter(pk=patient_id).first()
    if patient is None:
        Patient.objects.visible_to(actor).only("pk").get(pk=patient_id)
        raise NotAllowed("You may read this record, not write in it.")
    require(actor, Permission.ANSWER, patient)
    if key not in KEYS:
        raise Refused("Choose what this answers.", field="key")
    check_day(patient, found_on)
    row = Finding.objects.create(
        patient=patient,
        key=key,
        value=checked(KEYS[key], value, unit),
        found_on=found_on,
        note=note.strip()[:300],
        recorded_by_id=actor.user_id,
        recorded_by_name=actor.name[:120],
    )
    fill_questions(actor, row)
    record(actor, "selection.answer_fact", about=row, patients=[patient_id], fields=[key])
    return row


def check_day(patient: Patient, found_on: date) -> None:
    if found_on > timezone.localdate():
        raise Refused("This date lies in the future.", field="found_on")
    if patient.birth_on and found_on < patient.birth_on:
        raise Refused("This date lies before the date of birth.", field="found_on")


def checked(key: Key, value: str, unit: str) -> str:
    """As it is kept: yes, no, or a number in the unit of the key."""
    said = value.strip().casefold()
    if key.kind is Kind.YES_NO:
        if said not in ("yes", "no"):
            raise Refused("Answer yes or no; what nobody knows stays open.", field="value")
        return said
    try:
        number = Decimal(said)
        exact = convert(key.analyte, Quantity(number, unit or key.unit)) if key.analyte else number
    except (ArithmeticError, Refusal) as fault:
        raise Refused(
            getattr(fault, "detail", "") or f"{key.label} is a number{f' in {key.unit}' if key.unit else ''}.", field="value"
        ) from None
    if not exact.is_finite() or exact < 0 or exact.adjusted() > 6:
        raise Refused(f"{key.label}: this can't be measured.", field="value")
    return f"{exact:f}"[:24]


def fill_questions(actor: Actor, row: Finding) -> None:
    """The practice's own referrals only: a center sees the answer through its question."""
    key = KEYS[row.key]
    words = value_said(key, row.value == "yes" if key.kind is Kind.YES_NO else Decimal(row.value))
    mine = Q(referral__in=Referral.objects.visible_to(actor).filter(patient_id=row.patient_id, from_org_id=actor.place_id, is_open=True))
    InfoItem.objects.filter(mine, code=row.key, state=ItemState.OPEN).update(
        state=ItemState.ANSWERED, answer=words, answered_by_id=actor.user_id, answered_at=timezone.now()
    )
