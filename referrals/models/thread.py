"""The staff thread on a referral: shared notes are read by both sides, internal ones by the writer's organization only."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from referrals.models.referral import Referral


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notes")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=120)
    is_internal = models.BooleanField(default=True)
    text = models.TextField(max_length=4000)
    mentions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["referral", "-written_at"], name="note_referral_time")]

    def __str__(self) -> str:
        return str(self.pk)


class NoteRead(models.Model):
    """Up to when a person has read a referral's thread."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "user"], name="note_read_once")]

    def __str__(self) -> str:
        return str(self.pk)
