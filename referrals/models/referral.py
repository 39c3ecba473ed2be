"""The referral: one practice asks one center about one patient. Its stage changes only inside a verb (`referrals.verbs`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import Organization, User
from patients.models import Patient
from patients.models.person import PatientQuerySet
from referrals.states import ENDED, OPEN, STAGES, Side, Stage, StageFacts


class ReferralKind(models.TextChoices):
    HEADS_UP = "heads_up", "Early heads-up"
    CONSULT = "consult", "CAR-T consult"
    SECOND_OPINION = "second_opinion", "Second opinion"
    URGENT = "urgent", "Urgent consult"


class Urgency(models.TextChoices):
    ROUTINE = "routine", "Routine"
    URGENT = "urgent", "Urgent"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor) -> Self:
        """For lookups by id: the sender's own, the receiver's once sent, and a person's own."""
        if actor.place is None:
            return self.filter(patient__in=Patient.objects.visible_to(actor)).exclude(stage=Stage.DRAFT)
        mine = Q(from_org_id=actor.place.id) | Q(to_org_id=actor.place.id) & ~Q(stage=Stage.DRAFT)
        return self.filter(mine, patient__in=Patient.objects.visible_to(actor))

    def received_by(self, actor: Actor) -> Self:
        """For lists: one column, no OR, the index does the rest; people come second, through the strict wall."""
        return self.filter(to_org_id=actor.place_id).exclude(stage=Stage.DRAFT)

    def sent_by(self, actor: Actor) -> Self:
        return self.filter(from_org_id=actor.place_id)

    def of_place(self, actor: Actor) -> Self:
        return self.received_by(actor) if actor.is_center else self.sent_by(actor)

    def open(self) -> Self:
        return self.filter(is_open=True)

    def overdue(self, at: datetime) -> Self:
        """Late at that instant: what the sweep escalates and every page calls overdue."""
        return self.filter(is_open=True, due_at__lte=at)

    def due_today(self, at: datetime, end: datetime) -> Self:
        """Due from now until the end of the local day, and not late yet."""
        return self.filter(is_open=True, due_at__gt=at, due_at__lt=end)

    def on_ladders(self, at: datetime) -> Self:
        """The overdue, and what has a rung before its due instant and comes within a week of working days."""
        return self.overdue(at + AHEAD_AT_MOST).filter(Q(due_at__lte=at) | Q(stage__in=sorted(AHEAD)))


AHEAD_AT_MOST = timedelta(days=7)
AHEAD = frozenset({Stage.INFO_REQUESTED})  # stages whose ladder begins before the due instant
NOBODYS = {"to": Q(is_open=True, to_owner__isnull=True), "from": Q(is_open=True, from_owner__isnull=True)}
Walls = tuple[Callable[..., Any], ...]


def walls() -> Walls:
    """The upper walls as they stand, for the keys of kept statements."""
    own = ReferralQuerySet
    return PatientQuerySet.visible_to, own.visible_to, own.received_by, own.sent_by


