"""Trials as the registry tells them, their sites, what a center adds, and a trial as an alternative on a referral.

The first two hold no patient: everybody reads them, the import writes them. A center's criteria are its own; an option hangs on a referral
and stands behind the wall of its patient.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from referrals.models.referral import Referral
from referrals.trials.states import OPEN, STANDING, CriteriaState, OnlySex, OptionState, Source, TrialStatus

FRESH = timedelta(days=30)  # after that a page says that the record is old


class TrialQuerySet(models.QuerySet["Trial"]):
    def open(self) -> Self:
        return self.filter(status__in=sorted(OPEN))

    def of_myeloma(self) -> Self:
        return self.filter(is_of_myeloma=True)


class Trial(models.Model):
    """One record by its NCT number. `starts` and `completes` are as precise as the registry gives them: a year, a month or a day."""

    nct_id = models.CharField("NCT number", max_length=11, unique=True)
    title = models.CharField(max_length=600)
    official_title = models.CharField(max_length=600, blank=True)
    acronym = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=26, choices=TrialStatus)
    why_stopped = models.CharField(max_length=400, blank=True)
    study_type = models.CharField(max_length=60, blank=True)
    phases = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sponsor = models.CharField(max_length=300, blank=True)
    conditions = ArrayField(models.TextField(), default=list, blank=True)
    keywords = ArrayField(models.TextField(), default=list, blank=True)
    interventions = ArrayField(models.TextField(), default=list, blank=True)
    summary = models.TextField(blank=True)
    eligibility = models.TextField(blank=True)
    only_sex = models.CharField(max_length=6, choices=OnlySex, blank=True)
    least_age = models.DecimalField("youngest, years", max_digits=7, decimal_places=3, null=True, blank=True)
    most_age = models.DecimalField("oldest, years", max_digits=7, decimal_places=3, null=True, blank=True)
    starts = models.CharField(max_length=10, blank=True)
    completes = models.CharField(max_length=10, blank=True)
    updated_on = models.DateField(null=True, blank=True, help_text="When the registry last changed the record.")
    enrollment = models.PositiveIntegerField(null=True, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    is_of_myeloma = models.BooleanField(default=False, help_text="Follows from its conditions.")
    source = models.CharField(max_length=8, choices=Source)
    source_name = models.CharField(max_length=200, blank=True, help_text="File or host that the record was read from.")
    digest = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ("nct_id",)
        constraints = [
            models.CheckConstraint(condition=Q(nct_id__regex=r"^NCT\d{8}$"), name="trial_nct_number"),
            models.CheckConstraint(condition=Q(status__in=TrialStatus.values), name="trial_status_known"),
        ]
        indexes = [models.Index(fields=["status", "nct_id"], condition=Q(is_of_myeloma=True), name="trial_of_myeloma")]

    def __str__(self) -> str:
        return self.nct_id

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def name(self) -> str:
        return self.acronym or self.nct_id

    @property
    def is_stale(self) -> bool:
        return timezone.now() - self.read_at > FRESH


class TrialSite(models.Model):
    """Where a trial runs. Written anew with every record that speaks of sites."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="sites")
    place = models.PositiveIntegerField(help_text="Position in the record.")
    facility = models.CharField(max_length=300)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=120, blank=True)
    zip_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=26, choices=TrialStatus, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    contacts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("trial", "place")
        constraints = [models.UniqueConstraint(fields=["trial", "place"], name="trial_site_once")]

    def __str__(self) -> str:
        return self.facility

    @property
    def is_open(self) -> bool:
        """A site without a status of its own follows the trial's."""
        return (self.status or self.trial.status) in OPEN


class TrialCriteriaQuerySet(models.QuerySet["TrialCriteria"]):
    def visible_to(self, actor: Actor) -> Self:
        """What is approved is everybody's to read; a draft is its center's."""
        return self.filter(Q(center_id=actor.place_id) | ~Q(state=CriteriaState.DRAFT))

    def in_force(self) -> Self:
        return self.filter(state=CriteriaState.APPROVED, effective_on__lte=timezone.localdate())


class TrialCriteria(models.Model):
    """What a center reads out of the free text, as criteria that can be compared. Immutable once approved; a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="criteria")
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=CriteriaState, default=CriteriaState.DRAFT)
    criteria = models.JSONField(default=list)
    source = models.CharField(max_length=300, help_text="Protocol version or registry record that they were read from.")
    effective_on = models.DateField(default=timezone.localdate)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrialCriteriaQuerySet.as_manager()

    class Meta:
        ordering = ("trial", "center", "-number")
        verbose_name_plural = "trial criteria"
        constraints = [
            models.UniqueConstraint(fields=["trial", "center", "number"], name="trial_criteria_once"),
            models.UniqueConstraint(fields=["trial", "center"], condition=Q(state="draft"), name="trial_criteria_one_draft"),
            models.CheckConstraint(condition=Q(state__in=CriteriaState.values), name="trial_criteria_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("drafted_by")), name="trial_criteria_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_by__isnull=False, approved_at__isnull=False)), name="trial_criteria_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.number}"


class TrialOptionQuerySet(models.QuerySet["TrialOption"]):
    def visible_to(self, actor: Actor) -> Self:
        """Through the referral, for both its sides."""
        return self.filter(referral__in=Referral.objects.visible_to(actor))

    def standing(self) -> Self:
        return self.filter(state__in=sorted(STANDING))


class TrialOption(models.Model):
    """A trial as an alternative on a referral. `found` is what the pre-screen said on the day, kept as it was."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="trial_options")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_index=False)
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=OptionState, default=OptionState.CONSIDERED)
    slot_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    found: Any = models.JSONField(default=dict)
    found_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    added_by_name = models.CharField(max_length=120, blank=True)
    changed_by_name = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = TrialOptionQuerySet.as_manager()

    class Meta:
        ordering = ("-found_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OptionState.values), name="trial_option_state_known"),
            models.UniqueConstraint(fields=["referral", "trial"], condition=Q(state__in=sorted(STANDING)), name="trial_option_once"),
            models.UniqueConstraint(fields=["referral"], condition=Q(state="accepted"), name="trial_option_one_chosen"),
        ]
        indexes = [models.Index(fields=["referral"], name="trial_option_referral")]

    def __str__(self) -> str:
        return str(self.pk)
