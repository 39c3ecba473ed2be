"""The first days after infusion: checks at the bedside with the grades they gave, and the log of side effects."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import User
from patients.models import Document
from referrals.models.journey import Journey
from referrals.monitoring.states import EpisodeKind, EpisodeState, RetractReason


class EntryQuerySet(models.QuerySet["MonitoringEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(journey__in=Journey.objects.visible_to(actor))

    def standing(self) -> Self:
        """Without what a later row corrected and what was entered in error."""
        return self.filter(corrected_by__isnull=True, retraction__isnull=True)


class MonitoringEntry(models.Model):
    """One check. `answers` are as entered, `{key: {"value": ..., "unit": ...}}`; a question nobody answered has no key.

    `grades` holds each grade with its inputs, rule version and citation; the columns repeat the numbers for charts. `day` counts from
    the day of infusion on the center's wall clock. Append-only: a correction is a new row, an error is a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    day_on = models.DateField()
    day = models.SmallIntegerField()
    answers = models.JSONField(default=dict, blank=True)
    grades = models.JSONField(default=dict, blank=True)
    ice = models.PositiveSmallIntegerField(null=True, blank=True)
    crs = models.PositiveSmallIntegerField(null=True, blank=True)
    icans = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    sample = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-recorded_at")
        indexes = [models.Index(fields=["journey", "-at"], name="check_journey_time")]

    def __str__(self) -> str:
        return str(self.pk)


class MonitoringRetraction(models.Model):
    """A check was entered in error, and why. Append-only."""

    entry = models.OneToOneField(MonitoringEntry, on_delete=models.PROTECT, primary_key=True, related_name="retraction")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=24, choices=RetractReason)
    text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class EpisodeQuerySet(models.QuerySet["ToxicityEpisode"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(journey__in=Journey.objects.visible_to(actor))

    def real(self) -> Self:
        return self.exclude(state=EpisodeState.IN_ERROR)


class ToxicityEpisode(models.Model):
    """A side effect from onset to end, as a named person confirmed it. What checks only suggest has no row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="episodes")
    kind = models.CharField(max_length=24, choices=EpisodeKind)
    state = models.CharField(max_length=8, choices=EpisodeState, default=EpisodeState.OPEN)
    onset_on = models.DateField()
    peak_grade = models.PositiveSmallIntegerField(null=True, blank=True)
    peak_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    confirmed_name = models.CharField(max_length=120)
    confirmed_at = models.DateTimeField(default=timezone.now)
    changed_name = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ("onset_on", "kind")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EpisodeKind.values), name="episode_kind_known"),
            models.CheckConstraint(condition=Q(state__in=EpisodeState.values), name="episode_state_known"),
            models.CheckConstraint(condition=Q(peak_grade__isnull=True) | Q(peak_grade__lte=5), name="episode_grade_to_five"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("onset_on")), name="episode_ends_after_onset"),
            models.CheckConstraint(condition=Q(peak_on__isnull=True) | Q(peak_on__gte=F("onset_on")), name="episode_peaks_after_onset"),
            models.CheckConstraint(condition=~Q(state="ended") | Q(ended_on__isnull=False), name="episode_ended_says_when"),
            models.UniqueConstraint(fields=["journey", "kind"], condition=Q(state="open"), name="episode_one_open_of_a_kind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
