"""What a center needs before it can decide, and the frozen packet of what it was sent."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from patients.models import Document
from referrals.models.referral import Referral


class IntakeChecklist(models.Model):
    """A dated list of items; the newest in effect for center and product wins, then for the center, then the common one.

    `items` is a list of `{code, label, group, when: submit|consult|apheresis, kind: field|document, document_kind?}`.
    """

    center = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    product = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField()
    effective_on = models.DateField()
    items = models.JSONField()
    source = models.CharField(max_length=300)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-effective_on", "-version")
        constraints = [
            models.UniqueConstraint(fields=["center", "product", "version"], name="checklist_version_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"Intake checklist {self.version}"


class Packet(models.Model):
    """Exactly what was sent, and its fingerprint. Later changes of the record never reach it; a supplement is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="packets")
    number = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    checklist_version = models.CharField(max_length=40)
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("referral", "number")
        constraints = [models.UniqueConstraint(fields=["referral", "number"], name="packet_number_once")]

    def __str__(self) -> str:
        return str(self.pk)


class PacketPdf(models.Model):
    """The packet as PDF, apart so that no list loads it by accident."""

    packet = models.OneToOneField(Packet, on_delete=models.PROTECT, primary_key=True, related_name="pdf")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.pk)


class PacketDocument(models.Model):
    """A document that was sent with the referral or later as an answer: opens that one document to the other side."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=40, blank=True)
    attached_at = models.DateTimeField(default=timezone.now)
    attached_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-attached_at",)
        constraints = [models.UniqueConstraint(fields=["referral", "document"], name="packet_document_once")]
        indexes = [models.Index(fields=["document"], name="packet_document_lookup")]

    def __str__(self) -> str:
        return str(self.pk)
