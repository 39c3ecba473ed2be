"""A real record, imported, re-coded to myeloma and referred: what was imported stands in the packet, unchanged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.accounts.models import Organization
from patients import verbs as record
from patients.fhir.keep import import_file
from patients.importing.actors import importer
from patients.models import (
    Diagnosis,
    DrugClass,
    Medication,
    MyelomaType,
    Patient,
    PerformanceStatus,
    Refractory,
    Response,
    Result,
    StopReason,
)
from patients.verbs import DrugGiven
from referrals import verbs
from referrals.models import Packet, PacketPdf, Referral
from tests.cast import Cast
from tests.truth import truth

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


def imported(data: Path) -> Patient:
    actor = importer(Organization.objects.get(short_name="Cedar Valley"), job="import_fhir")
    (path,) = (data / "fhir/synthea_r4").glob("Luis_*.json")
    report = import_file(actor, path.name, path.read_bytes())
    assert not report.refusal
    with truth():
        return Patient.objects.get(given_name__startswith="Luis")


def recoded(cast: Cast, luis: Patient) -> None:
    """What the practice adds so that the record can be referred."""
    named: dict[str, Any] = {
        "icd10": "C90.00",
        "display": "Multiple myeloma not having achieved remission",
        "diagnosed_on": date(2021, 3, 4),
    }
    found: dict[str, Any] = {"myeloma_type": MyelomaType.IGG_KAPPA, "r_iss": "II", "cytogenetics": ["t(4;14)"]}
    drug = DrugGiven(name="lenalidomide", drug_class=DrugClass.IMID, refractory=Refractory.YES)
    days = {"started_on": date(2021, 4, 1), "stopped_on": date(2023, 6, 1)}
    ended: dict[str, Any] = {"best_response": Response.VGPR, "stop_reason": StopReason.PROGRESSION, **days}
    with acting(cast.actor("rae")) as rae:
        record.add_fact(rae, luis.pk, Diagnosis, **named, **found)
        record.add_line(rae, luis.pk, drugs=[drug], number=1, regimen="VRd", **ended)
        record.add_fact(rae, luis.pk, PerformanceStatus, ecog=1, assessed_on=timezone.localdate() - timedelta(days=2))
        record.add_fact(rae, luis.pk, Medication, name="dexamethasone", drug_class=DrugClass.STEROID)
        record.name_caregiver(rae, luis.pk, name="Rosa Delarosa", relationship="Wife", phone="555-0199")
        row = Patient.objects.get(pk=luis.pk)
        record.update_demographics(rae, luis.pk, version=row.version, phone=row.phone or "555-0198", zip_code=row.zip_code or "02108")


def test_an_imported_patient_is_referred_with_imported_results(cast: Cast, data: Path) -> None:
    luis = imported(data)
    recoded(cast, luis)
    with acting(cast.actor("rae")) as rae:
        draft = verbs.start(rae, luis.pk)
        values = {"to_org": cast.organizations["lakeside"], "reason": "Relapse after the first line.", "agreed_on": timezone.localdate()}
        draft = verbs.save_draft(rae, draft.pk, version=draft.version, values=values)
        verbs.submit(rae, draft.pk, version=draft.version)
    with truth():
        kept = {(row.loinc, row.taken_at.isoformat()) for row in Result.objects.filter(patient=luis).exclude(source="")}
    with acting(cast.actor("bo")) as bo:
        referral = Referral.objects.visible_to(bo).get()
        packet = Packet.objects.get(referral=referral)
        assert bytes(PacketPdf.objects.get(packet=packet).body).startswith(b"%PDF-")
    sent = {(row["loinc"], row["taken_at"]) for row in packet.content["results"]}
    assert len(sent) > 50
    assert sent <= kept
    assert any(row["icd10"] == "C90.00" for row in packet.content["diagnoses"])
