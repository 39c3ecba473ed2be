"""Who the patient is and how to reach them; and their death, which stops every message to them and theirs.

Room: patients.verbs. Rooms above hook into a death with `on_death`; what they do stands with them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.models import ClockNow, PersonalGrant, PersonalSource
from patients.models import Caregiver, CaregiverState, Deed, Identifier, Patient, PersonalInvitation
from patients.permissions import Permission
from patients.verbs import rows
from patients.verbs.registration import give_mrn

Mourner = Callable[[Actor, Patient], None]
_mourners: list[Mourner] = []


def on_death(callback: Mourner) -> Mourner:
    """Register what else must happen when a death is recorded; called in the same transaction with the actor and the patient."""
    if callback not in _mourners:
        _mourners.append(callback)
    return callback


def update_demographics(actor: Actor, patient_id: UUID, *, version: int, mrn: str | None = None, **values: Any) -> Patient:
    """Change names, birth date, sex, language or contact; `mrn` is the number of the actor's organization (None: leave it)."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    rows.check_version(actor, patient, version)
    if set(values) & {"deceased_at", "custodian", "created_at", "name_key"}:
        raise TypeError("Death and custody have verbs of their own.")
    differing = rows.put(patient, values)
    rows.check_sense(actor, patient, patient)
    if mrn is not None:
        differing |= renumber(actor, patient, mrn.strip())
    if not differing:
        return patient
    patient.updated_at = timezone.now()
    rows.advance(patient, [*(name for name in differing if name != "mrn"), "name_key", "updated_at"])
    rows.keep(actor, patient, Deed.CORRECTED, differing, action="patient.update")
    return patient


def renumber(actor: Actor, patient: Patient, value: str) -> dict[str, list[str]]:
    """Set the organization's own number; what differs, for the history."""
    held = Identifier.objects.filter(patient=patient, organization_id=actor.place_id, system="mrn").first()
    if (held.value if held else "") == value:
        return {}
    if not value:
        raise Refused("The MRN cannot be emptied; write the right one.", field="mrn")
    if held is None:
        give_mrn(actor, patient, value)
        return {"mrn": ["", value]}
    if Identifier.objects.filter(organization_id=actor.place_id, system="mrn", value=value).exists():
        raise Refused("Another patient of your organization already has this MRN.", field="mrn", code="mrn_taken")
    before, held.value = held.value, value
    held.save(update_fields=["value"])
    return {"mrn": [before, value]}


def record_death(actor: Actor, patient_id: UUID, *, version: int, died_at: datetime) -> Patient:
    """From now on nobody is written to: proxies end, open invitations are withdrawn, and each `on_death` callback runs."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if patient.deceased_at is not None:
        raise Refused("The death is already recorded.")
    rows.check_version(actor, patient, version)
    if died_at > timezone.now():
        raise Refused("This date lies in the future.", field="died_at")
    if patient.birth_on and died_at.astimezone(rows.zone_of(actor)).date() < patient.birth_on:
        raise Refused("This date lies before the date of birth.", field="died_at")
    patient.deceased_at, patient.updated_at = died_at, timezone.now()
    rows.advance(patient, ["deceased_at", "updated_at"])
    end_proxies(patient)
    rows.keep(actor, patient, Deed.CORRECTED, {"deceased_at": ["", rows.text_of(died_at)]}, action="patient.record_death")
    for mourn in _mourners:
        mourn(actor, patient)
    return patient


def end_proxies(patient: Patient) -> None:
    """Grants by the database's clock; the caregivers stay in the record, without access."""
    PersonalGrant.objects.active().filter(patient_id=patient.pk, source=PersonalSource.PROXY).update(ends_at=ClockNow())
    PersonalInvitation.objects.filter(patient=patient, accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=ClockNow())
    for caregiver in Caregiver.objects.filter(patient=patient, state__in=(CaregiverState.PENDING, CaregiverState.CONFIRMED)):
        caregiver.state, caregiver.ends_at = CaregiverState.REVOKED, timezone.now()
        rows.advance(caregiver, ["state", "ends_at"])


def withdraw_death(actor: Actor, patient_id: UUID, *, version: int, reason: str) -> Patient:
    """The death was entered in error. Nothing that it stopped starts again by itself."""
    patient = rows.locked_patient(actor, patient_id, Permission.EDIT_RECORD)
    if patient.deceased_at is None:
        raise Refused("No death is recorded.")
    rows.check_version(actor, patient, version)
    if len(reason.strip()) < 5:
        raise Refused("Say why the entry was wrong.", field="reason")
    before, patient.deceased_at, patient.updated_at = patient.deceased_at, None, timezone.now()
    rows.advance(patient, ["deceased_at", "updated_at"])
    values = {"deceased_at": [rows.text_of(before), ""]}
    rows.keep(actor, patient, Deed.CORRECTED, values, reason=reason.strip(), action="patient.withdraw_death")
    return patient
