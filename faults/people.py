"""Who stands in the scenarios: a practice and a center, two coordinators and a clinician, patients with referrals and caregivers."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.models import Grant, PersonalGrant, PersonalSource, ProxyScope, Scope, Source
from carecoord.access.owner import as_owner
from carecoord.accounts.models import Membership, Organization, OrganizationKind, Partnership, Role, Site, User
from carecoord.notifications.models import Habits
from carecoord.notifications.reach import Device, Phone
from faults.provider import Manner
from patients.models import Caregiver, CaregiverState, Patient, Sex
from referrals.models import Journey, Referral
from referrals.pathway import loading, reading
from referrals.states import CHART_OPEN, OPEN, STAGES, Stage

ZONE = "America/Chicago"
PROTOCOL = "mm-cilta-cel-us"


@dataclass(frozen=True)
class Town:
    """Everybody who works. `rae` sends from the practice, `bo` and `chen` receive at the center."""

    practice: Organization
    center: Organization
    rae: User
    bo: User
    chen: User

    def actor(self, who: User) -> Actor:
        place = self.practice if who.pk == self.rae.pk else self.center
        return Actor(user_id=who.pk, organization_id=place.pk, name=who.name)

    def cookie(self, who: User) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={session(who, self.actor(who).organization_id)}"


def town() -> Town:
    tag = uuid4().hex[:6]
    with as_owner():
        practice = organization(OrganizationKind.PRACTICE, f"Cedar {tag}")
        center = organization(OrganizationKind.CENTER, f"Lakeside {tag}")
        Partnership.objects.create(practice=practice, center=center)
        rae = member(f"rae-{tag}@practice.example", practice, Role.COORDINATOR)
        bo = member(f"bo-{tag}@center.example", center, Role.COORDINATOR)
        chen = member(f"chen-{tag}@center.example", center, Role.CLINICIAN)
    return Town(practice, center, rae, bo, chen)


def organization(kind: OrganizationKind, name: str) -> Organization:
    made = Organization.objects.create(kind=kind, name=name, short_name=name, time_zone=ZONE)
    Site.objects.create(organization=made, name=f"{name} main", zip_code="60611", is_main=True)
    return made


def member(address: str, place: Organization, role: Role) -> User:
    user = User.objects.create_user(address, None, name=address.split("-")[0].title())
    Membership.objects.create(user=user, organization=place, role=role)
    return user


def session(user: User, organization_id: int | None) -> str:
    """The key of a fresh session of somebody who signed in with password and code."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["has_factor"] = True
    if organization_id:
        store["organization_id"] = organization_id
    store.create()
    return str(store.session_key)


def referral(town: Town, stage: Stage, *, due_at: datetime | None = None, number: int = 0) -> Referral:
    """Of a patient of its own, put straight at a stage, with the grants that belong to it; call inside `as_owner()`."""
    born = date(1958, 3, 14) + timedelta(days=number)
    patient = Patient.objects.create(
        custodian=town.practice, given_name="Raymond", family_name=f"Marsh{number:03}", birth_on=born, sex=Sex.MALE
    )
    now, who = timezone.now(), {"from_owner": town.rae, "to_owner": town.bo}
    values: dict[str, Any] = {"ball": STAGES[stage].ball, "is_open": stage in OPEN, "stage_since": now, "submitted_at": now, **who}
    row = Referral.objects.create(
        patient=patient,
        from_org=town.practice,
        to_org=town.center,
        stage=stage,
        due_at=due_at or now + timedelta(days=3),
        agreed_on=timezone.localdate(),
        version=1,
        **values,
    )
    scope = Scope.PATHWAY if stage in CHART_OPEN else Scope.INTAKE
    Grant.objects.create(patient_id=patient.pk, organization=town.practice, scope=Scope.CUSTODY, source=Source.CUSTODY)
    Grant.objects.create(patient_id=patient.pk, organization=town.center, scope=scope, source=Source.REFERRAL, about=row.pk)
    return row


def referrals(town: Town, count: int, stage: Stage, **values: Any) -> list[Referral]:
    with as_owner():
        return [referral(town, stage, number=number, **values) for number in range(count)]


def at_home(address: str, name: str) -> User:
    """Somebody who wants no quiet hours, so that scenarios run at any hour."""
    user = User.objects.create_user(address, None, name=name)
    Habits.objects.create(user=user, is_quiet=False)
    return user


def self_of(patient: Patient, address: str) -> User:
    """The patient's own login; inside `as_owner()`."""
    user = at_home(address, "Raymond")
    PersonalGrant.objects.create(patient_id=patient.pk, user=user, source=PersonalSource.SELF)
    return user


def proxy_of(patient: Patient, address: str) -> tuple[User, Caregiver]:
    """Somebody who cares for the patient and signs in for them; inside `as_owner()`."""
    user = at_home(address, "Lou")
    scopes = [ProxyScope.FULL]
    grant = PersonalGrant.objects.create(patient_id=patient.pk, user=user, source=PersonalSource.PROXY, scopes=scopes)
    made = Caregiver.objects.create(
        patient=patient, name="Lou", relationship="Wife", user=user, state=CaregiverState.CONFIRMED, grant_id=grant.pk, scopes=scopes
    )
    return user, made


def reached(name: str, manner: Manner) -> User:
    """Somebody with a confirmed number and a device, as the provider will treat them."""
    secret = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": plain(secret), "auth": plain(os.urandom(16))}
    with as_owner():
        user = User.objects.create_user(f"{name}-{uuid4().hex[:8]}@{manner}.example", None, name=name.title())
        Phone.objects.create(user=user, number=manner.number, confirmed_at=timezone.now())
        Device.objects.create(user=user, endpoint=manner.device, name="a browser", **keys)
    return user


def plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def plans(town: Town, ends: list[datetime], *, first: int = 0) -> list[Journey]:
    """Running plans after the way home, each with the instant at which the center stops reading it; inside `as_owner()`."""
    (version,) = [one.row for one in loading.load(loading.JOB, [reading.load(PROTOCOL)])]
    made = []
    for number, at in enumerate(ends, first):
        row = referral(town, Stage.SHARED_CARE, number=number)
        values: dict[str, Any] = {"practice": town.practice, "center": town.center, "coordinator": town.bo, "phase": "follow_up"}
        made.append(Journey.objects.create(patient=row.patient, referral=row, protocol=version, **values))
        Grant.objects.filter(patient_id=row.patient_id, organization=town.center).update(scope=Scope.FOLLOW_UP, ends_at=at)
    return made
