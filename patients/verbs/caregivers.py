"""Caregivers: named in the record, invited as proxy, their access changed, ended, or over by time.

Room: patients.verbs. A caregiver named on paper has no access. Taking up an invitation is in `invitations.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import ClockNow, PersonalGrant, PersonalSource, ProxyScope
from carecoord.access.permissions import require
from patients import due
from patients.models import Caregiver, CaregiverState, Deed, PersonalInvitation
from patients.permissions import Permission
from patients.verbs import rows
from patients.verbs.invitations import VALID_FOR, invitation

CONTACT = frozenset({"name", "relationship", "phone", "email", "language", "availability", "drives", "is_backup", "is_emergency_contact"})


def name_caregiver(actor: Actor, patient_id: UUID, *, key: UUID | None = None, **contact: Any) -> Caregiver:
    """Write down who helps at home. This opens nothing to them."""
    patient = rows.locked_patient(actor, patient_id, Permission.NAME_CAREGIVER)
    if key and (known := Caregiver.objects.filter(pk=key, patient=patient).first()):
        return known
    caregiver = Caregiver(patient=patient, **({"pk": key} if key else {}))
    differing = rows.put(caregiver, only_contact(contact))
    rows.check_sense(actor, caregiver, patient)
    rows.insert(actor, caregiver)
    rows.keep(actor, caregiver, Deed.ADDED, differing, action="caregiver.name")
    return caregiver


def correct_caregiver(actor: Actor, caregiver_id: UUID, *, version: int, **contact: Any) -> Caregiver:
    caregiver = rows.locked_fact(actor, Caregiver, caregiver_id, Permission.MANAGE_CAREGIVERS)
    rows.check_version(actor, caregiver, version)
    differing = rows.put(caregiver, only_contact(contact))
    rows.check_sense(actor, caregiver, caregiver.patient)
    if differing:
        rows.advance(caregiver, differing)
        rows.keep(actor, caregiver, Deed.CORRECTED, differing)
    return caregiver


def only_contact(values: dict[str, Any]) -> dict[str, Any]:
    if set(values) - CONTACT:
        raise TypeError("State, scopes and access have verbs of their own.")
    return values


def invite_proxy(
    actor: Actor,
    caregiver_id: UUID,
    *,
    version: int,
    email: str,
    scopes: Sequence[str],
    has_patient_agreed: bool,
    access_ends_at: datetime | None = None,
) -> tuple[Caregiver, str]:
    """Ask a caregiver to sign in as proxy; returns the link's token, which is shown once and never kept."""
    caregiver = rows.locked_fact(actor, Caregiver, caregiver_id, Permission.MANAGE_CAREGIVERS)
    rows.check_version(actor, caregiver, version)
    check_invitable(caregiver, email, scopes, has_patient_agreed, access_ends_at)
    withdraw_invitations(caregiver)
    asked, token = invitation(actor, caregiver.patient_id, PersonalSource.PROXY, email)
    asked.caregiver, asked.scopes, asked.access_ends_at = caregiver, list(scopes), access_ends_at
    asked.save(force_insert=True)
    before = caregiver.state
    caregiver.state, caregiver.email, caregiver.scopes = CaregiverState.PENDING, asked.email, list(scopes)
    caregiver.ends_at = timezone.now() + VALID_FOR
    rows.advance(caregiver, ["state", "email", "scopes", "ends_at"])
    changed = {"state": [before, caregiver.state], "scopes": ["", ", ".join(scopes)]}
    rows.keep(actor, caregiver, Deed.MOVED, changed, action="caregiver.invite")
    return caregiver, token


def check_invitable(
    caregiver: Caregiver, email: str, scopes: Sequence[str], has_patient_agreed: bool, access_ends_at: datetime | None
) -> None:
    if caregiver.patient.is_deceased:
        raise Refused("The patient has died; nobody is invited any more.")
    if caregiver.state == CaregiverState.CONFIRMED:
        raise Refused(f"{caregiver.name} already signs in; change what they may see instead.")
    if "@" not in email:
        raise Refused("Write the e-mail address the caregiver signs in with.", field="email")
    check_scopes(scopes)
    if not has_patient_agreed:
        raise Refused("Ask the patient first, and say here that they agree.", field="has_patient_agreed")
    if access_ends_at is not None and access_ends_at <= timezone.now():
        raise Refused("The access would end before it starts.", field="access_ends_at")


