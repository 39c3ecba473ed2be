"""A task for a person: somebody at the site must look at what an urgent notice said, since nobody has opened it. With its history."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.models import Grant
from carecoord.accounts.models import Organization, User
from carecoord.notifications.kinds import Form, form_of


class AttentionState(models.TextChoices):
    OPEN = "open", "Waits for somebody"
    CLAIMED = "claimed", "Somebody sees to it"
    DONE = "done", "Seen to"
    ENDED = "ended", "Ended by itself"


LIVE = (AttentionState.OPEN, AttentionState.CLAIMED)
INITIAL = (AttentionState.OPEN,)
MOVES = (
    (AttentionState.OPEN, AttentionState.CLAIMED),
    (AttentionState.CLAIMED, AttentionState.OPEN),  # given back
    (AttentionState.OPEN, AttentionState.DONE),
    (AttentionState.CLAIMED, AttentionState.DONE),
    (AttentionState.OPEN, AttentionState.ENDED),
    (AttentionState.CLAIMED, AttentionState.ENDED),
)


class AttentionQuerySet(models.QuerySet["Attention"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of the acting organization, while it has a grant on the patient."""
        granted = Grant.objects.active().filter(organization_id=actor.place_id)
        return self.filter(Q(patient_id__isnull=True) | Q(patient_id__in=granted.values("patient_id")), organization_id=actor.place_id or 0)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)


class Attention(models.Model):
    """One matter at one organization. `matter`: the key of the notice without its rung; `since`: when the notice was due."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.UUIDField(null=True, blank=True)
    patient_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    matter = models.CharField(max_length=160)
    since = models.DateTimeField()
    opened_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=AttentionState, default=AttentionState.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True, help_text="What was done, or the code of why it ended by itself.")
    version = models.PositiveIntegerField(default=1)

    objects = AttentionQuerySet.as_manager()

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "matter"], name="attention_once"),
            models.CheckConstraint(condition=Q(state__in=AttentionState.values), name="attention_state_known"),
            models.CheckConstraint(condition=Q(about__isnull=True) | Q(patient_id__isnull=False), name="attention_names_patient"),
        ]
        indexes = [models.Index(fields=["organization", "since", "id"], condition=Q(state__in=["open", "claimed"]), name="attention_live")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def form(self) -> Form:
        return form_of(self.kind)


class AttentionEvent(models.Model):
    """What happened to it: opened, claimed, given back, seen to, ended. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    attention = models.ForeignKey(Attention, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=16)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return str(self.pk)
