"""Who is due now: proxies whose time is over, documents that still wait for the scanner. Asked again and again, never scheduled.

Room: patients. What is done about it are verbs.
"""

from __future__ import annotations

from django.db.models import QuerySet

from carecoord.access.models import ClockNow
from patients.models import Caregiver, CaregiverState, Document, DocumentState


def proxies_over() -> QuerySet[Caregiver]:
    """Pending and confirmed caregivers past their end, with the columns a job may read."""
    over = Caregiver.objects.filter(state__in=(CaregiverState.PENDING, CaregiverState.CONFIRMED), ends_at__lte=ClockNow())
    return over.only("id", "patient_id", "state", "ends_at", "version").order_by("ends_at")[:200]


def documents_to_scan() -> QuerySet[Document]:
    """Received and not scanned yet, because the scanner did not answer."""
    waiting = Document.objects.filter(state=DocumentState.RECEIVED).exclude(file="")
    return waiting.only("id", "patient_id", "file", "state", "version").order_by("recorded_at")[:50]
