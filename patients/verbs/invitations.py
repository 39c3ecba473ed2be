"""Invitations of people: the patient, or a caregiver as proxy, takes up a link once and from then on opens the record.

Room: patients.verbs. Invitations of staff are carecoord.accounts' business.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import ClockNow, PersonalSource
from carecoord.accounts.models.invitations import hashed
from carecoord.audit import trail
from patients.models import PersonalInvitation
from patients.permissions import Permission
from patients.verbs import rows

VALID_FOR = timedelta(days=14)


def invitation(actor: Actor, patient_id: UUID, source: PersonalSource, email: str) -> tuple[PersonalInvitation, str]:
    """An unsaved invitation and its token; only the token's hash is in the row."""
    token = secrets.token_urlsafe(32)
    row = PersonalInvitation(
        patient_id=patient_id,
        source=source,
        email=email.strip().lower(),
        token_hash=hashed(token),
        invited_by_id=actor.user_id,
        expires_at=timezone.now() + VALID_FOR,
    )
    return row, token


def invite_patient(actor: Actor, patient_id: UUID, *, email: str) -> tuple[PersonalInvitation, str]:
    """Let the patient sign in to their own road. An earlier open invitation is withdrawn."""
    patient = rows.locked_patient(actor, patient_id, Permission.MANAGE_CAREGIVERS)
    if patient.is_deceased:
        raise Refused("The patient has died; nobody is invited any more.")
    if "@" not in email:
        raise Refused("Write the e-mail address the patient signs in with.", field="email")
    earlier = PersonalInvitation.objects.filter(patient=patient, source=PersonalSource.SELF)
    earlier.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=ClockNow())
    asked, token = invitation(actor, patient.pk, PersonalSource.SELF, email)
    asked.save(force_insert=True)
    trail.record(actor, "patient.invite", about=asked, patients=[patient.pk])
    return asked, token


def not_open() -> str:
    return _("This invitation is not open any more, or it was sent to another e-mail address. Ask the care team for a new one.")


def invited_address(token: str) -> str | None:
    """The e-mail address an open link is for, or None. Whoever holds the link may know it."""
    with connection.cursor() as cursor:
        cursor.execute("select email from access.open_invitation(%s)", [hashed(token)])
        found = cursor.fetchone()
    return str(found[0]) if found else None


def take_up_invitation(actor: Actor, *, token: str) -> UUID:
    """The signed-in person opens the record the link is for; returns the patient's id. One use, bound to the e-mail address."""
    if not actor.user_id:
        raise NotAllowed(_("Sign in first."))
    with connection.cursor() as cursor:
        cursor.execute("select access.take_up_invitation(%s)", [hashed(token)])
        patient_id: UUID | None = cursor.fetchone()[0]
    if patient_id is None:
        raise Refused(not_open())
    trail.record(actor, "invitation.take_up", patients=[patient_id])
    return patient_id
