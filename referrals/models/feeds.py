"""A calendar outside the house that may read one journey's dates, as the person it belongs to."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import Organization, User
from referrals.models.journey import Journey


class CalendarFeed(models.Model):
    """An address with a secret in it. Only the SHA-256 of the secret is kept; whoever reads it sees what `user` would see, no more.

    `organization` is where a member of staff acts; None for patients and caregivers.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="feeds")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-made_at",)
        constraints = [
            models.UniqueConstraint(fields=["journey", "user"], condition=Q(revoked_at__isnull=True), name="feed_one_open_of_a_person")
        ]

    def __str__(self) -> str:
        return str(self.pk)
