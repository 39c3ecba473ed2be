"""What happened, in words people read. Append-only: privilege and trigger allow inserts only."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from referrals.models.referral import Referral
from referrals.states import Side, Stage


class Visibility(models.TextChoices):
    SHARED = "shared", "Both sides"
    SENDER = "sender", "Practice only"
    RECEIVER = "receiver", "Center only"


class Event(models.Model):
    """One verb, one event. `detail` holds what the sentence needs: a coded reason, a date, a name of staff; never results."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=24)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(max_length=120)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=8, choices=Side, default=Side.NOBODY)
    from_stage = models.CharField(max_length=17, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=17, choices=Stage, blank=True)
    reason_code = models.CharField(max_length=24, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.SHARED)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["referral", "-at"], name="event_referral_time")]

    def __str__(self) -> str:
        return self.verb
