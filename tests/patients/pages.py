"""What the tests of the record's pages share: addresses, and a record with so many rows of each kind."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from patients.models import (
    Allergy,
    Caregiver,
    Coverage,
    Diagnosis,
    Document,
    LineDrug,
    Medication,
    PerformanceStatus,
    Result,
    TherapyLine,
)
from tests.cast import Cast
from tests.truth import truth

DAY = datetime.date(2024, 3, 2)


def url(name: str, cast: Cast, **more: object) -> str:
    return reverse(f"patients:{name}", kwargs={"patient_id": cast.denise.pk, **more})


def fill(cast: Cast, times: int) -> None:
    """A record with `times` of everything."""
    of: dict[str, Any] = {"patient": cast.denise}
    with truth():
        for n in range(times):
            line = TherapyLine.objects.create(**of, number=n + 1, regimen=f"Regimen {n}", started_on=DAY, best_response="PR")
            LineDrug.objects.create(line=line, patient=cast.denise, name="Lenalidomide", refractory="yes")
            Allergy.objects.create(**of, substance=f"Substance {n}")
            Medication.objects.create(**of, name=f"Drug {n}", is_alert=True)
            Diagnosis.objects.create(**of, display="Multiple myeloma", icd10="C90.00", diagnosed_on=DAY)
            PerformanceStatus.objects.create(**of, ecog=1, assessed_on=DAY)
            Coverage.objects.create(**of, payer=f"Payer {n}")
            Caregiver.objects.create(**of, name=f"Caregiver {n}")
            Document.objects.create(**of, organization=cast.organizations["cedar"], title=f"Document {n}", state="scanned")
            taken = timezone.now() - datetime.timedelta(days=n)
            for code in ("718-7", "777-3", "48378-4", f"{n}-0"):
                Result.objects.create(**of, loinc=code, name=code, value=Decimal(n), unit="g/dL", taken_at=taken, low=3, high=5, flag="low")
