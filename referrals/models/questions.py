"""What the center still needs: a list of questions with a due date, each answered with text or a document."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import User
from patients.models import Document
from referrals.models.referral import Referral


class ItemState(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    WAIVED = "waived", "No longer needed"


class InfoRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="info_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [models.UniqueConstraint(fields=["referral"], condition=Q(answered_at__isnull=True), name="info_request_one_open")]

    def __str__(self) -> str:
        return str(self.pk)


class InfoItem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(InfoRequest, on_delete=models.PROTECT, related_name="items")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="info_items")
    code = models.CharField(max_length=40, blank=True, help_text="Code of the checklist item, empty for a free question.")
    label = models.CharField(max_length=200)
    document_kind = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.OPEN)
    answer = models.CharField(max_length=1000, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("state", "label")
        indexes = [models.Index(fields=["referral", "state"], name="info_item_referral")]

    def __str__(self) -> str:
        return str(self.pk)
