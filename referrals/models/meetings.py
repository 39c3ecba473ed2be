"""The meeting that decides who is treated, its cases, and what it asked for. Of the center alone; what was asked for is a step."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from referrals.models.journey import Journey
from referrals.models.steps import JourneyStep


class MeetingKind(models.TextChoices):
    SELECTION = "selection", "Selection meeting"
    TUMOR_BOARD = "tumor_board", "Tumor board"


class CaseDecision(models.TextChoices):
    TREAT = "treat", "Treat"
    WAIT = "wait", "Waiting list"
    MORE_INFORMATION = "more_information", "More information first"
    NOT_NOW = "not_now", "Not now"
    DECLINE = "decline", "Decline"


class CaseSetting(models.TextChoices):
    INPATIENT = "inpatient", "Inpatient"
    OUTPATIENT = "outpatient", "Outpatient"


class Meeting(models.Model):
    """One day of one center's meeting. Names no patient; its cases do."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=11, choices=MeetingKind, default=MeetingKind.SELECTION)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-on", "kind")
        constraints = [models.UniqueConstraint(fields=["center", "on", "kind"], name="meeting_once_a_day")]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingCase(models.Model):
    """One journey on the agenda. Once decided it changes no more; a case that was taken off has `dropped_at`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cases")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="meeting_cases")
    place = models.PositiveSmallIntegerField(default=1)
    decision = models.CharField(max_length=16, choices=CaseDecision, blank=True)
    rationale = models.CharField(max_length=1000, blank=True)
    product = models.CharField(max_length=120, blank=True)
    setting = models.CharField(max_length=10, choices=CaseSetting, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    recorded_by_name = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("meeting", "place", "id")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "journey"], condition=Q(dropped_at__isnull=True), name="case_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(decision="", recorded_at__isnull=True) | (~Q(decision="") & ~Q(rationale="") & Q(recorded_at__isnull=False)),
                name="case_decision_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingAction(models.Model):
    """What a meeting asked for, in words; `step` is where it is done, by whom and by when. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(MeetingCase, on_delete=models.PROTECT, related_name="actions")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    step = models.OneToOneField(JourneyStep, on_delete=models.PROTECT, related_name="meeting_action")
    words = models.CharField(max_length=300)
    asked_on = models.DateField()
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("asked_on", "asked_at")

    def __str__(self) -> str:
        return str(self.pk)
