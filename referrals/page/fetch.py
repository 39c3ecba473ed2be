"""Everything the referral page reads, in a fixed number of statements whatever the referral holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from carecoord.access.actor import Actor
from carecoord.access.kept import ANY_DAY, ANY_ID, KeptModels, Reader, meaning
from patients import warnings
from patients.models import Allergy, Identifier, Medication, Patient
from patients.verbs.rows import today
from referrals.models import (
    Appointment,
    AppointmentState,
    Event,
    InfoItem,
    Journey,
    Note,
    NoteRead,
    Outcome,
    Packet,
    PacketDocument,
    PatientMessage,
    Referral,
)
from referrals.models.referral import Walls, walls

NOTES_SHOWN = 50
MESSAGES_SHOWN = 10
EVENTS_SHOWN = 30


@dataclass(frozen=True)
class Fetched:
    referral: Referral
    patient: Patient
    packet: Packet | None
    events: list[Event]
    notes: list[Note]
    documents: list[PacketDocument]
    questions: list[InfoItem]
    messages: list[PatientMessage]


def fetch(actor: Actor, referral_id: UUID) -> Fetched:
    """Raises Referral.DoesNotExist for outsiders."""
    referral = one(actor, referral_id)
    return Fetched(
        referral=referral,
        patient=patient_of(actor, referral.patient_id),
        packet=Packet.objects.filter(referral=referral).order_by("-number").first(),
        events=list(Event.objects.filter(referral=referral).order_by("-at", "-id")[:EVENTS_SHOWN]),
        notes=list(Note.objects.filter(referral=referral).select_related("organization").order_by("-written_at")[:NOTES_SHOWN]),
        documents=list(PacketDocument.objects.filter(referral=referral).select_related("document").order_by("-attached_at")[:50]),
        messages=list(PatientMessage.objects.filter(referral=referral).order_by("-written_at")[:MESSAGES_SHOWN]),
        questions=list(InfoItem.objects.filter(referral=referral).select_related("document").order_by("state", "label")),
    )


def one(actor: Actor, referral_id: UUID) -> Referral:
    """The row with its organizations, people, booked consult, newest outcome and the reader's mark, in one statement."""
    return referral_statement(walls(), Reader.of(actor)).one(meaning(actor, {ANY_ID: referral_id}))


@lru_cache(maxsize=64)
def referral_statement(walls: Walls, reader: Reader) -> KeptModels[Referral]:
    booked = Appointment.objects.filter(referral=OuterRef("pk"), state=AppointmentState.BOOKED)
    outcome = Outcome.objects.filter(referral=OuterRef("pk")).order_by("-sent_at")
    read = NoteRead.objects.filter(referral=OuterRef("pk"), user_id=reader.stand_in.user_id or 0)
    rows = Referral.objects.visible_to(reader.stand_in).select_related("from_org", "to_org", "from_owner", "to_owner", "decider")
    found: Any = rows.annotate(
        booked=Subquery(
            booked.values(value=JSONObject(at="at", time_zone="time_zone", site="site__name", clinician="clinician__name"))[:1]
        ),
        outcome=Subquery(
            outcome.values(
                value=JSONObject(
                    text="text",
                    follow_up_owner="follow_up_owner",
                    acknowledged_at="acknowledged_at",
                    exception="exception",
                    patient_words="patient_words",
                    is_released="is_released_to_patient",
                )
            )[:1]
        ),
        read_at=Subquery(read.values("read_at")[:1]),
        plan_id=Subquery(Journey.objects.filter(referral=OuterRef("pk")).order_by("-started_at").values("pk")[:1]),
    )
    return KeptModels(found.filter(pk=ANY_ID))


def patient_of(actor: Actor, patient_id: UUID) -> Patient:
    """The header with the reader's own number and the alerts of the banner."""
    return patient_statement(walls(), Reader.of(actor)).one(meaning(actor, {ANY_ID: patient_id, ANY_DAY: today(actor)}))


@lru_cache(maxsize=64)
def patient_statement(walls: Walls, reader: Reader) -> KeptModels[Patient]:
    mine = Identifier.objects.filter(patient=OuterRef("pk"), organization_id=reader.stand_in.place_id, system="mrn").order_by("value")
    drugs = Medication.objects.filter(patient=OuterRef("pk"), is_alert=True, is_active=True, is_entered_in_error=False)
    allergies = Allergy.objects.filter(patient=OuterRef("pk"), is_entered_in_error=False)
    rows: Any = Patient.objects.visible_to(reader.stand_in).annotate(
        mrn=Subquery(mine.values("value")[:1]),
        allergy_names=ArraySubquery(allergies.values("substance")[:3]),
        drug_names=ArraySubquery(drugs.values("name")[:3]),
        **warnings.asked(ANY_DAY),
    )
    return KeptModels(rows.filter(pk=ANY_ID))
