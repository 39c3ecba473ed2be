"""Failures that happened on a journey, and flags one side raised for the other."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import User
from referrals.models.journey import Journey
from referrals.models.steps import JourneyStep


class JourneyBranch(models.Model):
    """A failure that happened, with its coded reason, and how it was resolved."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="branches")
    step = models.ForeignKey(JourneyStep, on_delete=models.PROTECT, null=True, blank=True, related_name="branches")
    code = models.CharField(max_length=4)
    attempt = models.PositiveSmallIntegerField(default=1)
    reason_code = models.CharField(max_length=40)
    text = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    resolution = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint(fields=["journey", "code"], condition=Q(resolved_at__isnull=True), name="branch_one_open_of_a_code"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class JourneyFlag(models.Model):
    """Something one side wrote that the center must look at, such as progression during bridging; seen by a named person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="flags")
    step = models.ForeignKey(JourneyStep, on_delete=models.PROTECT, null=True, blank=True, related_name="flags")
    words = models.CharField(max_length=120)
    branch = models.CharField(max_length=4, blank=True, help_text="The failure branch it suggests, such as F07.")
    is_urgent = models.BooleanField(default=False)
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-raised_at",)

    def __str__(self) -> str:
        return str(self.pk)
