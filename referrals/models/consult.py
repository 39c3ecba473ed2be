"""The consult appointment, and the waitlist's log of priorities."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import Site, User
from referrals.models.referral import Referral
from referrals.reasons import MissedReason


class AppointmentState(models.TextChoices):
    BOOKED = "booked", "Booked"
    DONE = "done", "Done"
    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"


class Appointment(models.Model):
    """`at` is the instant; `time_zone` the zone it was booked in, so that a changed rule of daylight saving moves it rightly."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="appointments")
    at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    is_telehealth = models.BooleanField(default=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    clinician = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=AppointmentState, default=AppointmentState.BOOKED)
    reason_code = models.CharField(max_length=24, choices=MissedReason, blank=True)
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_known"),
            models.UniqueConstraint(fields=["referral"], condition=Q(state="booked"), name="appointment_one_booked"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WaitlistEntry(models.Model):
    """Each setting of a priority with its reason; the newest counts. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="waitlist_entries")
    priority = models.PositiveSmallIntegerField(help_text="1 is first.")
    criteria = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-set_at",)
        constraints = [models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=5), name="waitlist_priority_in_range")]

    def __str__(self) -> str:
        return str(self.pk)
