"""A record complete enough to refer, and referrals taken to a stage by their own verbs."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from carecoord.access.actor import acting
from patients.models import (
    Caregiver,
    Diagnosis,
    Document,
    DocumentKind,
    DocumentState,
    DrugClass,
    LineDrug,
    Medication,
    MyelomaType,
    PerformanceStatus,
    Refractory,
    Response,
    StopReason,
    TherapyLine,
)
from referrals import verbs
from referrals.models import Referral, Urgency
from tests.cast import Cast
from tests.truth import truth

TODAY = timezone.localdate


def complete_record(cast: Cast) -> None:
    """What the common checklist wants at submit."""
    patient = cast.denise
    Diagnosis.objects.create(
        patient=patient,
        icd10="C90.02",
        display="Multiple myeloma in relapse",
        diagnosed_on=datetime.date(2019, 5, 3),
        myeloma_type=MyelomaType.IGG_KAPPA,
        r_iss="II",
        cytogenetics=["1q gain"],
    )
    line = TherapyLine.objects.create(
        patient=patient,
        number=1,
        regimen="VRd, then lenalidomide",
        started_on=datetime.date(2019, 5, 20),
        stopped_on=datetime.date(2022, 8, 10),
        best_response=Response.VGPR,
        stop_reason=StopReason.PROGRESSION,
    )
    LineDrug.objects.create(line=line, patient=patient, name="lenalidomide", drug_class=DrugClass.IMID, refractory=Refractory.YES)
    PerformanceStatus.objects.create(patient=patient, ecog=1, assessed_on=TODAY())
    Medication.objects.create(patient=patient, name="carfilzomib", drug_class=DrugClass.PROTEASOME_INHIBITOR, last_dose_on=TODAY())
    Caregiver.objects.create(patient=patient, name="Sam Okafor", relationship="Husband", phone="555-0188")


def document(cast: Cast, kind: DocumentKind, *, at: str = "cedar") -> Document:
    with truth():
        return Document.objects.create(
            patient=cast.denise, organization=cast.organizations[at], kind=kind, title=kind.label, state=DocumentState.SCANNED
        )


def draft(cast: Cast, **values: Any) -> Referral:
    with truth():
        complete_record(cast)
    with acting(cast.actor("rae")) as rae:
        referral = verbs.start(rae, cast.denise.pk)
        values = {
            "to_org": cast.organizations["lakeside"],
            "reason": "Fourth relapse.",
            "products": ["cilta-cel"],
            "agreed_on": TODAY(),
            **values,
        }
        return verbs.save_draft(rae, referral.pk, version=1, values=values)


def submitted(cast: Cast) -> Referral:
    referral = draft(cast)
    with acting(cast.actor("rae")) as rae:
        return verbs.submit(rae, referral.pk, version=referral.version)[0]


def received(cast: Cast) -> Referral:
    referral = submitted(cast)
    with acting(cast.actor("bo")) as bo:
        return verbs.receive(bo, referral.pk, version=referral.version)


def accepted(cast: Cast) -> Referral:
    referral = received(cast)
    with acting(cast.actor("chen")) as chen:
        return verbs.accept(
            chen, referral.pk, version=referral.version, urgency=Urgency.ROUTINE, consult_by=TODAY() + datetime.timedelta(days=10)
        )


def booked(cast: Cast) -> Referral:
    referral = accepted(cast)
    with acting(cast.actor("bo")) as bo:
        return verbs.book_consult(bo, referral.pk, version=referral.version, at=timezone.now() + datetime.timedelta(days=3)).referral


def consulted(cast: Cast) -> Referral:
    referral = booked(cast)
    note = document(cast, DocumentKind.CONSULT_NOTE, at="lakeside")
    with acting(cast.actor("chen")) as chen:
        return verbs.record_consult(chen, referral.pk, version=referral.version, note=note.pk)
