"""Messages between the patient's side and the teams of a referral. Not for emergencies: the page says to call."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from carecoord.accounts.models import User
from referrals.models.referral import Referral


class PatientMessage(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=120)
    is_from_patient = models.BooleanField()
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["referral", "-written_at"], name="patient_message_time")]

    def __str__(self) -> str:
        return str(self.pk)
