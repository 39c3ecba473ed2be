"""Steps of a journey, one row an occurrence, with what shows that they were done."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from patients.models import Document, Patient, Result
from referrals.models.journey import SITES, Journey
from referrals.pathway.protocol import Owner
from referrals.pathway.states import OPEN, JourneyState, StepState

ROLES = [(str(one), one.name) for one in Owner]
ACTIONABLE = Q(state__in=["in_progress", "ready"])


class JourneyStepQuerySet(models.QuerySet["JourneyStep"]):
    def doable(self) -> Self:
        """Dated, open and not waiting for something else, on a journey under way: what reminds, and what lists of work show."""
        return self.filter(ACTIONABLE, due_at__isnull=False, journey__state=JourneyState.ACTIVE)

    def overdue(self, at: datetime) -> Self:
        """Late at that instant: what the sweep escalates and every page calls overdue."""
        return self.doable().filter(due_at__lte=at)

    def due_today(self, at: datetime, end: datetime) -> Self:
        """Due from now until the end of the local day, and not late yet."""
        return self.doable().filter(due_at__gt=at, due_at__lt=end)


class JourneyStep(models.Model):
    """One occurrence of a step. `series` is the due rule it comes from, `occurrence` its place in the repetition.

    `owner_org` is the organization that sees to it: the practice or the center, also for what home or manufacturer do. A step whose
    anchor has no date has no `due_on`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="steps")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner_org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    attempt = models.PositiveSmallIntegerField(default=1)
    series = models.PositiveSmallIntegerField(default=0)
    occurrence = models.PositiveSmallIntegerField(default=1)
    phase = models.CharField(max_length=24)
    owner_role = models.CharField(max_length=4, choices=ROLES)
    site = models.CharField(max_length=8, choices=SITES)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    state = models.CharField(max_length=11, choices=StepState, default=StepState.BLOCKED)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(default=timezone.localdate)
    answers = models.JSONField(default=dict, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = models.CharField(max_length=500, blank=True)
    is_held = models.BooleanField(default=False, help_text="A failure branch holds it; it stays blocked until that is resolved.")
    done_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)

    objects = JourneyStepQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "code", "series", "occurrence")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="step_state_known"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True) | Q(due_on__isnull=False, due_at__isnull=False),
                name="step_due_day_and_instant",
            ),
            models.UniqueConstraint(fields=["journey", "attempt", "code", "series", "occurrence"], name="step_occurrence_once"),
        ]
        indexes = [
            models.Index(fields=["owner_org", "due_at", "id"], condition=Q(state__in=sorted(OPEN)), name="step_org_due"),
            models.Index(fields=["due_at"], condition=ACTIONABLE, name="step_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", "Document"
    RESULT = "result", "Result"
    SIGN_OFF = "sign_off", "Sign-off"


class StepEvidence(models.Model):
    """What shows that a step was done. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(JourneyStep, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.pk)


class IdentityCheck(models.Model):
    """One of the two people who matched patient, label and chain-of-identity id. Append-only; two different people are needed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="identity_checks")
    step = models.ForeignKey(JourneyStep, on_delete=models.PROTECT, related_name="identity_checks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = [models.UniqueConstraint(fields=["step", "by"], name="identity_two_people")]

    def __str__(self) -> str:
        return str(self.pk)
