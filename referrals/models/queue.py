"""The queue for slots that are scarce: a center's published criteria, who waits with which answers, and every exception with its reason."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from referrals.models.journey import Journey
from referrals.slots.states import ResourceKind


class Measure(models.TextChoices):
    """How a criterion gets its value."""

    ASKED = "asked", "Yes or no, answered by the care team"
    WEEKS = "weeks", "Whole weeks in the queue"


class Tier(models.IntegerChoices):
    """Where an exception puts somebody: before or behind everybody whom the criteria order."""

    FRONT = -1, "In front"
    BY_POINTS = 0, "By points"
    BACK = 1, "At the back"


class CriterionQuerySet(models.QuerySet["QueueCriterion"]):
    def in_force(self, center_id: int, on: date) -> Self:
        """Approved, begun and not retired."""
        rows = self.filter(center_id=center_id, approved_at__isnull=False, effective_on__lte=on)
        return rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class QueueCriterion(models.Model):
    """One published criterion of a center with its points, from a day on. It counts once a second person has approved it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="queue_criteria")
    code = models.SlugField(max_length=40)
    words = models.CharField(max_length=160, help_text="As it is published, such as “No bridging works any more”.")
    measure = models.CharField(max_length=5, choices=Measure, default=Measure.ASKED)
    points = models.PositiveSmallIntegerField(help_text="For yes, or for each week.")
    most = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Points that weeks bring at most.")
    effective_on = models.DateField(default=timezone.localdate)
    retired_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("-points", "code", "-effective_on")
        verbose_name_plural = "queue criteria"
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], condition=Q(retired_on__isnull=True), name="criterion_once"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=100), name="criterion_points_in_range"),
        ]

    def __str__(self) -> str:
        return self.words


class EntryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    PLACED = "placed", "Has a slot"
    LEFT = "left", "Left the queue"


class QueueEntryQuerySet(models.QuerySet["QueueEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(journey__in=Journey.objects.visible_to(actor))


class QueueEntry(models.Model):
    """One journey waiting for one kind of resource. `values`: the answers by criterion; `counted`: what each brought when it was scored."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="queue_entries")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", db_index=False)
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=13, choices=ResourceKind)
    product = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=7, choices=EntryState, default=EntryState.WAITING)
    entered_at = models.DateTimeField(default=timezone.now)
    values = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(default=list, blank=True)
    points = models.PositiveSmallIntegerField(default=0)
    week_points = models.PositiveSmallIntegerField(default=0)
    week_most = models.PositiveSmallIntegerField(null=True, blank=True)
    scored_at = models.DateTimeField(default=timezone.now)
    tier = models.SmallIntegerField(choices=Tier, default=Tier.BY_POINTS)
    version = models.PositiveIntegerField(default=1)

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        ordering = ("tier", "-points", "entered_at")
        verbose_name_plural = "queue entries"
        constraints = [
            models.UniqueConstraint(fields=["journey", "kind"], condition=Q(state="waiting"), name="queue_waits_once"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="queue_state_known"),
        ]
        indexes = [models.Index(fields=["center", "kind", "product"], condition=Q(state="waiting"), name="queue_of_center")]

    def __str__(self) -> str:
        return str(self.pk)


class QueueEvent(models.Model):
    """What happened to somebody in the queue: entered, answered, put in front with a reason, placed, left. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.ForeignKey(QueueEntry, on_delete=models.PROTECT, related_name="events")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=16)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    tier = models.SmallIntegerField(choices=Tier, default=Tier.BY_POINTS)
    points = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["entry", "-at"], name="queue_event_time")]

    def __str__(self) -> str:
        return str(self.pk)
