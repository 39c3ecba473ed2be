"""What makes a demonstration worth walking through: threads, questions, documents, packets, a proxy, a restriction, a death."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import typst

from carecoord.access.actor import Actor, acting
from carecoord.access.models import CareTeam, Grant, PersonalGrant, PersonalSource, ProxyScope, Restriction, RestrictionKind, Scope, Source
from carecoord.accounts.models import Role
from patients import shelf
from patients.models import Caregiver, CaregiverState, Document, DocumentKind, DocumentState
from referrals import intake
from referrals.demo.histories import Person
from referrals.demo.houses import Houses
from referrals.models import (
    Appointment,
    AppointmentState,
    InfoItem,
    InfoRequest,
    ItemState,
    Note,
    Outcome,
    PacketDocument,
    Referral,
    WaitlistEntry,
)
from referrals.states import CHART_OPEN, ENDED, Stage

THREAD = (
    (False, "Packet is complete from our side. The patient prefers calls after 15:00."),
    (True, "Cardiology line was busy twice. Trying again in the morning."),
    (False, "Thank you. The physician reads it this week; the echo can follow."),
)


@cache
def page(title: str) -> bytes:
    """A one-page PDF that says what it is."""
    lines = (
        '#set document(title: "Demonstration")',
        '#set page(paper: "us-letter")',
        f"= {title}",
        "Made up for a demonstration. No patient is described here.",
    )
    return bytes(typst.compile("\n".join(lines).encode(), format="pdf"))


def documents(one: Person, houses: Houses, kinds: list[DocumentKind], at: str) -> list[Document]:
    out = []
    for kind in kinds:
        body = page(str(kind.label))
        row = Document(
            patient_id=one.id,
            organization=houses.organizations[at],
            kind=kind,
            title=str(kind.label),
            filename=f"{kind}.pdf",
            content_type="application/pdf",
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            pages=1,
            state=DocumentState.SCANNED,
        )
        row.file.name = shelf.put(io.BytesIO(body))
        row.save()
        out.append(row)
    return out


def grants(row: Referral) -> None:
    """What the verbs of its stage would have written."""
    stage = Stage(row.stage)
    if stage in (Stage.DRAFT, Stage.ENTERED_IN_ERROR):
        return
    scope = Scope.PATHWAY if stage in CHART_OPEN else Scope.FOLLOW_UP if stage == Stage.SHARED_CARE else Scope.INTAKE
    ended = stage in ENDED or stage == Stage.DECLINED
    ends = row.stage_since + timedelta(days=30) if ended else None
    common = {"patient_id": row.patient_id, "organization_id": row.to_org_id, "source": Source.REFERRAL, "about": row.pk}
    Grant.objects.create(scope=Scope.SNAPSHOT if ended else scope, starts_at=row.submitted_at or row.stage_since, ends_at=ends, **common)
    if ended:
        Grant.objects.create(scope=Scope.HEADER, starts_at=row.stage_since, **common)
    for user in {row.to_owner, row.decider}:
        if user is not None:
            CareTeam.objects.get_or_create(patient_id=row.patient_id, organization=row.center, user=user, until=None)


def dress(random: Random, one: Person, houses: Houses, row: Referral, center: str, now: datetime) -> None:
    """Packet, thread, and whatever belongs to the stage."""
    stage = Stage(row.stage)
    if stage == Stage.DRAFT:
        return
    person = row.from_owner or houses.member(one.practice, Role.COORDINATOR)
    sender = Actor(user_id=person.pk if person else None, organization_id=row.from_org_id)
    with acting(sender):
        intake.freeze(sender, row)
    for number, (internal, text) in enumerate(THREAD[: random.randint(0, 3)]):
        write(row, houses, one.practice if number < 2 else center, text, internal, row.stage_since - timedelta(hours=3 - number))
    belongings(random, one, houses, row, center, now)


def write(row: Referral, houses: Houses, place: str, text: str, internal: bool, at: datetime) -> None:
    person = houses.member(place, Role.COORDINATOR) or houses.member(place)
    name = person.name if person else ""
    organization = houses.organizations[place]
    Note.objects.create(
        referral=row, organization=organization, author=person, author_name=name, text=text, is_internal=internal, written_at=at
    )


def belongings(random: Random, one: Person, houses: Houses, row: Referral, center: str, now: datetime) -> None:
    stage = Stage(row.stage)
    if stage == Stage.INFO_REQUESTED:
        questions(row, now)
    if stage == Stage.CONSULT_SCHEDULED:
        at = (now + timedelta(days=random.randint(2, 9))).replace(hour=15, minute=30, second=0, microsecond=0)
        site = houses.organizations[center].sites.first()
        Appointment.objects.create(referral=row, at=at, time_zone=houses.organizations[center].time_zone, site=site, clinician=row.decider)
    if stage == Stage.WAITLISTED:
        WaitlistEntry.objects.create(
            referral=row, priority=random.randint(1, 4), reason="Fast progression, fit, caregiver at home.", set_by=row.decider
        )
    if "record_consult" in one.extras.get("verbs", ()):
        note = documents(one, houses, [DocumentKind.CONSULT_NOTE], center)[0]
        PacketDocument.objects.create(referral=row, document=note, item_code="consult_note", attached_by=row.decider)
        Appointment.objects.create(referral=row, at=row.stage_since, time_zone="America/Chicago", state=AppointmentState.DONE)
    if stage == Stage.CLOSED:
        outcome(row)


def outcome(row: Referral) -> None:
    """Sent two days before the end, acknowledged one day before."""
    Outcome.objects.create(
        referral=row,
        text="Not a candidate for CAR-T at this time. Next line at home; refer again at the next relapse.",
        follow_up_owner="The referring oncologist",
        sent_by=row.decider,
        sent_at=row.stage_since - timedelta(days=2),
        acknowledged_by=row.from_owner,
        acknowledged_at=row.stage_since - timedelta(days=1),
    )


def questions(row: Referral, now: datetime) -> None:
    request = InfoRequest.objects.create(referral=row, asked_by=row.to_owner, asked_at=row.stage_since, due_at=row.due_at or now)
    for label, kind, answered in (
        ("Echo with ejection fraction", "echo", False),
        ("Hepatitis B and C, HIV", "infection_markers", False),
        ("Current dose of dexamethasone", "", True),
    ):
        InfoItem.objects.create(
            request=request,
            referral=row,
            label=label,
            document_kind=kind,
            code=kind,
            state=ItemState.ANSWERED if answered else ItemState.OPEN,
            answer="20 mg weekly" if answered else "",
        )


def circle(houses: Houses, patient_id: Any) -> None:
    """Pat signs in as herself, Sam as her confirmed proxy."""
    PersonalGrant.objects.create(patient_id=patient_id, user=houses.users["pat"], source=PersonalSource.SELF)
    grant = PersonalGrant.objects.create(
        patient_id=patient_id, user=houses.users["sam"], source=PersonalSource.PROXY, scopes=[ProxyScope.FULL]
    )
    Caregiver.objects.create(
        patient_id=patient_id,
        name="Sam Okafor",
        relationship="Husband",
        phone="555-0188",
        availability="full time",
        drives=True,
        state=CaregiverState.CONFIRMED,
        scopes=[ProxyScope.FULL],
        user=houses.users["sam"],
        grant=grant,
    )


def restrict(houses: Houses, row: Referral) -> None:
    """A record that only the care team opens: the practice's own team keeps it too."""
    for user in (houses.users["ana"], houses.users["rae"]):
        CareTeam.objects.get_or_create(patient_id=row.patient_id, organization_id=row.from_org_id, user=user, until=None)
    Restriction.objects.create(
        patient_id=row.patient_id, kind=RestrictionKind.VIP, reason="Works at the practice", placed_by=houses.users["pia"]
    )
