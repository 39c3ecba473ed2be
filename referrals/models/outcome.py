"""What the center tells the practice at the end, and that the practice read it. Closing needs both, or a coded exception."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from carecoord.accounts.models import User
from patients.models import Document
from referrals.models.referral import Referral
from referrals.reasons import CloseException


class Outcome(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="outcomes")
    text = models.TextField(max_length=4000)
    patient_words = models.TextField("for the patient", max_length=1000, blank=True)
    is_released_to_patient = models.BooleanField(default=False)
    follow_up_owner = models.CharField(max_length=120, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    exception = models.CharField(max_length=24, choices=CloseException, blank=True)

    class Meta:
        ordering = ("-sent_at",)
        indexes = [models.Index(fields=["referral", "-sent_at"], name="outcome_referral")]

    def __str__(self) -> str:
        return str(self.pk)
