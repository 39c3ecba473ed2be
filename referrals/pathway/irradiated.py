"""Irradiated blood only: from its first day until somebody has switched it off, for both sides and on every page about the patient.

Room: referrals.pathway. The days come from the protocol's step; this is the one place that says when the warning stands.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from patients.warnings import Warned
from referrals.models import JourneyStep
from referrals.pathway.road import REPLANNED
from referrals.pathway.states import SETTLED, JourneyState, StepState

STEP = "irradiated_blood_alert"
ON, OFF = 0, 1  # its two due rules


def holds(patient: Any, on: date) -> QuerySet[JourneyStep]:
    """Steps that switched it on and were not followed by the one that switches it off.

    A plan that ended early keeps it if it had begun by then: nobody is left to say that it may end.
    """
    off = JourneyStep.objects.filter(journey=OuterRef("journey"), code=STEP, series=OFF, state__in=sorted(SETTLED))
    while_planned = Q(journey__ended_at__isnull=True) | Q(due_on__lte=F("journey__ended_at__date"))
    begun = Q(state__in=sorted(SETTLED)) | (Q(due_on__lte=on) & while_planned)
    rows = JourneyStep.objects.filter(begun, ~Exists(off), patient=patient, code=STEP, series=ON, patient__deceased_at__isnull=True)
    return rows.exclude(journey__state=JourneyState.COMPLETED).exclude(state=StepState.CANCELLED, reason_code=REPLANNED)


WARNED = Warned("Irradiated blood only", holds)
