"""Protocols as they were loaded, what a center changed in them, and who approved what. No patient here."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carecoord.accounts.models import Organization, User


class ProtocolVersion(models.Model):
    """One compiled version; never changed but for the day it is retired (guarded by the database). Running journeys keep theirs."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    therapy = models.CharField(max_length=24)
    disease = models.CharField(max_length=40)
    product = models.CharField(max_length=40, blank=True)
    effective_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("code", "-version")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="protocol_version_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class CenterOverride(models.Model):
    """A center's own offset for one due rule, from a day on; it counts once approved. The newest approved one holds.

    `series` counts the step's due rules from 0; `offset` is in the rule's own unit and never under its `minimum`.
    """

    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    protocol_code = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    series = models.PositiveSmallIntegerField(default=0)
    offset = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("protocol_code", "step", "series", "-effective_on", "-set_at")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="override_approved_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["center", "protocol_code"], name="override_of_center")]

    def __str__(self) -> str:
        return f"{self.protocol_code} {self.step}"


class ItemApproval(models.Model):
    """A medical director approved one item of a protocol for their center; it holds while the item's text stays the same."""

    center = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    protocol_code = models.CharField(max_length=40)
    item = models.CharField(max_length=60, help_text="For example steps.apheresis or gates.G3.")
    sha256 = models.CharField(max_length=64)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("protocol_code", "item", "-approved_at")
        constraints = [models.UniqueConstraint(fields=["center", "protocol_code", "item", "sha256"], name="item_approved_once")]

    def __str__(self) -> str:
        return f"{self.protocol_code} {self.item}"
