"""Uploaded files. The type is found in the content, the name on disk is random, and a file is served as an attachment only."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from carecoord.accounts.models import Organization
from patients.models.facts import Fact


class DocumentState(models.TextChoices):
    RECEIVED = "received", "Received"
    SCANNED = "scanned", "Scanned"
    QUARANTINED = "quarantined", "Quarantined"
    REFUSED = "refused", "Refused"


class DocumentKind(models.TextChoices):
    """What it shows; the intake checklist asks for these."""

    CLINIC_NOTE = "clinic_note", "Clinic note"
    ONCOLOGY_SUMMARY = "oncology_summary", "Oncologic summary"
    MARROW = "marrow", "Marrow report with FISH"
    PATHOLOGY = "pathology", "Pathology report"
    PET_CT = "pet_ct", "PET-CT report"
    MRI = "mri", "MRI report"
    ECHO = "echo", "Echo report"
    PFT = "pft", "Lung function"
    LABS = "labs", "Laboratory report"
    INFECTION_MARKERS = "infection_markers", "Hepatitis B and C, HIV"
    INSURANCE_CARD = "insurance_card", "Insurance card"
    MEDICATION_LIST = "medication_list", "Medication list"
    ADVANCE_DIRECTIVE = "advance_directive", "Advance directive"
    CONSENT = "consent", "Consent"
    CONSULT_NOTE = "consult_note", "Consult note"
    OUTCOME_NOTE = "outcome_note", "Outcome note"
    OTHER = "other", "Other"


def stored_name(instance: Document, filename: str) -> str:
    """A random name in 256 folders; nothing of the uploaded name reaches the disk."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


class Document(Fact):
    """`filename` is what the sender called it, shown but never used as a path."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    title = models.CharField(max_length=160)
    filename = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to=stored_name, max_length=100, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField("bytes", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=11, choices=DocumentState, default=DocumentState.RECEIVED)
    refusal = models.CharField(max_length=200, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta(Fact.Meta):
        ordering = ("-recorded_at",)
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
        ]
        indexes = [models.Index(fields=["patient", "-recorded_at"], name="document_patient")]

    def __str__(self) -> str:
        return str(self.pk)
