"""The hand-off document home, its PDF, and the practice's note after a visit. States change only inside verbs."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.accounts.models import User
from referrals.handoff.states import AT_PRACTICE, HandOffState
from referrals.models.journey import Journey

UNSIGNED = Q(signed_at__isnull=True, sha256="")
SIGNED = Q(signed_at__isnull=False) & ~Q(sha256="")
SIGNED_SAYS_WHAT = Q(state="superseded") | (Q(state="draft") & UNSIGNED) | SIGNED


class HandOffQuerySet(models.QuerySet["HandOff"]):
    def visible_to(self, actor: Actor) -> Self:
        """The center sees its drafts; the practice what has been sent, replaced ones included."""
        mine = self.filter(journey__in=Journey.objects.visible_to(actor))
        return mine.filter(Q(journey__center_id=actor.place_id) | Q(sent_at__isnull=False))

    def current(self) -> Self:
        return self.exclude(state=HandOffState.SUPERSEDED)

    def at_practice(self) -> Self:
        return self.filter(state__in=AT_PRACTICE)


class HandOff(models.Model):
    """One version of the document. `content` holds the sections; from the signature on it never changes (guarded by the database).

    `sha256` is of the content as canonical JSON. `number` counts the versions of one journey.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="handoffs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=HandOffState, default=HandOffState.DRAFT)
    content = models.JSONField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    drafted_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    signed_name = models.CharField(max_length=120, blank=True)
    signed_role = models.CharField(max_length=24, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_zone = models.CharField(max_length=40, blank=True)
    meaning = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField("SHA-256 of the content", max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_name = models.CharField(max_length=120, blank=True)
    ack_due_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    acknowledged_name = models.CharField(max_length=120, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    first_visit_on = models.DateField(null=True, blank=True)
    questions = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HandOffQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandOffState.values), name="handoff_state_known"),
            models.CheckConstraint(
                condition=Q(state="superseded") | (Q(state="draft") & UNSIGNED) | SIGNED, name="handoff_signed_says_what"
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(acknowledged_at__isnull=False, first_visit_on__isnull=False),
                name="handoff_acknowledged_says_when",
            ),
            models.UniqueConstraint(fields=["journey", "number"], name="handoff_number_once"),
            models.UniqueConstraint(fields=["journey"], condition=Q(state__in=["draft", "signed"]), name="handoff_one_in_hand"),
            models.UniqueConstraint(fields=["journey"], condition=Q(state__in=["sent", "acknowledged"]), name="handoff_one_in_force"),
        ]
        indexes = [models.Index(fields=["ack_due_at"], condition=Q(state="sent"), name="handoff_unacknowledged")]

    def __str__(self) -> str:
        return str(self.pk)


class HandOffPdf(models.Model):
    """The signed document as it was printed. Append-only."""

    handoff = models.OneToOneField(HandOff, on_delete=models.PROTECT, primary_key=True, related_name="pdf")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    sha256 = models.CharField("SHA-256 of the PDF", max_length=64)

    def __str__(self) -> str:
        return str(self.pk)


class VisitNoteQuerySet(models.QuerySet["VisitNote"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(journey__in=Journey.objects.visible_to(actor))

    def standing(self) -> Self:
        return self.filter(corrected_by__isnull=True)


class VisitNote(models.Model):
    """What the practice tells the center after a visit. Append-only: a correction is a new row.

    `answers` are as entered; a question nobody answered has no key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="visit_notes")
    visit_on = models.DateField()
    answers = models.JSONField(default=dict, blank=True)
    concerns = models.JSONField(default=list, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = VisitNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-visit_on", "-sent_at")
        indexes = [models.Index(fields=["journey", "-visit_on"], name="visit_note_journey")]

    def __str__(self) -> str:
        return str(self.pk)
