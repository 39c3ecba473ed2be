"""A hand-off and visit notes for the demonstration: drafted from the record, signed, sent, acknowledged. Runs as the owner.

Room: referrals.handoff.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Membership, Role, User
from referrals.clock import due_after
from referrals.handoff.pdf import render
from referrals.handoff.prefill import content_of
from referrals.handoff.states import HandOffState
from referrals.handoff.verbs import ACK_DAYS, MEANING
from referrals.handoff.visit_questions import QUESTIONS, concerns
from referrals.intake.packet import fingerprint
from referrals.models import HandOff, HandOffPdf, Journey, VisitNote
from referrals.monitoring.infused import infused_on
from referrals.monitoring.questions import checked

WRITTEN: Final[dict[str, dict[str, str]]] = {
    "header": {"call_line": "555-0100", "physician": "the CAR-T physician on call"},
    "status": {"neuro": "Alert, speech and gait normal, handwriting clear, no tremor, face symmetric."},
    "medicines": {
        "changes": "Started levetiracetam until day 30. Antihypertensives held.",
        "prophylaxis": "Acyclovir for 12 months and CD4 over 200. TMP-SMX from day 30 for 6 to 12 months.",
    },
    "immunity": {"ivig": "When IgG is 400 mg/dL or less, with infections.", "stop_rules": "As written under medicines; a physician signs."},
    "pending": {"items": "None.", "registry": "Signed."},
    "education": {"read": "Going home; when to call; no driving.", "teach_back": "Yes, with caregiver.", "wallet_card": "Given."},
}
VISIT: Final[dict[str, Any]] = {
    "temperature": {"value": 36.7, "unit": "degC"},
    "systolic": 122,
    "spo2": 98,
    "anc": 1400,
    "hemoglobin": 9.8,
    "platelets": 74,
    "symptoms": ["tired"],
    "nerves": ["none"],
    "infection": False,
    "admission": False,
    "ivig": False,
    "ecog": 1,
    "response": "not_assessed",
}


def fill(journey: Journey, *, acknowledged: bool = True, visits: int = 1) -> HandOff | None:
    """A version sent two days before day 16 after infusion; None where that day is not known or has not come."""
    infused = infused_on(journey)
    chief = somebody(journey.center_id, Role.CLINICIAN)
    if infused is None or chief is None or HandOff.objects.filter(journey=journey).exists():
        return None
    signed_at = datetime.combine(infused + timedelta(days=14), time(10, 20), tzinfo=ZoneInfo(journey.center.time_zone))
    if signed_at > timezone.now():
        return None
    row = signed(journey, chief, signed_at)
    if acknowledged and (reader := somebody(journey.practice_id, Role.COORDINATOR)):
        row.state, row.acknowledged_by, row.acknowledged_name = HandOffState.ACKNOWLEDGED, reader, reader.name
        row.acknowledged_at, row.first_visit_on = signed_at + timedelta(days=1), infused + timedelta(days=21)
        row.save()
        for number in range(visits):
            visit(journey, reader, row.first_visit_on + timedelta(days=7 * number))
    return row


def somebody(organization_id: int, role: Role) -> User | None:
    found = Membership.objects.active().filter(organization_id=organization_id, role=role).select_related("user").first()
    return found.user if found else None


def signed(journey: Journey, chief: User, at: datetime) -> HandOff:
    """Drafted, signed and sent by one physician."""
    content = content_of(Actor(user_id=chief.pk, name=chief.name), journey)
    for code, fields in WRITTEN.items():
        content[code]["fields"] = fields | content[code]["fields"]
    content["header"]["fields"]["day"] = "14"
    row = HandOff(journey=journey, number=1, content=content, drafted_by=chief, drafted_name=chief.name, drafted_at=at)
    row.state, row.sha256, row.meaning = HandOffState.SENT, fingerprint(content), MEANING
    row.signed_by, row.signed_name, row.signed_role = chief, chief.name, str(Role.CLINICIAN)
    row.signed_at, row.signed_zone, row.sent_at, row.sent_name = at, journey.center.time_zone, at, chief.name
    row.ack_due_at = due_after(at, ACK_DAYS, journey.center.time_zone)
    row.save(force_insert=True)
    body = render(row, journey)
    HandOffPdf.objects.create(handoff=row, journey=journey, body=body, sha256=hashlib.sha256(body).hexdigest())
    return row


def visit(journey: Journey, reader: User, on: Any) -> VisitNote:
    answers = checked(VISIT, QUESTIONS)
    at = datetime.combine(on, time(15, 5), tzinfo=ZoneInfo(journey.practice.time_zone))
    worries = [vars(one) for one in concerns(answers)]
    return VisitNote.objects.create(
        journey=journey, visit_on=on, answers=answers, concerns=worries, by=reader, by_name=reader.name, sent_at=at
    )