def check_scopes(scopes: Sequence[str]) -> None:
    if not scopes or set(scopes) - set(ProxyScope.values):
        raise Refused("Choose what the caregiver may see.", field="scopes")


def withdraw_invitations(caregiver: Caregiver) -> None:
    open_ones = PersonalInvitation.objects.filter(caregiver=caregiver, accepted_at__isnull=True, withdrawn_at__isnull=True)
    open_ones.update(withdrawn_at=ClockNow())


def change_scopes(actor: Actor, caregiver_id: UUID, *, version: int, scopes: Sequence[str]) -> Caregiver:
    """What a confirmed proxy may see, from the next request on."""
    caregiver = rows.locked_fact(actor, Caregiver, caregiver_id, Permission.MANAGE_CAREGIVERS)
    rows.check_version(actor, caregiver, version)
    if caregiver.state != CaregiverState.CONFIRMED or caregiver.grant_id is None:
        raise Refused("Only a caregiver who signs in has access to change.")
    check_scopes(scopes)
    before, caregiver.scopes = caregiver.scopes, list(scopes)
    PersonalGrant.objects.filter(pk=caregiver.grant_id).update(scopes=caregiver.scopes)
    rows.advance(caregiver, ["scopes"])
    rows.keep(actor, caregiver, Deed.CORRECTED, {"scopes": [", ".join(before), ", ".join(scopes)]}, action="caregiver.change_scopes")
    return caregiver


def revoke_proxy(actor: Actor, caregiver_id: UUID, *, version: int, reason: str = "") -> Caregiver:
    """End a proxy's access, or withdraw their invitation. The patient, the proxy themselves, or staff may. The next request is 404."""
    caregiver = endable(actor, caregiver_id)
    if caregiver.state not in (CaregiverState.PENDING, CaregiverState.CONFIRMED):
        raise Refused(_("%(name)s has no access to end.") % {"name": caregiver.name})
    rows.check_version(actor, caregiver, version)
    if caregiver.grant_id:
        PersonalGrant.objects.filter(pk=caregiver.grant_id).update(ends_at=ClockNow())
    before = caregiver.state
    caregiver.state, caregiver.ends_at = CaregiverState.REVOKED, timezone.now()
    rows.advance(caregiver, ["state", "ends_at"])
    values = {"state": [before, CaregiverState.REVOKED]}
    rows.keep(actor, caregiver, Deed.MOVED, values, reason=reason.strip(), action="caregiver.revoke")
    return caregiver


def endable(actor: Actor, caregiver_id: UUID) -> Caregiver:
    """The caregiver, locked, for whoever may end their access."""
    if not actor.is_person:
        return rows.locked_fact(actor, Caregiver, caregiver_id, Permission.MANAGE_CAREGIVERS)
    require(actor, Permission.END_PROXY)
    caregiver = Caregiver.objects.select_for_update(of=("self",)).select_related("patient").get(pk=caregiver_id)
    mine = PersonalGrant.objects.active().filter(user_id=actor.user_id or 0, patient_id=caregiver.patient_id, source=PersonalSource.SELF)
    if caregiver.user_id == actor.user_id or mine.exists():
        return caregiver
    raise Caregiver.DoesNotExist


def expire_proxies(actor: Actor) -> int:
    """What a job does every few minutes: say of proxies and invitations whose time is over that it is. The access ended by itself."""
    if not actor.job:
        raise NotAllowed("Only a job does this.")
    ended = 0
    for caregiver in due.proxies_over():
        changed = Caregiver.objects.filter(pk=caregiver.pk, version=caregiver.version).update(
            state=CaregiverState.EXPIRED, version=caregiver.version + 1
        )
        if changed:
            before, caregiver.version = caregiver.state, caregiver.version + 1
            rows.keep(actor, caregiver, Deed.MOVED, {"state": [before, CaregiverState.EXPIRED]}, action="caregiver.expire")
            ended += 1
    return ended
