"""One case on one page: the disease, lines, last results, performance status, other illnesses, who helps, and what is still needed.

Room: referrals.meetings. The facts are the record's own page; a fixed number of statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.ui.parts import Banner
from patients.models import Comorbidity, Patient
from patients.pages.record import Record, record
from referrals.meetings import agenda
from referrals.meetings.agenda import Asked
from referrals.models import InfoItem, ItemState, JourneyStep, MeetingCase
from referrals.page.fetch import patient_of
from referrals.page.screen import over
from referrals.pathway.compiled import protocol_for
from referrals.pathway.states import StepState

MOST = 12
SOON = timedelta(days=45)


@dataclass(frozen=True)
class Need:
    """Something that is not there yet, and by when."""

    words: str
    due_on: date | None = None


@dataclass(frozen=True)
class Summary:
    case: MeetingCase
    banner: Banner
    protocol: str
    record: Record
    illnesses: tuple[str, ...]
    needs: tuple[Need, ...]
    asked: tuple[Asked, ...]


def build(actor: Actor, case: MeetingCase) -> Summary:
    patient = patient_of(actor, case.journey.patient_id)
    return Summary(
        case=case,
        banner=over(actor, patient),
        protocol=case.journey.protocol.title,
        record=record(actor, patient),
        illnesses=illnesses(patient),
        needs=tuple(needs(case)),
        asked=tuple(agenda.of_case(case)),
    )


def illnesses(patient: Patient) -> tuple[str, ...]:
    rows = Comorbidity.objects.filter(patient=patient, is_entered_in_error=False).order_by("name")
    return tuple(f"{row.name} ({row.note})" if row.note else row.name for row in rows[:MOST])


def needs(case: MeetingCase) -> Iterator[Need]:
    """Questions the practice has not answered, and steps that could be done now and are due within the next weeks, each once."""
    questions = InfoItem.objects.filter(referral_id=case.journey.referral_id, state=ItemState.OPEN).order_by("label")
    yield from (Need(f"Not answered yet: {label}") for label in questions.values_list("label", flat=True)[:MOST])
    titles = {step.code: step.title for step in protocol_for(case.journey).steps}
    ready = JourneyStep.objects.filter(journey=case.journey, state__in=(StepState.READY, StepState.IN_PROGRESS))
    near = ready.exclude(code=agenda.DECIDES).filter(due_on__lte=timezone.localdate() + SOON).order_by("-due_on")
    first = {code: due_on for code, due_on in near.values_list("code", "due_on") if due_on and code in titles}
    yield from (Need(titles[code], due_on) for code, due_on in sorted(first.items(), key=lambda pair: pair[1])[:MOST])