class Referral(models.Model):
    """`ball`, `is_open` and `due_at` follow from the stage and are kept by the verbs, so that worklists are one index scan."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="referrals")
    # Organizations and people are never deleted, and lists have indexes of their own: these would only be written.
    from_org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_org = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=ReferralKind, default=ReferralKind.CONSULT)
    urgency = models.CharField(max_length=7, choices=Urgency, default=Urgency.ROUTINE)
    stage = models.CharField(max_length=17, choices=Stage, default=Stage.DRAFT)
    stage_since = models.DateTimeField(default=timezone.now)
    ball = models.CharField(max_length=8, choices=Side, default=Side.SENDER)
    is_open = models.BooleanField(default=False, help_text="Sent and not ended.")
    due_at = models.DateTimeField(null=True, blank=True)
    clock_left = models.IntegerField(null=True, blank=True, help_text="Working days left of the paused triage target.")
    from_owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decider = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.TextField("why now", blank=True, max_length=2000)
    products = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    next_therapy_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField("patient agreed to contact", null=True, blank=True)
    consult_by = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reason_code = models.CharField(max_length=24, blank=True)
    reason_text = models.CharField(max_length=1000, blank=True)
    alternative = models.CharField(max_length=300, blank=True)
    group = models.UUIDField(null=True, blank=True, help_text="Referrals of one patient to several centers at once.")
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by")
    typed = models.JSONField(default=dict, blank=True, help_text="What was typed into the draft, autosaved.")
    items_needed = models.PositiveSmallIntegerField(default=0)
    items_present = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="referral_stage_known"),
            models.CheckConstraint(condition=Q(kind__in=ReferralKind.values), name="referral_kind_known"),
            models.CheckConstraint(condition=Q(ball__in=Side.values), name="referral_ball_known"),
            models.CheckConstraint(condition=Q(stage=Stage.DRAFT) | Q(to_org__isnull=False), name="referral_sent_to_somebody"),
            models.CheckConstraint(
                condition=Q(is_open=True, stage__in=sorted(OPEN)) | Q(is_open=False, stage__in=sorted({*ENDED, Stage.DRAFT})),
                name="referral_open_follows_stage",
            ),
            models.UniqueConstraint(fields=["from_org", "idempotency_key"], condition=~Q(idempotency_key=""), name="referral_created_once"),
            models.UniqueConstraint(fields=["patient", "to_org"], condition=Q(is_open=True), name="referral_one_open_per_center"),
        ]
        indexes = [
            models.Index(fields=["to_org", "due_at", "id"], condition=Q(is_open=True), name="ref_to_due"),
            models.Index(fields=["to_org", "stage_since", "id"], condition=Q(is_open=True), name="ref_to_age"),
            models.Index(fields=["to_org", "ball", "due_at", "id"], condition=Q(is_open=True), name="ref_to_ball_due"),
            models.Index(fields=["to_org", "ball", "stage_since", "id"], condition=Q(is_open=True), name="ref_to_ball_age"),
            models.Index(fields=["to_org", "-ended_at", "id"], condition=Q(ended_at__isnull=False), name="ref_to_ended"),
            models.Index(fields=["to_org", "stage", "stage_since", "id"], name="ref_to_stage"),
            models.Index(fields=["from_org", "due_at", "id"], condition=Q(is_open=True), name="ref_from_due"),
            models.Index(fields=["from_org", "stage_since", "id"], condition=Q(is_open=True), name="ref_from_age"),
            models.Index(fields=["from_org", "ball", "due_at", "id"], condition=Q(is_open=True), name="ref_from_ball_due"),
            models.Index(fields=["from_org", "ball", "stage_since", "id"], condition=Q(is_open=True), name="ref_from_ball_age"),
            models.Index(fields=["from_org", "-ended_at", "id"], condition=Q(ended_at__isnull=False), name="ref_from_ended"),
            models.Index(fields=["from_org", "stage", "stage_since", "id"], name="ref_from_stage"),
            models.Index(fields=["due_at"], condition=Q(is_open=True), name="ref_due"),
            models.Index(fields=["to_org", "due_at", "id"], condition=NOBODYS["to"], name="ref_to_unassigned"),
            models.Index(fields=["to_org", "stage_since", "id"], condition=NOBODYS["to"], name="ref_to_unassigned_age"),
            models.Index(fields=["from_org", "due_at", "id"], condition=NOBODYS["from"], name="ref_from_unassigned"),
            models.Index(fields=["from_org", "stage_since", "id"], condition=NOBODYS["from"], name="ref_from_unassigned_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def facts(self) -> StageFacts:
        return STAGES[Stage(self.stage)]

    @property
    def center(self) -> Organization:
        """The receiving center of a referral that was sent; a draft may have none."""
        if self.to_org is None:
            raise ValueError("This draft names no center yet.")
        return self.to_org

    @property
    def is_urgent(self) -> bool:
        return self.urgency == Urgency.URGENT or self.kind == ReferralKind.URGENT

    def side_of(self, actor: Actor) -> Side:
        """Which side the actor stands on; NOBODY for patients and outsiders."""
        if actor.place is None:
            return Side.NOBODY
        if actor.place.id == self.from_org_id:
            return Side.SENDER
        return Side.RECEIVER if actor.place.id == self.to_org_id else Side.NOBODY

    def owner_id_of(self, side: Side) -> int | None:
        return self.from_owner_id if side == Side.SENDER else self.to_owner_id

    def organization_of(self, side: Side) -> Organization:
        return self.from_org if side == Side.SENDER else self.center
