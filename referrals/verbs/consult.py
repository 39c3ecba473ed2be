"""The consult: booked, missed and booked again, or done with its note attached."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.accounts.models import Site
from patients.models import Document
from referrals import loop, visits
from referrals.clock import due_after
from referrals.models import Appointment, AppointmentState, PacketDocument, Referral


def book_consult(
    actor: Actor,
    referral_id: UUID,
    *,
    version: int,
    at: datetime,
    site: int | None = None,
    clinician: int | None = None,
    is_telehealth: bool = False,
) -> Appointment:
    """Book the date; the clock now runs to it."""
    referral, move = loop.begin(actor, referral_id, "book_consult", version=version)
    if at <= timezone.now():
        raise Refused("The consult must lie ahead.", field="at", code="date_past")
    if site is not None and not Site.objects.filter(pk=site, organization=referral.center).exists():
        raise Refused("Choose one of your own sites.", field="site", code="not_your_site")
    zone = actor.place.time_zone if actor.place else "UTC"
    where: dict[str, Any] = {"time_zone": zone, "site_id": site, "is_telehealth": is_telehealth}
    appointment = Appointment.objects.create(referral=referral, at=at, clinician_id=clinician, booked_by_id=actor.user_id, **where)
    due = due_after(at, 0, appointment.time_zone)
    loop.advance(actor, referral, move, loop.Step(due_at=max(due, at), detail={"at": at.isoformat()}))
    visits.remind(referral, appointment)
    return appointment


def miss_consult(actor: Actor, referral_id: UUID, *, version: int, reason_code: str) -> Referral:
    """The patient did not come, or it was cancelled: a coded reason, and back to booking the same day."""
    referral, move = loop.begin(actor, referral_id, "miss_consult", version=version)
    loop.check_reason(move, reason_code)
    state = AppointmentState.CANCELLED if reason_code.endswith("cancelled") else AppointmentState.MISSED
    Appointment.objects.filter(referral=referral, state=AppointmentState.BOOKED).update(state=state, reason_code=reason_code)
    visits.forget(referral)
    due = due_after(timezone.now(), 1, referral.center.time_zone)
    loop.advance(actor, referral, move, loop.Step(reason_code=reason_code, due_at=due))
    return referral


def record_consult(actor: Actor, referral_id: UUID, *, version: int, note: UUID) -> Referral:
    """The patient was seen; the consult note is attached and opens to the practice."""
    referral, move = loop.begin(actor, referral_id, "record_consult", version=version)
    document = Document.objects.filter(pk=note, patient_id=referral.patient_id).first()
    if document is None:
        raise Refused("Attach the consult note.", field="note", code="note_needed")
    PacketDocument.objects.get_or_create(
        referral=referral, document_id=document.pk, defaults={"item_code": "consult_note", "attached_by_id": actor.user_id}
    )
    Appointment.objects.filter(referral=referral, state=AppointmentState.BOOKED).update(state=AppointmentState.DONE)
    loop.advance(actor, referral, move)
    return referral
