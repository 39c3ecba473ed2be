"""Signed gates: what was signed, by whom, and what voided it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from carecoord.accounts.models import User
from referrals.models.journey import Journey, JourneyEvent
from referrals.models.steps import ROLES


class Decision(models.TextChoices):
    GO = "go", "Go"
    NOT_YET = "not_yet", "Not yet"
    OVERRIDE = "override", "Go, against open items"


class GateSignature(models.Model):
    """One person's signature under a gate. `signed` is the text that was signed (every item as it stood), `sha256` its fingerprint.

    Append-only. A signature stands while no `GateVoid` names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="signatures")
    gate = models.CharField(max_length=4)
    attempt = models.PositiveSmallIntegerField(default=1)
    decision = models.CharField(max_length=8, choices=Decision)
    role = models.CharField(max_length=4, choices=ROLES)
    meaning = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField(default=timezone.now)
    time_zone = models.CharField(max_length=64)
    signed = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-signed_at",)
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="signature_decision_known"),
            models.CheckConstraint(condition=~Q(decision="override") | ~Q(reason=""), name="signature_override_says_why"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GateVoid(models.Model):
    """Something signed has changed since: the signature no longer stands. Append-only."""

    signature = models.OneToOneField(GateSignature, on_delete=models.PROTECT, primary_key=True, related_name="void")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(JourneyEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)
