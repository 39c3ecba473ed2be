"""One patient's treatment episode: journey, collections of cells, anchors and history. States change only inside verbs."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from referrals.models.protocol import ProtocolVersion
from referrals.models.referral import Referral
from referrals.pathway.protocol import Confidence, Site
from referrals.pathway.states import RUNNING, JourneyState
from referrals.states import Side

CONFIDENCES = [(str(one), str(one).title()) for one in Confidence]
SITES = [(str(one), str(one).title()) for one in Site]
UNENDED = Q(ended_at__isnull=True)


class JourneyQuerySet(models.QuerySet["Journey"]):
    def visible_to(self, actor: Actor) -> Self:
        """For lookups: staff of either side who may open the live chart, and the person with their confirmed proxies."""
        if actor.place is None:
            return self.filter(patient__in=Patient.objects.visible_to(actor))
        mine = Q(practice_id=actor.place.id) | Q(center_id=actor.place.id)
        return self.filter(mine, patient__in=Patient.objects.chart_of(actor))

    def of_place(self, actor: Actor) -> Self:
        """For lists: one column; people come second, through the strict wall."""
        return self.filter(center_id=actor.place_id) if actor.is_center else self.filter(practice_id=actor.place_id)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)


class Journey(models.Model):
    """A treatment episode on one protocol version at one center. A referral starts it; a later one may continue it elsewhere.

    `attempt` counts collections of cells; steps and anchors marked `per_attempt` start again with each. `phase` follows from the steps
    and is kept by the verbs. The chain-of-identity id is an opaque string of its issuer, stored once for each attempt (`Collection`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="journeys")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="journeys")
    practice = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    protocol = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="journeys")
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by")
    state = models.CharField(max_length=9, choices=JourneyState, default=JourneyState.ACTIVE)
    phase = models.CharField(max_length=24)
    phase_since_on = models.DateField(default=timezone.localdate)
    attempt = models.PositiveSmallIntegerField(default=1)
    coordinator = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    is_outpatient = models.BooleanField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_code = models.CharField(max_length=24, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="The earliest open step; kept by the verbs for boards.")
    next_step = models.CharField(max_length=120, blank=True)
    next_side = models.CharField(max_length=8, choices=SITES, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JourneyState.values), name="journey_state_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=sorted(RUNNING)) | Q(ended_at__isnull=False, state__in=["completed", "ended"]),
                name="journey_ended_follows_state",
            ),
            models.UniqueConstraint(
                fields=["patient", "center"], condition=Q(ended_at__isnull=True), name="journey_one_running_per_center"
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-started_at", "-id"], name="journey_center_start"),
            models.Index(fields=["practice", "-started_at", "-id"], name="journey_practice_start"),
            models.Index(fields=["center", "phase", "phase_since_on", "id"], condition=UNENDED, name="journey_center_phase"),
            models.Index(fields=["practice", "phase", "phase_since_on", "id"], condition=UNENDED, name="journey_practice_phase"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def side_of(self, actor: Actor) -> Side:
        """Which side the actor stands on; NOBODY for the person and outsiders."""
        if actor.place is None:
            return Side.NOBODY
        if actor.place.id == self.practice_id:
            return Side.SENDER
        return Side.RECEIVER if actor.place.id == self.center_id else Side.NOBODY

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


class JourneyEvent(models.Model):
    """One verb, one event. `detail` holds codes, dates and names of staff; never results. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=24)
    step = models.ForeignKey("JourneyStep", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    side = models.CharField(max_length=8, choices=Side, default=Side.NOBODY)
    reason_code = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["journey", "-at"], name="journey_event_time")]

    def __str__(self) -> str:
        return str(self.pk)


class Collection(models.Model):
    """One collection of cells. `chain_id` is the manufacturer's or center's chain-of-identity id: stored once, never edited after."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="collections")
    attempt = models.PositiveSmallIntegerField(default=1)
    chain_id = models.CharField("chain-of-identity id", max_length=80, blank=True)
    issuer = models.CharField(max_length=80, blank=True)
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stored_at = models.DateTimeField(null=True, blank=True)
    follows_branch = models.CharField(max_length=4, blank=True, help_text="The failure that made it necessary, such as F18.")

    class Meta:
        ordering = ("journey", "attempt")
        constraints = [models.UniqueConstraint(fields=["journey", "attempt"], name="collection_attempt_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Anchor(models.Model):
    """A date the plan hangs on, as it stands; without a day it was taken back. Its past is in `AnchorChange`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="anchors")
    code = models.CharField(max_length=12)
    on = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=9, choices=CONFIDENCES)
    source = models.CharField(max_length=120, blank=True, help_text="Who said so, such as the manufacturer's portal.")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("journey", "on", "code")
        constraints = [models.UniqueConstraint(fields=["journey", "code"], name="anchor_once")]

    def __str__(self) -> str:
        return str(self.pk)


class AnchorChange(models.Model):
    """One change of one anchor: from when to when, and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="anchor_changes")
    event = models.ForeignKey(JourneyEvent, on_delete=models.PROTECT, related_name="anchor_changes")
    attempt = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=12)
    old_on = models.DateField(null=True, blank=True)
    new_on = models.DateField(null=True, blank=True)
    old_confidence = models.CharField(max_length=9, choices=CONFIDENCES, blank=True)
    new_confidence = models.CharField(max_length=9, choices=CONFIDENCES, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "code")

    def __str__(self) -> str:
        return str(self.pk)
